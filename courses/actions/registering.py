"""Registering and cancelling, for all doors."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from courses import codes, messages
from courses.actions import places
from courses.actions.places import Refused
from courses.models import Kind, Occasion, Registration
from courses.permissions import can_approve, needs_approval
from portal import audit
from portal.db.together import commit_together
from portal.models import User

NEEDS = ("phone", "email", "sms_ok", "language", "interpreter", "childcare", "adaptation")
STAFF_FIELDS = ("role", "unit", "experience", "adaptation", "diet")
ALREADY_SENT = (
    "Den här blanketten är redan skickad, men då med andra uppgifter. Inget nytt har sparats. "
    "Vill du ändra något gör du det med din kod. Vill du anmäla en person till skickar du en gång till."
)


def register(
    *,
    occasion: Occasion,
    key: UUID,
    by: User | None = None,
    person: User | None = None,
    case_number: str = "",
    at_counter: bool = False,
    **details: Any,
) -> Registration:
    """Give a place or a turn in the waiting list. The same `key` with the same details returns the same registration.

    `person` is the member of staff for staff's courses; for others `details` holds alias and needs.
    Raises Refused when registration is not open or the person has a place already, and Occasion.DoesNotExist when it
    does not belong to the course that `occasion` says.
    """
    return commit_together(
        lambda: _register(occasion, key=key, by=by, person=person, case_number=case_number, at_counter=at_counter,
                          details=details)
    )  # fmt: skip


def _register(
    occasion: Occasion,
    *,
    key: UUID,
    by: User | None,
    person: User | None,
    case_number: str,
    at_counter: bool,
    details: dict[str, Any],
) -> Registration:
    said, occasion = occasion, places.hold(occasion)
    if occasion.course_id != said.course_id:
        raise Occasion.DoesNotExist
    registration = _new(occasion, key, person, case_number, details)
    if refusal := occasion.refusal:
        if earlier := _same_form(registration):
            return earlier
        raise Refused(refusal)
    try:
        places.enter(registration, by=actor(registration, by, at_counter))
    except IntegrityError:
        # The database says that the form was sent before; asking it first would cost everybody a question.
        return _explain(registration)
    messages.tell(registration, messages.FIRST[registration.state], by=by)
    return registration


@transaction.atomic
def register_client(*, occasion: Occasion, key: UUID, by: User, **details: Any) -> Registration:
    """Staff registers somebody who stands beside them. The audit log tells to which occasion, not whom."""
    registration = register(occasion=occasion, key=key, by=by, at_counter=True, **details)
    audit.record(audit.Action.WRITE, by=by, kind="course_occasion", target=str(occasion.pk), fields=["registrations"])
    return registration


@transaction.atomic
def cancel(*, registration: Registration, by: User | None = None, why: str = "") -> Registration:
    """Give the place back; the first who waits gets it. Cancelling again changes nothing.

    Raises Refused when the series is over: then it is attendance, not a place.
    """
    registration = held(registration)
    if registration.is_cancelled:
        return registration
    if registration.occasion.is_over:
        raise Refused("Kursen är slut och kan inte avbokas.")
    own = by is None or by == registration.user
    give_back(registration, why=why or ("Avbokade själv." if own else "Avbokad av personal."), by=by)
    if not own:
        audit_write(by, registration)
    return registration


@transaction.atomic
def restore(*, registration: Registration, by: User) -> Registration:
    """Undo a cancellation, through the same door as everybody: a free place when nobody waits, else last in the list.

    Raises Refused when it is not cancelled, registration is closed, or the person has registered anew.
    """
    registration = held(registration)
    if not registration.is_cancelled:
        raise Refused("Anmälan är inte avbokad.")
    if refusal := registration.occasion.refusal:
        raise Refused(refusal)
    registration.registered_at = timezone.now()
    try:
        places.enter(registration, by=actor(registration, by, True), before=places.State.CANCELLED,
                     why="Avbokningen ångrades.")  # fmt: skip
    except IntegrityError as error:
        raise Refused("Personen har redan anmält sig igen.") from error
    messages.tell(registration, messages.FIRST[registration.state], by=by)
    audit_write(by, registration)
    return registration


def held(registration: Registration) -> Registration:
    """The registration as it is now, while nobody else can change the places that it has."""
    occasion = places.hold_with_guests(registration)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    registration.occasion = occasion
    return registration


def give_back(registration: Registration, *, why: str, by: User | None) -> None:
    """Release the place, tell nobody any more about it, and tell those who moved up."""
    moved = places.release(registration, why=why, by=actor(registration, by, by is not None))
    messages.stop(registration)
    tell_moved(moved)


def tell_moved(moved: list[Registration]) -> None:
    for registration in moved:
        messages.tell(registration, messages.FIRST[registration.state], by=None)


@transaction.atomic
def change_details(*, registration: Registration, by: User | None = None, **details: Any) -> Registration:
    """Change contact and needs; the place stays. Name and group are not changed: cancel and register anew."""
    registration = Registration.objects.select_related("occasion__course").get(pk=registration.pk)
    if not registration.can_be_cancelled:
        raise Refused("Anmälan är avbokad eller kursen är slut, så uppgifterna kan inte ändras.")
    for name in NEEDS:
        setattr(registration, name, details[name])
    if registration.kind == Kind.OPEN_IDENTIFIED:
        registration.person_hash = codes.person_hash(registration.alias, registration.phone, registration.email)
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise Refused("Det finns redan en anmälan till gruppen med samma namn och kontaktuppgift.") from error
    return registration


@transaction.atomic
def decide(*, registration: Registration, approve: bool, by: User) -> Registration:
    """The manager approves, or refuses and gives the place back. Raises Refused when it is decided already."""
    registration = held(registration)
    if not can_approve(by, registration) or not registration.awaits_approval or registration.is_cancelled:
        raise Refused("Anmälan är redan besvarad eller avbokad.")
    registration.approval = Registration.Approval.GIVEN if approve else Registration.Approval.REFUSED
    registration.save(update_fields=["approval"])
    if approve:
        places.note(registration, why="Godkänd av chef.", by=by.username)
    else:
        give_back(registration, why="Chefen godkände inte anmälan.", by=by)
    audit_write(by, registration)
    return registration


def _new(
    occasion: Occasion, key: UUID, person: User | None, case_number: str, details: dict[str, Any]
) -> Registration:
    kind = occasion.course.kind
    if (kind == Kind.STAFF) != (person is not None):
        raise Refused("Den här kursen anmäler man sig till på ett annat sätt.")
    registration = Registration(occasion=occasion, kind=kind, key=key, user=person, registered_at=timezone.now())
    registration.code_hash = codes.code_hash(codes.code_of(key))
    for name, value in details.items():
        if name not in (STAFF_FIELDS if person else ("alias", "group", *NEEDS)):
            raise TypeError(f"A registration of kind {kind} holds no {name}.")
        setattr(registration, name, value)
    registration.group = registration.group or registration.role
    registration.priority = occasion.course.priority_of(registration.group)
    if person is not None and needs_approval(person):
        registration.approval = Registration.Approval.ASKED
    if kind == Kind.GRANTED:
        registration.case_number = case_number
    if kind == Kind.OPEN_IDENTIFIED:
        registration.person_hash = codes.person_hash(registration.alias, registration.phone, registration.email)
    return registration


def _same_form(new: Registration) -> Registration | None:
    """The registration that this very form made before; raises Refused when the form now says something else."""
    earlier = Registration.objects.filter(key=new.key).select_related("occasion__course").first()
    if earlier is None:
        return None
    same = ("occasion_id", "user_id", "alias", "case_number", "role", "unit", "experience", "diet", *NEEDS)
    if any(getattr(earlier, name) != getattr(new, name) for name in same):
        raise Refused(ALREADY_SENT)
    return earlier


def _explain(registration: Registration) -> Registration:
    """After the database refused: the same form won a race, or the person has a place already."""
    if earlier := _same_form(registration):
        return earlier
    who = Q(pk__in=[])
    for name in ("user_id", "person_hash", "case_number"):
        if value := getattr(registration, name):
            who |= Q(**{name: value})
    if registration.occasion.registrations.active().filter(who).exists():
        raise Refused("Det finns redan en anmälan för den här personen till den här gruppen.")
    raise Refused("Anmälan gick inte att spara. Skicka en gång till.")


def actor(registration: Registration, by: User | None, at_counter: bool) -> str:
    """Who is written in the log of moves. For open courses never a name, so that the log can't lead to a case."""
    if registration.kind in {Kind.OPEN_ANONYMOUS, Kind.OPEN_IDENTIFIED}:
        return "personal" if at_counter else "deltagaren"
    return by.username if by else "deltagaren"


def audit_write(by: User | None, registration: Registration) -> None:
    audit.record(
        audit.Action.WRITE,
        by=by,
        kind="course_occasion",
        target=str(registration.occasion_id),
        fields=["registrations"],
    )
