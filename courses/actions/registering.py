"""Registering and cancelling, for all doors."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from courses import codes
from courses.actions import places
from courses.actions.places import Refused
from courses.models import Kind, Occasion, Registration
from courses.permissions import can_approve, needs_approval
from portal import audit
from portal.models import User

NEEDS = ("phone", "email", "sms_ok", "language", "interpreter", "childcare", "adaptation")
STAFF_FIELDS = ("role", "unit", "experience", "adaptation", "diet")
ALREADY_SENT = (
    "Den här blanketten är redan skickad, men då med andra uppgifter. Inget nytt har sparats. "
    "Vill du ändra något gör du det med din kod. Vill du anmäla en person till skickar du en gång till."
)


@transaction.atomic
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
    Raises Refused when registration is not open or the person has a place already.
    """
    occasion = places.hold(occasion)
    registration = _new(occasion, key, person, case_number, details)
    if earlier := _same_form(registration):
        return earlier
    if occasion.refusal:
        raise Refused(occasion.refusal)
    try:
        return places.add(registration, by=_actor(registration, by, at_counter))
    except IntegrityError:
        return _explain(registration)


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
    occasion = places.hold(registration.occasion)
    registration = Registration.objects.get(pk=registration.pk)
    registration.occasion = occasion
    if registration.is_cancelled:
        return registration
    if occasion.is_over:
        raise Refused("Kursen är slut och kan inte avbokas.")
    own = by is None or by == registration.user
    places.release(registration, why=why or ("Avbokade själv." if own else "Avbokad av personal."),
                   by=_actor(registration, by, at_counter=by is not None))  # fmt: skip
    if not own:
        _audit_write(by, registration)
    return registration


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
    places.hold(registration.occasion)
    registration = Registration.objects.select_related("occasion__course", "user").get(pk=registration.pk)
    if not can_approve(by, registration) or not registration.awaits_approval or registration.is_cancelled:
        raise Refused("Anmälan är redan besvarad eller avbokad.")
    registration.approval = Registration.Approval.GIVEN if approve else Registration.Approval.REFUSED
    registration.save(update_fields=["approval"])
    if approve:
        places.note(registration, why="Godkänd av chef.", by=by.username)
    else:
        places.release(registration, why="Chefen godkände inte anmälan.", by=by.username)
    _audit_write(by, registration)
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
        if name not in (STAFF_FIELDS if person else ("alias", *NEEDS)):
            raise TypeError(f"A registration of kind {kind} holds no {name}.")
        setattr(registration, name, value)
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


def _actor(registration: Registration, by: User | None, at_counter: bool) -> str:
    """Who is written in the log of moves. For open courses never a name, so that the log can't lead to a case."""
    if registration.kind in {Kind.OPEN_ANONYMOUS, Kind.OPEN_IDENTIFIED}:
        return "personal" if at_counter else "deltagaren"
    return by.username if by else "deltagaren"


def _audit_write(by: User | None, registration: Registration) -> None:
    audit.record(
        audit.Action.WRITE,
        by=by,
        kind="course_occasion",
        target=str(registration.occasion_id),
        fields=["registrations"],
    )
