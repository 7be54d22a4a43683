"""All open cases that one may see: chosen, ordered, saved under a name, and handed over several at a time."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from caseload import actions, permissions
from caseload.forms import FilterForm, HandOverForm, SaveForm, cases_named
from caseload.models import Case, SavedFilter
from portal import audit
from portal.models import User
from portal.permissions import permission_required

ON_A_PAGE = 50
CHOSEN = "arende"
KEY = "nyckel"


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def worklist(request: HttpRequest) -> HttpResponse:
    """The open cases that the user may see, by what they chose."""
    return _show(request, FilterForm(request.GET, user=request.user), SaveForm())


def _show(request: HttpRequest, form: FilterForm, save: SaveForm, status: int = 200) -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    chosen = form.chosen() if form.is_valid() else {}
    visible = Case.objects.visible_to(user).open()
    found = form.filtered(visible, today) if form.is_valid() else visible.none()
    with transaction.atomic():
        page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("sida"))
        rows = _rows(list(page.object_list))
        audit.record(audit.Action.LIST, by=user, kind="case", reason=f"{len(rows)} ärenden")
    context = {
        "form": form,
        "save": save,
        "chosen": chosen,
        "page": page,
        "rows": rows,
        "today": today,
        "query_prefix": f"{urlencode(chosen)}&" if chosen else "",
        "saved": [(each, f"?{urlencode(each.choices)}") for each in SavedFilter.objects.filter(user=user)],
        "may_assign": permissions.may_assign(user),
    }
    status = status if form.is_valid() else 422
    return render(request, "caseload/worklist.html", context, status=status)


def _rows(cases: list[Case]) -> list[tuple[Case, str]]:
    """Each case with the name of the one responsible."""
    people = {
        each.username: str(each) for each in User.objects.filter(username__in={case.responsible for case in cases})
    }
    return [(case, people.get(case.responsible, case.responsible)) for case in cases]


@never_cache
@require_POST
@permission_required("caseload.search_cases")
def save_filter(request: HttpRequest) -> HttpResponse:
    """Give what is chosen a name. Only choices that the list itself has are kept."""
    form = FilterForm(request.POST, user=request.user)
    save = SaveForm(request.POST, user=request.user)
    if not form.is_valid() or not save.is_valid():
        return _show(request, form, save, status=422)
    user: Any = request.user
    made = SavedFilter(user=user, name=save.cleaned_data["namn"], choices=form.chosen())
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # sent twice at once: it is there
        pass
    messages.success(request, f"Urvalet ”{made.name}” är sparat.")
    return redirect(f"{reverse('case_list')}?{urlencode(made.choices)}")


@never_cache
@require_POST
@permission_required("caseload.search_cases")
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Only one's own can be taken away; another's is not to be known."""
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    saved.delete()
    messages.success(request, f"Urvalet ”{saved.name}” är borttaget.")
    return redirect("case_list")


@never_cache
@require_POST
@permission_required("caseload.assign_case")
def assign(request: HttpRequest) -> HttpResponse:
    """Several cases to one colleague: first who and why, then a form of handing over for each case."""
    cases = _chosen(request)
    if not cases:
        messages.warning(request, "Välj minst ett ärende i listan först.")
        return redirect("case_list")
    asked = "kollega" in request.POST
    form = HandOverForm(request.POST if asked else None, user=request.user)
    if not asked or not form.is_valid():
        return _ask(request, cases, form)
    return _hand_over(request, cases, form)


def _hand_over(request: HttpRequest, cases: list[Case], form: HandOverForm) -> HttpResponse:
    to = form.cleaned_data["kollega"]
    try:
        handed = actions.hand_over(
            cases=cases, to=to, note=form.cleaned_data["overlamning"], key=_key(request.POST), by=request.user
        )
    except actions.NotPossible as fault:
        for sentence in fault.sentences:
            form.add_error(None, sentence)
        return _ask(request, cases, form)
    name = dict(form.fields["kollega"].choices)[to]  # type: ignore[attr-defined] # a ChoiceField
    if handed.done:
        count = len(handed.done)
        messages.success(request, f"{count} {'ärende' if count == 1 else 'ärenden'} lämnades över till {name}.")
    for number, reason in handed.stopped:
        messages.warning(request, f"Ärende {number} lämnades inte över: {reason}")
    return redirect("case_list")


def _ask(request: HttpRequest, cases: list[Case], form: HandOverForm) -> HttpResponse:
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=request.user, kind="case", reason=f"{len(cases)} ärenden att fördela")
    context: dict[str, Any] = {"rows": _rows(cases), "form": form, "key": request.POST.get(KEY) or uuid.uuid4()}
    return render(request, "caseload/assign.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> list[Case]:
    """The chosen cases. One that the user may not see is Http404, whatever else was chosen."""
    numbers = list(dict.fromkeys(request.POST.getlist(CHOSEN)))[:ON_A_PAGE]
    found = {case.number: case for case in cases_named(numbers, request.user)}
    if len(found) < len(numbers):
        raise Http404
    return [found[number] for number in numbers]


def _key(post: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(post.get(KEY, ""))
    except ValueError:
        return uuid.uuid4()
