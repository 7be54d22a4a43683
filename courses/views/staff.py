"""For those who work here: own courses, the counter, and what a manager has to approve."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions
from courses.forms import CounterForm, DecisionForm, StaffForm
from courses.models import Audience, Coming, CoursePage, Occasion, Registration
from courses.permissions import needs_approval
from courses.views.public import show_place, try_to
from courses.views.requests import StaffRequest, posted
from portal.kept.content import remembered
from portal.models import User
from portal.permissions import permission_required

PER_PAGE = 12


@require_GET
@permission_required("courses.register_self")
def trainings(request: StaffRequest) -> HttpResponseBase:
    """Trainings that one can register for, soonest first, and one's own."""
    courses = remembered("courses of staff", CoursePage.objects.live().filter(audience=Audience.STAFF).in_bulk)
    asked = request.GET.get("kurs", "")
    chosen = {pk: course for pk, course in courses.items() if not asked or str(pk) == asked}
    page = Paginator(Coming(chosen), PER_PAGE).get_page(request.GET.get("sida"))
    own = _own(request.user)
    mine = {each.occasion_id: each for each in own}
    return render(
        request,
        "courses/trainings.html",
        {"rows": [{"occasion": each, "mine": mine.get(each.pk)} for each in page.object_list], "page": page,
         "course": asked, "query_prefix": f"kurs={asked}&" if chosen and asked else "",
         "courses": sorted(courses.values(), key=lambda each: each.path),
         "begun": [each for each in own if each.is_placed and each.occasion.has_begun]},
    )  # fmt: skip


def _own(user: User) -> list[Registration]:
    """One's own, with what the page shows of them. Most look for something to register to, and have none."""
    own = Registration.objects.of(user).active()
    if not own.exists():
        return []
    related = own.select_related("occasion__course", "user")
    return list(related.prefetch_related("attendances", "occasion__sessions", "guest_seats__session__occasion"))


@require_http_methods(["GET", "POST"])
@permission_required("courses.register_self")
def sign_up_self(request: StaffRequest, occasion: int) -> HttpResponseBase:
    """F29. The two half-days are one occasion, so one form takes the place in both."""
    found = get_object_or_404(Occasion.objects.for_staff().announced().with_times().with_numbers(), pk=occasion)
    form = StaffForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        registration = try_to(form, actions.register, occasion=found, person=request.user, by=request.user,
                              **form.cleaned_data)  # fmt: skip
        if registration:
            messages.success(request, _outcome(registration))
            return redirect("courses:trainings")
    return render(
        request,
        "courses/sign_up_self.html",
        {"occasion": found, "form": form, "manager": request.user.manager if needs_approval(request.user) else None},
    )


def _outcome(registration: Registration) -> str:
    if registration.is_waiting:
        return (
            f"Kursen är full. Du är nummer {registration.turn} på reservlistan och får plats så snart en blir ledig."
        )
    if registration.awaits_approval:
        return "Du har en plats. Din chef ska godkänna anmälan."
    return "Du har en plats. Välkommen!"


@require_POST
@permission_required("courses.register_self")
def cancel_own(request: StaffRequest, registration: int) -> HttpResponseBase:
    own = get_object_or_404(Registration.objects.of(request.user).active(), pk=registration)
    return _after(request, "Du är avbokad.", actions.cancel, registration=own, by=request.user, to="courses:trainings")


@require_http_methods(["GET", "POST"])
@permission_required("courses.register_client")
def counter(request: StaffRequest) -> HttpResponseBase:
    """Registers somebody who stands beside; ends at the slip to print."""
    occasions = Occasion.objects.for_clients().taking_registrations()
    initial = {"occasion": request.GET.get("grupp", "")}
    form = CounterForm(posted(request), occasions=occasions, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        registration = try_to(form, actions.register_client, by=request.user, **form.cleaned_data)
        if registration:
            return show_place(request, registration)
    return render(request, "courses/counter.html", {"form": form, "has_groups": occasions.exists()})


@require_GET
@permission_required("courses.approve_staff")
def approvals(request: StaffRequest) -> HttpResponseBase:
    return render(request, "courses/approvals.html", {"registrations": asked_of(request.user)})


def asked_of(manager: User) -> list[Registration]:
    asked = Registration.objects.asked_of(manager).select_related("user", "occasion__course")
    return list(asked.prefetch_related("occasion__sessions"))


@require_POST
@permission_required("courses.approve_staff")
def decide(request: StaffRequest, registration: int) -> HttpResponseBase:
    """Another manager's staff does not exist here."""
    asked = get_object_or_404(Registration.objects.filter(user__manager=request.user), pk=registration)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Välj om du godkänner anmälan eller inte.")
        return redirect("courses:approvals")
    return _after(
        request,
        "Svaret är sparat.",
        actions.decide,
        registration=asked,
        approve=form.cleaned_data["decision"] == "approve",
        by=request.user,
        to="courses:approvals",
    )


def _after(
    request: StaffRequest, done: str, action: "actions.Action", *, to: str, **details: object
) -> HttpResponseBase:
    """Do it and go on, with what was done, or why not, as a message."""
    try:
        action(**details)
        messages.success(request, done)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(to)
