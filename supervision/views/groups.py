"""Groups, their contracts and their planned sessions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.permissions import permission_required
from supervision import actions, calendars, permissions
from supervision.forms import GroupForm, SeriesForm, TimeForm
from supervision.models import Group, PlannedSession, Question, SupervisionSession

staff = permission_required("supervision.ask_question")
RECENT = 20


@never_cache
@require_GET
@staff
def index(request: HttpRequest) -> HttpResponse:
    """My groups, the newest logs I may read, and my questions."""
    user: Any = request.user
    sessions = SupervisionSession.objects.visible_to(user)
    context = {
        "groups": Group.objects.visible_to(user),
        "led": set(Group.objects.led_by(user).values_list("pk", flat=True)),
        "drafts": sessions.drafts().select_related("group"),
        "sessions": sessions.with_keys(sessions.signed().keys()[:RECENT]),
        "questions": Question.objects.visible_to(user).filter(asker=user).with_status()[:10],
        "may_answer": permissions.may_answer(user),
        "may_set_up": permissions.may_set_up_groups(user),
        "may_see_figures": permissions.may_see_figures(user),
        "may_read_suggestions": permissions.may_read_suggestions(user),
    }
    return render(request, "supervision/index.html", context)


@never_cache
@require_GET
@staff
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """A group: its contract, what the next session has to take up, what is planned, and its logs."""
    found = get_object_or_404(Group.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    sessions = SupervisionSession.objects.visible_to(request.user)
    context = {
        "group": found,
        "agenda": found.agenda(),
        "members": found.people_on(today),
        "leaders": found.leaders_on(today),
        "planned": found.next_planned(today),
        "coming": found.planned_sessions.filter(date__gte=today).select_related("session"),
        "sessions": sessions.with_keys(sessions.signed().filter(group=found).keys()[:RECENT]),
        "may_write": permissions.may_write_in(request.user, found),
        "may_plan": permissions.may_plan_in(request.user, found),
    }
    return render(request, "supervision/group.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("supervision.manage_groups")
def new_group(request: HttpRequest) -> HttpResponse:
    """Set up a group with its contract."""
    form = GroupForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = actions.set_up_group(
            group=form.instance,
            supervisors=form.cleaned_data["supervisors"],
            members=form.cleaned_data["members"],
            by=request.user,
        )
        return redirect("supervision_group", made.pk)
    return render(
        request, "supervision/new_group.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a series by the contract."""
    found = get_object_or_404(Group.objects.visible_to(request.user), pk=pk)
    if not permissions.may_plan_in(request.user, found):
        raise PermissionDenied
    form = SeriesForm(request.POST or None, group=found)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("weeks", "number", "starts", "ends", "place")}
        made = actions.plan_series(group=found, first=form.cleaned_data["date"], **fields, by=request.user)
        messages.success(request, f"{len(made)} pass är planerade.")
        return redirect("supervision_group", found.pk)
    context = {"group": found, "form": form}
    return render(request, "supervision/plan.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def planned(request: HttpRequest, pk: int) -> HttpResponse:
    """Move one planned session to another time or place."""
    found = _changeable(request, pk)
    form = TimeForm(request.POST, group=found.group) if request.method == "POST" else TimeForm.of(found)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("starts", "ends", "place")}
        try:
            actions.move_planned(planned=found, day=form.cleaned_data["date"], **fields, by=request.user)
        except actions.AlreadyPlanned as taken:
            form.add_error("date", str(taken))
        else:
            messages.success(request, "Passet är ändrat. Hämta kalenderfilen igen.")
            return redirect("supervision_group", found.group_id)
    context = {"planned": found, "form": form}
    return render(request, "supervision/planned.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@staff
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel one planned session."""
    found = _changeable(request, pk)
    actions.cancel_planned(planned=found, by=request.user)
    messages.success(request, "Passet är inställt. Hämta kalenderfilen igen, så försvinner det ur kalendern.")
    return redirect("supervision_group", found.group_id)


def _changeable(request: HttpRequest, pk: int) -> PlannedSession:
    """A planned session of a group that one sees (else 404) and plans (else 403), neither held nor cancelled (404)."""
    groups = Group.objects.visible_to(request.user)
    found = get_object_or_404(PlannedSession.objects.waiting().filter(group__in=groups).select_related("group"), pk=pk)
    if not permissions.may_plan_in(request.user, found.group):
        raise PermissionDenied
    return found


@never_cache
@require_GET
@staff
def group_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """All planned sessions of a group from today on, as a calendar file."""
    found = get_object_or_404(Group.objects.visible_to(request.user), pk=pk)
    return _calendar(calendars.series(found.planned_sessions.filter(date__gte=timezone.localdate())))


@never_cache
@require_GET
@staff
def planned_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One planned session; a cancelled one leaves the calendar."""
    groups = Group.objects.visible_to(request.user)
    return _calendar(calendars.single(get_object_or_404(PlannedSession, pk=pk, group__in=groups)))


def _calendar(content: bytes) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="handledning.ics"', "X-Content-Type-Options": "nosniff"},
    )
