"""Without account: a certificate is checked, a calendar program asks, and the slip in other languages."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions, attempts, calendars, codes, slips
from courses.forms import CertificateForm
from courses.models import CalendarFeed, Certificate, Occasion
from courses.views.holding import held_registration
from courses.views.requests import StaffRequest, posted
from portal.permissions import permission_required


@never_cache
@require_http_methods(["GET", "POST"])
def check_certificate(request: HttpRequest) -> HttpResponseBase:
    """A manager or a landlord writes the code. The answer tells the course and the day, and for staff's own also who."""
    form = CertificateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if attempts.are_too_many(request):
            form.add_error(None, "Det har blivit många felaktiga koder. Vänta tio minuter, eller ring oss.")
            return render(request, "courses/check_certificate.html", {"form": form}, status=429)
        found = Certificate.objects.with_code(form.cleaned_data["code"]).select_related(
            "registration__occasion__course", "registration__user"
        )
        certificate = found.first()
        if certificate and certificate.registration.is_completed:
            return render(request, "courses/check_certificate.html", {"form": CertificateForm(), "found": certificate})
        attempts.count(request)
        form.add_error("code", "Inget giltigt intyg har den koden. Se efter att alla tolv tecken är rätt.")
    return render(request, "courses/check_certificate.html", {"form": form})


@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """One's own courses and those one leads. The address is the secret; who makes a new one ends the old."""
    found = CalendarFeed.objects.filter(token_hash=codes.token_hash(token), user__is_active=True).select_related(
        "user"
    )
    own = found.first()
    if own is None:
        raise Http404
    occasions = Occasion.objects.in_calendar_of(own.user).select_related("course").prefetch_related("sessions")
    return HttpResponse(calendars.feed(occasions), content_type="text/calendar; charset=utf-8")


@require_GET
@permission_required("courses.register_self")
def my_feed(request: StaffRequest) -> HttpResponseBase:
    own = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "courses/feed.html", {"feed": own, "address": actions.feed_address(own) if own else ""})


@require_POST
@permission_required("courses.register_self")
def change_feed(request: StaffRequest) -> HttpResponseBase:
    """A new secret address, or none."""
    if request.POST.get("do") == "revoke":
        actions.revoke_feed(user=request.user)
    else:
        actions.renew_feed(user=request.user)
    return redirect("courses:my_feed")


@never_cache
@require_GET
def slip(request: HttpRequest, language: str) -> HttpResponseBase:
    """Dates and place with pictures, to print, in the language of the person."""
    registration = held_registration(request)
    if registration is None:
        return redirect("courses:code")
    words = slips.words(language)
    if words is None:
        raise Http404
    return render(
        request, "courses/slip.html",
        {"registration": registration, "occasion": registration.occasion, "words": words,
         "days": slips.days(registration.occasion, words), "languages": slips.names()},
    )  # fmt: skip
