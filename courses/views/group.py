"""For course leaders: what is done with a whole group, and what is printed and exported."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Avg
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions, exports, printing
from courses.forms import AnswerForm, GroupMessageForm, WalkInForm
from courses.models import Evaluation, Move, Occasion
from courses.views.leader import led_occasion
from courses.views.requests import StaffRequest, posted
from portal import audit, spreadsheets
from portal.models import Message
from portal.permissions import permission_required
from portal.printing import download

LEADS = permission_required("courses.lead_occasions")
# Fewer answers than so could be led back to somebody.
FEWEST = 5


def _done(request: StaffRequest, group: Occasion, done: str, action: Any, **details: Any) -> HttpResponseBase:
    """Do it, say what was done or why not, and go back to the group."""
    try:
        action(by=request.user, **details)
        messages.success(request, done)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:participants", occasion=group.pk)


@require_POST
@LEADS
def answer_for(request: StaffRequest, occasion: int, registration: int) -> HttpResponseBase:
    """Somebody answers an offer on the telephone."""
    found = led_occasion(request.user, occasion)
    theirs = get_object_or_404(found.registrations.offered(), pk=registration)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Svara ja eller nej.")
        return redirect("courses:participants", occasion=found.pk)
    action = actions.accept_offer if form.cleaned_data["answer"] == "yes" else actions.decline_offer
    return _done(request, found, "Svaret är sparat.", action, registration=theirs)


@require_POST
@LEADS
def restore(request: StaffRequest, occasion: int, registration: int) -> HttpResponseBase:
    found = led_occasion(request.user, occasion)
    theirs = get_object_or_404(found.registrations.filter(state="cancelled"), pk=registration)
    return _done(request, found, "Avbokningen är ångrad.", actions.restore, registration=theirs)


@require_POST
@LEADS
def cancel_occasion(request: StaffRequest, occasion: int) -> HttpResponseBase:
    found = led_occasion(request.user, occasion)
    return _done(request, found, "Tillfället är inställt, och de som skulle komma får veta det.",
                 actions.cancel_occasion, occasion=found)  # fmt: skip


@require_POST
@LEADS
def cancel_session(request: StaffRequest, occasion: int, session: int) -> HttpResponseBase:
    found = led_occasion(request.user, occasion)
    meeting = get_object_or_404(found.sessions.all(), pk=session)
    return _done(request, found, "Träffen är inställd, och de som skulle komma får veta det.",
                 actions.cancel_session, session=meeting)  # fmt: skip


@require_POST
@LEADS
def walk_in(request: StaffRequest, occasion: int, session: int) -> HttpResponseBase:
    """Somebody came without being registered. Goes back to the roll, where they now stand."""
    found = led_occasion(request.user, occasion)
    meeting = get_object_or_404(found.sessions.all(), pk=session)
    form = WalkInForm(request.POST, for_staff=found.course.is_for_staff)
    if not form.is_valid():
        messages.error(request, " ".join(str(sentence) for each in form.errors.values() for sentence in each))
    else:
        details = {"alias": "", **form.cleaned_data}
        try:
            actions.walk_in(session=meeting, by=request.user, **details)
            messages.success(request, "Personen står nu i listan. Markera närvaro.")
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("courses:attendance", occasion=found.pk, session=meeting.pk)


@require_GET
@LEADS
def moves(request: StaffRequest, occasion: int) -> HttpResponseBase:
    """Each change of place, newest first: who, from, to, why, when, by whom; and what was sent."""
    found = led_occasion(request.user, occasion)
    _listed(request, found)
    log = Move.objects.filter(registration__occasion=found).select_related("registration__user").order_by("-pk")
    sent = Message.objects.filter(about__startswith=f"courses:{found.pk}:")
    return render(request, "courses/moves.html", {"occasion": found, "moves": log[:500], "sent": sent[:500]})


@require_http_methods(["GET", "POST"])
@LEADS
def write(request: StaffRequest, occasion: int) -> HttpResponseBase:
    found = led_occasion(request.user, occasion)
    form = GroupMessageForm(posted(request), neutral=not found.course.is_for_staff)
    if request.method == "POST" and form.is_valid():
        reached = actions.write_to_group(occasion=found, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, f"Meddelandet skickas till {reached} av {found.registrations.placed().count()}.")
        return redirect("courses:participants", occasion=found.pk)
    return render(request, "courses/write.html", {"occasion": found, "form": form})


PRINTED = {"narvarolista": printing.sign_in_list, "namnskyltar": printing.name_tags, "packlista": printing.materials}


@require_GET
@LEADS
def printed(request: StaffRequest, occasion: int, kind: str) -> HttpResponseBase:
    if kind not in PRINTED:
        raise Http404
    found = led_occasion(request.user, occasion)
    with transaction.atomic():
        audit.record(audit.Action.PRINT, by=request.user, kind="course_participants", target=str(found.pk))
    return download(PRINTED[kind](found), f"{kind}.pdf")


@require_GET
@LEADS
def exported(request: StaffRequest, occasion: int, kind: str) -> HttpResponseBase:
    if kind not in {"xlsx", "csv"}:
        raise Http404
    found = led_occasion(request.user, occasion)
    with transaction.atomic():
        audit.record(audit.Action.EXPORT, by=request.user, kind="course_participants", target=str(found.pk))
    return spreadsheets.download(exports.participants(found, kind), f"deltagare.{kind}")


@require_POST
@LEADS
def certificate(request: StaffRequest, occasion: int, registration: int) -> HttpResponseBase:
    found = led_occasion(request.user, occasion)
    theirs = get_object_or_404(found.registrations.placed().select_related("user"), pk=registration)
    theirs.occasion = found
    try:
        issued = actions.issue_certificate(registration=theirs, by=request.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:participants", occasion=found.pk)
    return download(printing.certificate(issued), "intyg.pdf")


@require_GET
@LEADS
def evaluations(request: StaffRequest, occasion: int) -> HttpResponseBase:
    """What the group thought, when enough have answered that nobody can be recognised."""
    found = led_occasion(request.user, occasion)
    answers = list(found.evaluations.all())
    shown = len(answers) >= FEWEST
    means = (
        found.evaluations.aggregate(**{name: Avg(name) for name, _question in Evaluation.QUESTIONS}) if shown else {}
    )
    return render(
        request,
        "courses/evaluations.html",
        {"occasion": found, "number": len(answers), "fewest": FEWEST, "answers": answers if shown else [],
         "means": [(question, means[name]) for name, question in Evaluation.QUESTIONS] if shown else []},
    )  # fmt: skip


def _listed(request: StaffRequest, occasion: Occasion) -> None:
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=request.user, kind="course_participants", target=str(occasion.pk))
