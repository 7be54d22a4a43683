"""What is about the person: protected details asked for with a reason, the extract, and who has read."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from caseload import extracts, protection
from caseload.access import case_for, ground
from caseload.access.forms import ExtractForm, ReasonOnlyForm
from caseload.models import Case
from portal import audit, printing
from portal.permissions import permission_required

NEAREST = ("handläggare", "uppdrag")
# As the log and the person read it.
SPOKEN = {"registerutdrag": "registerutdrag", "vem-har-last": "vem har läst"}


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("caseload.search_cases")
def protected(request: HttpRequest, number: str) -> HttpResponse:
    """The protected details of a person, for those who work with the case, with a reason, and only in this answer."""
    case = case_for(request.user, number, reason="skyddade uppgifter")
    if not case.person.is_protected or not ground(request.user, case).startswith((*NEAREST, "nödåtkomst")):
        raise PermissionDenied
    form = ReasonOnlyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "caseload/protected.html", {"case": case, "form": form}, status=status)
    facts = protection.uncovered(case)
    with transaction.atomic():
        audit.record(
            audit.Action.READ, by=request.user, kind="protected", target=case.number,
            fields=[label for label, _text in facts], reason=form.cleaned_data["skal"],
        )  # fmt: skip
    return render(request, "caseload/protected.html", {"case": case, "facts": facts})


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("caseload.give_extract")
def extract(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that is kept about the person, as a PDF for the person (artikel 15 dataskyddsförordningen)."""
    return _printed(request, number, "registerutdrag", extracts.everything_about)


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("caseload.give_extract")
def readers(request: HttpRequest, number: str) -> HttpResponse:
    """Who has read what about the person, as a PDF for the person."""
    return _printed(request, number, "vem-har-last", extracts.readers_of)


def _printed(request: HttpRequest, number: str, what: str, make: Any) -> HttpResponse:
    spoken = SPOKEN[what]
    case = case_for(request.user, number, reason=spoken)
    form = ExtractForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"case": case, "form": form, "what": what}
        return render(request, "caseload/extract.html", context, status=422 if form.is_bound else 200)
    cases = _seen(request.user, case)
    made = printing.pdf(f"caseload/{'extract' if what == 'registerutdrag' else 'readers'}", make(cases, request.user))
    with transaction.atomic():
        for each in cases:
            audit.record(
                audit.Action.PRINT, by=request.user, kind="case", target=each.number,
                reason=f"{spoken}; identitet: {form.cleaned_data['identitet']}",
            )  # fmt: skip
    return printing.download(made, f"{what}-{case.number}.pdf")


def _seen(user: Any, case: Case) -> list[Case]:
    """All cases of the person; who may not see every one of them can't give out a whole extract."""
    everyone = Case.everything.filter(person=case.person_id).values_list("number", flat=True)
    mine = list(
        Case.objects.visible_to(user).filter(person=case.person_id).select_related("person").order_by("number")
    )
    if len(mine) < len(everyone):
        raise PermissionDenied
    return mine
