"""The queue and the flats, for those who handle the unit's housing."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from caseload import flats, permissions, protection
from caseload.forms import FlatFilterForm
from caseload.models import Case
from caseload.wording import options_of
from portal import audit
from portal.permissions import permission_required


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def queue(request: HttpRequest) -> HttpResponse:
    """The unit's queue in its order, and why each stands where they stand."""
    if not permissions.may_see_queue(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    with transaction.atomic():
        cases = list(Case.objects.visible_to(request.user).open().in_queue().select_related("person"))
        audit.record(audit.Action.LIST, by=request.user, kind="case", reason=f"kön, {len(cases)} ärenden")
    wanted = options_of("open_housing_case", "wanted")
    context = {
        "rows": [_row(case, wanted, today) for case in cases],
        "may_read_journal": permissions.may_read_journal(request.user),
    }
    return render(request, "caseload/queue.html", context)


def _row(case: Case, wanted: dict[str, str], today: date) -> dict[str, Any]:
    days = (today - case.queue_since).days if case.queue_since else None
    return {
        "case": case,
        "days": days,
        "wanted": ", ".join(wanted.get(each, each) for each in case.wanted),
        "offered": protection.place(case.person, case.offered_dwelling),
    }


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def homes(request: HttpRequest) -> HttpResponse:
    """Which flats are free, soon free, offered and lived in."""
    if not permissions.may_see_queue(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    with transaction.atomic():
        everything = flats.flats_for(request.user, today)
        form = FlatFilterForm(request.GET, flats=everything)
        found = form.filtered(everything) if form.is_valid() else []
        audit.record(audit.Action.LIST, by=request.user, kind="flat", reason=f"{len(found)} lägenheter")
    context = {
        "form": form,
        "flats": found,
        "counts": flats.counted(everything),
        "is_chosen": any(form.cleaned_data.values()),
        "today": today,
    }
    return render(request, "caseload/homes.html", context, status=200 if form.is_valid() else 422)


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def home(request: HttpRequest, key: str) -> HttpResponse:
    """One flat: where it stands, what the forms tell of it, and its stays for those who may know by whom."""
    if not permissions.may_see_queue(request.user):
        raise PermissionDenied
    with transaction.atomic():
        flat = flats.flat_for(request.user, key, timezone.localdate())
        if flat is None:
            raise Http404
        audit.record(
            audit.Action.READ, by=request.user, kind="flat", target=key, reason=f"{len(flat.history)} boendeperioder"
        )
    reasons = options_of("move_out", "reason") | {flats.TAKEN_OVER: "Övertog kontraktet"}
    context = {
        "flat": flat,
        "history": [(stay, reasons.get(stay.end_reason, stay.end_reason)) for stay in flat.history],
        "may_read_journal": permissions.may_read_journal(request.user),
    }
    return render(request, "caseload/home.html", context)
