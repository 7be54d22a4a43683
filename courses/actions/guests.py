"""Coming to one session only: what one missed, in a parallel group, and who comes without having registered."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import codes
from courses.actions import places
from courses.actions.places import Refused
from courses.actions.registering import actor, audit_write, tell_moved
from courses.models import GuestSeat, Kind, Registration, Session
from portal.models import User


@transaction.atomic
def book_missed(*, registration: Registration, session: Session, by: User | None = None) -> GuestSeat:
    """Give a place at the session of a parallel group that has the number of one that was missed.

    Raises Refused when it is no such session, has begun, or is full. Booking the same again changes nothing.
    """
    occasion = places.hold(session.occasion)
    registration = Registration.objects.select_related("occasion__course").get(pk=registration.pk)
    number = occasion.number_of(session)
    kept = registration.guest_seats.filter(number=number).first()
    if kept and kept.session_id == session.pk:
        return kept
    if kept or session not in registration.sessions_instead(number):
        raise Refused("Träffen går inte att boka. Ladda om sidan och välj en annan.")
    seat = occasion.free_guest_seat(session)
    if seat is None:
        raise Refused("Träffen är full. Välj en annan grupp.")
    guest = GuestSeat.objects.create(session=session, registration=registration, number=number, seat=seat)
    places.note(registration, why=f"Fick plats på träff {number} i en annan grupp.",
                by=actor(registration, by, by is not None))  # fmt: skip
    if by is not None and by != registration.user:
        audit_write(by, registration)
    return guest


@transaction.atomic
def give_up_missed(*, guest: GuestSeat, by: User | None = None) -> None:
    """Give the place at that session back; who waits for a place in that group may get it."""
    registration = guest.registration
    occasion = places.hold(guest.session.occasion)
    GuestSeat.objects.filter(pk=guest.pk).delete()
    places.note(registration, why=f"Avbokade träff {guest.number} i en annan grupp.",
                by=actor(registration, by, by is not None))  # fmt: skip
    tell_moved(places.fill(occasion))


@transaction.atomic
def walk_in(*, session: Session, key: UUID, alias: str, by: User, person: User | None = None) -> Registration:
    """Somebody who is not registered stands in the room: a place in the rest of the series, by the same door.

    Registration may be closed and the series begun; a full room is still full. Raises Refused then, and for a course
    that is granted in a case.
    """
    occasion = places.hold(session.occasion)
    if earlier := Registration.objects.filter(key=key).first():
        return earlier
    kind = occasion.course.kind
    if kind not in {Kind.OPEN_ANONYMOUS, Kind.STAFF} or (kind == Kind.STAFF) != (person is not None):
        raise Refused("Till den här kursen kan man inte komma utan anmälan.")
    if occasion.is_cancelled or occasion.free_seat() is None or (occasion.has_queue() and not occasion.has_begun):
        raise Refused("Gruppen är full. Höj antalet platser först, om rummet räcker.")
    registration = Registration(
        occasion=occasion, kind=kind, key=key, user=person, alias="" if person else alias,
        registered_at=timezone.now(), code_hash=codes.code_hash(codes.code_of(key)),
        **_staff_details(person),
    )  # fmt: skip
    _end_queue(registration)
    try:
        places.enter(registration, by=actor(registration, by, True), why="Kom utan anmälan.")
    except IntegrityError as error:
        raise Refused("Personen är redan anmäld till gruppen.") from error
    audit_write(by, registration)
    return registration


def _staff_details(person: User | None) -> dict[str, Any]:
    if person is None:
        return {}
    return {"role": person.title, "unit": person.unit.name if person.unit else "Extern"}


def _end_queue(registration: Registration) -> None:
    """After the start nobody moves up from the waiting list any more, so it stands in nobody's way: it is closed."""
    for waiting in list(registration.occasion.registrations.waiting().select_related("user")):
        waiting.occasion = registration.occasion
        places.release(waiting, why="Kursen började utan att en plats blev ledig.", by="systemet")
