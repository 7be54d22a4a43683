"""For course leaders: own occasions, who comes, and attendance on a phone."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions
from courses.forms import AttendanceForm, WalkInForm
from courses.models import GuestSeat, Occasion, Registration
from courses.views.requests import StaffRequest, posted
from portal import audit
from portal.permissions import permission_required

PAST_SHOWN = 20


def led_occasion(user: Any, pk: int) -> Occasion:
    """Somebody else's occasion does not exist: 404."""
    led = Occasion.objects.led_by(user).with_times().with_numbers().select_related("course", "leader")
    return get_object_or_404(led, pk=pk)


@require_GET
@permission_required("courses.lead_occasions")
def occasions(request: StaffRequest) -> HttpResponseBase:
    led = Occasion.objects.led_by(request.user).with_numbers().select_related("course", "leader")
    return render(
        request,
        "courses/leader_occasions.html",
        {
            "coming": led.upcoming().prefetch_related("sessions"),
            "past": led.over()[:PAST_SHOWN],
            "manages": request.user.may("courses.manage_courses"),
        },
    )


@require_GET
@permission_required("courses.lead_occasions")
def participants(request: StaffRequest, occasion: int) -> HttpResponseBase:
    """Who comes and who waits. That the list was read is logged."""
    found = led_occasion(request.user, occasion)
    sessions = list(found.sessions.all())
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=request.user, kind="course_participants", target=str(found.pk))
    return render(
        request,
        "courses/participants.html",
        {
            "occasion": found,
            "manages": request.user.may("courses.manage_courses"),
            "editor": reverse(Occasion.snippet_viewset.get_url_name("edit"), args=[quote(found.pk)]),
            "sessions": sessions,
            "rows": [_row(registration, sessions) for registration in _placed(found)],
            "offered": found.registrations.offered().select_related("user"),
            "queue": _queue(found),
            "cancelled": found.registrations.filter(state="cancelled").select_related("user"),
            "guests": GuestSeat.objects.filter(session__occasion=found).select_related(
                "registration__user", "session"
            ),
        },
    )


def _queue(occasion: Occasion) -> list[Registration]:
    waiting = list(occasion.registrations.waiting().select_related("user"))
    for registration in waiting:
        registration.occasion = occasion
    return waiting


def _placed(occasion: Occasion) -> list[Registration]:
    placed = occasion.registrations.placed().select_related("user").prefetch_related("attendances")
    registrations = sorted(placed, key=lambda registration: registration.name.casefold())
    for registration in registrations:
        registration.occasion = occasion
    return registrations


def _row(registration: Registration, sessions: list[Any]) -> dict[str, Any]:
    marks = {mark.session_id: mark for mark in registration.attendances.all()}
    return {"registration": registration, "marks": [marks.get(session.pk) for session in sessions]}


@require_http_methods(["GET", "POST"])
@permission_required("courses.lead_occasions")
def attendance(request: StaffRequest, occasion: int, session: int) -> HttpResponseBase:
    """One screen for one session. Sending it twice changes nothing, so a bad connection does no harm."""
    found = led_occasion(request.user, occasion)
    meeting = get_object_or_404(found.sessions.all(), pk=session)
    marks = dict(meeting.attendances.values_list("registration_id", "status"))
    guests = Registration.objects.filter(guest_seats__session=meeting).select_related("user", "occasion__course")
    form = AttendanceForm(
        posted(request),
        registrations=[*_placed(found), *guests],
        marks=marks,
        initial={"deviation": meeting.deviation},
    )
    if request.method == "POST" and form.is_valid():
        actions.mark_attendance(session=meeting, marks=form.marks, by=request.user, deviation=form.deviation)
        messages.success(request, "Närvaron är sparad.")
        # The script goes on by itself: a page fetched for it would use up the message that the leader is to see.
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return redirect("courses:participants", occasion=found.pk)
    if request.method == "GET":
        with transaction.atomic():
            audit.record(audit.Action.LIST, by=request.user, kind="course_participants", target=str(found.pk))
    door = WalkInForm(for_staff=found.course.is_for_staff)
    return render(
        request, "courses/attendance.html", {"occasion": found, "session": meeting, "form": form, "door": door}
    )


@require_POST
@permission_required("courses.lead_occasions")
def cancel_participant(request: StaffRequest, occasion: int, registration: int) -> HttpResponseBase:
    """Somebody called to say that they can't come."""
    found = led_occasion(request.user, occasion)
    theirs = get_object_or_404(found.registrations.active(), pk=registration)
    try:
        actions.cancel(registration=theirs, by=request.user)
        messages.success(request, "Anmälan är avbokad.")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:participants", occasion=found.pk)
