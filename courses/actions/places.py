"""Places: taking one, waiting for one, moving up. The database's constraints are the promise; this code keeps within.

Whoever changes places first calls `hold(occasion)`: on PostgreSQL it makes others wait, on the embedded database every
writing transaction is alone already. Should both fail, the unique seat refuses, and the next number is tried.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.models import GuestSeat, Move, Occasion, Registration
from portal.db import quick
from portal.locks import lock

State = Registration.State


class Refused(Exception):
    """Not possible by the rules; the message is a Swedish sentence for the person who asked."""


def hold(occasion: Occasion) -> Occasion:
    """Keep others from changing the places of the occasion until the transaction ends; return it as it is now."""
    lock(f"courses.occasion:{occasion.pk}")
    return Occasion.objects.held(occasion.pk)


def hold_with_guests(registration: Registration) -> Occasion:
    """Hold the person's own group and those where they are a guest, all at once and so without waiting in a ring."""
    guest_in = GuestSeat.objects.filter(registration=registration).values_list("session__occasion", flat=True)
    lock(*(f"courses.occasion:{pk}" for pk in {registration.occasion_id, *guest_in}))
    return Occasion.objects.held(registration.occasion_id)


def enter(registration: Registration, *, by: str, before: str = "", why: str = "") -> Registration:
    """Save a registration with a place when one is free and nobody waits, else in the waiting list.

    The one way in, for new ones and (with the state `before`) for those that come back. Raises IntegrityError when the
    person, the form or the code is there already.
    """
    occasion = registration.occasion
    for _attempt in range(occasion.capacity + 1):
        seat = None if occasion.has_queue() else occasion.free_seat()
        registration.seat = seat
        registration.state = State.PLACED if seat else State.WAITING
        reason = "Fick en ledig plats." if seat else "Alla platser var tagna."
        if _is_kept(registration, is_new=not before):
            _log(registration, before, f"{why} {reason}".strip(), by)
            return registration
        if seat is None or not occasion.registrations.filter(seat=seat).exists():
            raise IntegrityError("The person, the form or the code is there already.")
    raise Refused("Så många anmäler sig just nu att vi inte hann ge dig en plats. Skicka en gång till.")


def _is_kept(registration: Registration, *, is_new: bool) -> bool:
    """Write it, unless a unique constraint refuses: then False, and the transaction goes on."""
    if is_new:
        return quick.insert(registration, unless_there=True)
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError:
        return False
    return True


def release(registration: Registration, *, why: str, by: str) -> list[Registration]:
    """Take the person off the occasion, and let those who wait move up, here and where the person was to be a guest.

    Returns whom that reached. The caller holds all these occasions.
    """
    before = registration.state
    registration.state, registration.seat, registration.offer_until = State.CANCELLED, None, None
    registration.forget_needs()
    registration.save()
    guest_in = set(registration.guest_seats.values_list("session__occasion", flat=True))
    registration.guest_seats.all().delete()
    _log(registration, before, why, by)
    moved = fill(registration.occasion)
    for pk in sorted(guest_in):
        moved += fill(Occasion.objects.held(pk))
    return moved


def fill(occasion: Occasion) -> list[Registration]:
    """Give or offer free places to those who wait, in their order; never after the start or when registration closed.

    Returns those who got one, for the caller to tell them.
    """
    moved: list[Registration] = []
    if not occasion.takes_registrations:
        return moved
    for registration in occasion.registrations.waiting():
        seat = occasion.free_seat()
        if seat is None:
            break
        registration.occasion, registration.seat = occasion, seat
        registration.offer_until = occasion.offer_ends()
        registration.state = State.OFFERED if registration.offer_until else State.PLACED
        registration.save(update_fields=["state", "seat", "offer_until"])
        _log(registration, State.WAITING, _why_moved(registration), "systemet")
        moved.append(registration)
    return moved


def take_offer(registration: Registration, *, by: str) -> None:
    registration.state, registration.offer_until = State.PLACED, None
    registration.save(update_fields=["state", "offer_until"])
    _log(registration, State.OFFERED, "Tackade ja till platsen.", by)


def _why_moved(registration: Registration) -> str:
    group = f" Hör till gruppen {registration.group}, som går före." if registration.goes_first else ""
    return "Stod först på reservlistan när en plats blev ledig." + group


def make_room_within(occasion: Occasion, capacity: int) -> None:
    """Give those whose number is above a lower capacity a number below it. Raises Refused when they do not fit."""
    placed = occasion.registrations.seated()
    guests = set(GuestSeat.objects.filter(session__occasion=occasion).values_list("seat", flat=True))
    if max(guests, default=0) > capacity:
        raise Refused("Gäster från andra grupper har plats på en träff. Välj fler platser, eller avboka dem först.")
    if (taken := placed.count()) > capacity:
        raise Refused(f"{taken} personer har plats. Välj minst {taken} platser, eller avboka någon först.")
    held = set(placed.values_list("seat", flat=True)) | guests
    free = (number for number in range(1, capacity + 1) if number not in held)
    for registration in placed.filter(seat__gt=capacity):
        if (seat := next(free, None)) is None:
            raise Refused(
                "Gäster från andra grupper har plats på en träff. Välj fler platser, eller avboka dem först."
            )
        registration.seat = seat
        registration.save(update_fields=["seat"])


def note(registration: Registration, *, why: str, by: str) -> None:
    """Log something that concerns the place but does not change it."""
    _log(registration, registration.state, why, by)


def _log(registration: Registration, before: str, why: str, by: str) -> None:
    quick.insert(
        Move(
            registration=registration,
            from_state=before,
            to_state=registration.state,
            why=why,
            at=timezone.now(),
            by=by,
        )
    )
