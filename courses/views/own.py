"""What one does with a place of one's own: answer an offer, take a missed session again, say what one thought, get a
certificate. The same pages for a client with a code and for staff who are logged in."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions, printing
from courses.forms import AnswerForm, EvaluationForm, InsteadForm
from courses.models import Registration
from courses.views.holding import held_registration
from courses.views.requests import StaffRequest, posted
from portal.permissions import permission_required
from portal.printing import download

Own = Callable[[HttpRequest, Registration, str], HttpResponseBase]


def _client(page: Own) -> Callable[[HttpRequest], HttpResponseBase]:
    def view(request: HttpRequest) -> HttpResponseBase:
        registration = held_registration(request)
        if registration is None:
            return redirect("courses:code")
        return page(request, registration, reverse("courses:place"))

    return never_cache(view)


def _staff(page: Own) -> Callable[..., HttpResponseBase]:
    @permission_required("courses.register_self")
    def view(request: StaffRequest, registration: int) -> HttpResponseBase:
        own = Registration.objects.of(request.user).select_related("occasion__course", "user")
        found = get_object_or_404(own, pk=registration)
        return page(request, found, reverse("courses:trainings"))

    return view


def _answer(request: HttpRequest, registration: Registration, back: str) -> HttpResponseBase:
    """Only by POST: what opens a link changes nothing."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Svara ja eller nej.")
        return redirect(back)
    action = actions.accept_offer if form.cleaned_data["answer"] == "yes" else actions.decline_offer
    try:
        answered = action(registration=registration, by=registration.user)
        messages.success(request, "Du har en plats. Välkommen!" if answered.is_placed else "Tack för ditt svar.")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _instead(request: HttpRequest, registration: Registration, back: str) -> HttpResponseBase:
    """A missed session can be taken with a parallel group."""
    choices = [(number, registration.sessions_instead(number)) for number in registration.missed()]
    form = InsteadForm(posted(request), sessions=[each for _number, found in choices for each in found])
    if request.method == "POST" and form.is_valid():
        try:
            actions.book_missed(registration=registration, session=form.cleaned_data["session"], by=registration.user)
            messages.success(request, "Du har en plats på träffen.")
            return redirect(back)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "courses/instead.html",
        {"registration": registration, "form": form, "has_choice": any(found for _number, found in choices),
         "missed": registration.missed(), "back": back},
    )  # fmt: skip


def _give_up(request: HttpRequest, registration: Registration, back: str) -> HttpResponseBase:
    number = request.POST.get("guest", "")
    guest = registration.guest_seats.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if guest is None:
        raise Http404
    actions.give_up_missed(guest=guest, by=registration.user)
    messages.success(request, "Platsen på den träffen är avbokad.")
    return redirect(back)


def _evaluate(request: HttpRequest, registration: Registration, back: str) -> HttpResponseBase:
    if not registration.can_evaluate:
        messages.info(request, "Du har redan svarat, eller så har kursen inte börjat.")
        return redirect(back)
    form = EvaluationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.evaluate(registration=registration, answers=form.cleaned_data)
            messages.success(request, "Tack för dina svar!")
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(back)
    return render(
        request, "courses/evaluate.html", {"form": form, "course": registration.occasion.course, "back": back}
    )


def _certificate(request: HttpRequest, registration: Registration, back: str) -> HttpResponseBase:
    try:
        certificate = actions.issue_certificate(registration=registration, by=registration.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return download(printing.certificate(certificate), "intyg.pdf")


answer_place, answer_own = require_POST(_client(_answer)), require_POST(_staff(_answer))
give_up_place, give_up_own = require_POST(_client(_give_up)), require_POST(_staff(_give_up))
certificate_place, certificate_own = require_POST(_client(_certificate)), require_POST(_staff(_certificate))
_both = require_http_methods(["GET", "POST"])
instead_place, instead_own = _both(_client(_instead)), _both(_staff(_instead))
evaluate_place, evaluate_own = _both(_client(_evaluate)), _both(_staff(_evaluate))
