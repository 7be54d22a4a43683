"""Registration without account: the form, one's own place behind a code, and calendar files.

One's own place is remembered by the browser (holding.py), never in the address. Codes are guessed slowly: wrong ones are counted.
"""

import hmac

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions, attempts, calendars, codes, express, slips
from courses.forms import NEEDS_ORDER, ClientForm, CodeForm, KeyedForm, NeedsForm, require_contact
from courses.models import CoursePage, Kind, Occasion, Registration
from courses.views.holding import forget, held_registration, remember
from courses.views.requests import posted
from portal.addresses import address


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest, course: int) -> HttpResponseBase:
    """F26: choose a group and give a name. Works with no phone, no e-mail and no script."""
    if request.method == "POST" and (made := express.register(request, course)):
        return show_place(request, made)
    page = public_course(request, course)
    occasions = page.occasions.taking_registrations()
    chosen = request.GET.get("grupp", "")
    form = ClientForm(posted(request), occasions=occasions, kind=page.kind, initial={"occasion": chosen})
    if request.method == "POST":
        if form.is_robot:
            return redirect(page.url)
        if attempts.are_too_many(request, attempts.SIGN_UPS):
            form.add_error(None, "Det kommer väldigt många anmälningar härifrån. Vänta tio minuter, eller ring oss.")
            return _sign_up_page(request, page, form, status=429)
        if form.is_valid() and (registration := try_to(form, actions.register, **form.details)):
            attempts.count(request, attempts.SIGN_UPS)
            return show_place(request, registration)
    return _sign_up_page(request, page, form)


def _sign_up_page(request: HttpRequest, page: CoursePage, form: ClientForm, status: int = 200) -> HttpResponseBase:
    has_groups = page.occasions.taking_registrations().exists()
    return render(
        request, "courses/sign_up.html", {"course": page, "form": form, "has_groups": has_groups}, status=status
    )


def public_course(request: HttpRequest, pk: int) -> CoursePage:
    """A course that one registers for without account; others do not exist here."""
    page = get_object_or_404(CoursePage.objects.live().public(), pk=pk)
    if not page.takes_public_registrations or not page.readable_by(request.user):
        raise Http404
    return page


def try_to(form: KeyedForm | NeedsForm, action: "actions.Action", **details: object) -> Registration | None:
    """What the action makes, or None with its refusal among the form's errors."""
    try:
        return action(**details)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(form, KeyedForm):
            form.renew_key()
        return None


def show_place(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    return remember(request, redirect(address("courses:place")), registration)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Write the code from the slip. Wrong ones are counted per address, so high that an office never reaches it."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if attempts.are_too_many(request):
            form.add_error(None, "Det har blivit många felaktiga koder. Vänta tio minuter, eller ring oss.")
            return render(request, "courses/code.html", {"form": form}, status=429)
        registration = Registration.objects.filter(user=None).with_code(form.cleaned_data["code"]).first()
        if registration:
            return show_place(request, registration)
        attempts.count(request)
        form.add_error("code", "Koden stämmer inte. Se efter att alla åtta tecken är rätt.")
    return render(request, "courses/code.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def personal_link(request: HttpRequest, registration: int, token: str) -> HttpResponseBase:
    """From a message. One button opens the place, so that a program that looks through the mail opens nothing."""
    found = get_object_or_404(Registration.objects.filter(user=None), pk=registration)
    if not hmac.compare_digest(codes.token_of(found.key), token):
        raise Http404
    if request.method == "POST":
        return show_place(request, found)
    return render(request, "courses/personal_link.html")


@never_cache
@require_GET
def place(request: HttpRequest) -> HttpResponseBase:
    """Receipt, slip and the way to change or cancel."""
    registration = held_registration(request)
    if registration is None:
        return redirect("courses:code")
    return render(
        request,
        "courses/place.html",
        {"registration": registration, "occasion": registration.occasion, "languages": slips.names(),
         "guests": registration.guest_seats.select_related("session__occasion")},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def change_place(request: HttpRequest) -> HttpResponseBase:
    registration = held_registration(request)
    if registration is None:
        return redirect("courses:code")
    form = NeedsForm(posted(request), initial={name: getattr(registration, name) for name in NEEDS_ORDER})
    if request.method == "POST" and form.is_valid():
        if registration.kind == Kind.OPEN_IDENTIFIED:
            require_contact(form, form.cleaned_data)
        if form.is_valid() and try_to(form, actions.change_details, registration=registration, **form.cleaned_data):
            return redirect("courses:place")
    return render(request, "courses/change_place.html", {"form": form, "occasion": registration.occasion})


@require_POST
def cancel_place(request: HttpRequest) -> HttpResponseBase:
    """Only by POST: a link that a mail scanner opens changes nothing."""
    registration = held_registration(request)
    if registration is None:
        return redirect("courses:code")
    try:
        actions.cancel(registration=registration, by=request.user if request.user.is_authenticated else None)
    except actions.Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return redirect("courses:place")


@require_POST
def forget_place(request: HttpRequest) -> HttpResponseBase:
    """For a computer that others use too."""
    return forget(request, redirect("courses:code"))


@require_GET
def calendar(request: HttpRequest, occasion: int) -> HttpResponse:
    """The dates of a whole series, without anything about who comes."""
    found = get_object_or_404(Occasion.objects.announced().select_related("course"), pk=occasion)
    if not found.course.live or not found.course.readable_by(request.user):
        raise Http404
    response = HttpResponse(calendars.series(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kurs.ics"'
    return response
