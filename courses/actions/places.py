"""Places: taking one, waiting for one, moving up. The database's constraints are the promise; this code keeps within.

Whoever changes places first calls `hold(occasion)`: on PostgreSQL it makes others wait, on the embedded database every
writing transaction is alone already. Should both fail, the unique seat refuses, and the next number is tried.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.models import Move, Occasion, Registration
from portal.locks import lock

State = Registration.State


class Refused(Exception):
    """Not possible by the rules; the message is a Swedish sentence for the person who asked."""


def hold(occasion: Occasion) -> Occasion:
    """Keep others from changing the places of the occasion until the transaction ends; return it as it is now."""
    lock(f"courses.occasion:{occasion.pk}")
    return Occasion.objects.select_related("course").get(pk=occasion.pk)


def add(registration: Registration, *, by: str) -> Registration:
    """Save a new registration with a place when one is free and nobody waits, else last in the waiting list.

    Raises IntegrityError when the person, the form or the code is there already.
    """
    occasion = registration.occasion
    for _attempt in range(occasion.capacity + 1):
        seat = None if occasion.registrations.waiting().exists() else occasion.free_seat()
        registration.seat = seat
        registration.state = State.PLACED if seat else State.WAITING
        why = "Fick en ledig plats." if seat else "Alla platser var tagna."
        try:
            with transaction.atomic():
                registration.save(force_insert=True)
                _log(registration, "", why, by)
            return registration
        except IntegrityError:
            if seat is None or not occasion.registrations.filter(seat=seat).exists():
                raise
    raise Refused("Så många anmäler sig just nu att vi inte hann ge dig en plats. Skicka en gång till.")


def release(registration: Registration, *, why: str, by: str) -> None:
    """Take the person off the occasion, and let the first who waits move up."""
    before = registration.state
    registration.state, registration.seat = State.CANCELLED, None
    registration.forget_needs()
    registration.save()
    _log(registration, before, why, by)
    fill(registration.occasion)


def fill(occasion: Occasion) -> list[Registration]:
    """Give free places to those who wait, in their order; never after the start or after registration has closed."""
    moved: list[Registration] = []
    if not occasion.takes_registrations:
        return moved
    for registration in occasion.registrations.waiting():
        seat = occasion.free_seat()
        if seat is None:
            break
        registration.state, registration.seat = State.PLACED, seat
        registration.save(update_fields=["state", "seat"])
        _log(registration, State.WAITING, "Stod först på reservlistan när en plats blev ledig.", "systemet")
        moved.append(registration)
    return moved


def make_room_within(occasion: Occasion, capacity: int) -> None:
    """Give those whose number is above a lower capacity a number below it. Raises Refused when they do not fit."""
    placed = occasion.registrations.placed()
    if (taken := placed.count()) > capacity:
        raise Refused(f"{taken} personer har plats. Välj minst {taken} platser, eller avboka någon först.")
    held = set(placed.values_list("seat", flat=True))
    free = (number for number in range(1, capacity + 1) if number not in held)
    for registration in placed.filter(seat__gt=capacity):
        registration.seat = next(free)
        registration.save(update_fields=["seat"])


def note(registration: Registration, *, why: str, by: str) -> None:
    """Log something that concerns the place but does not change it."""
    _log(registration, registration.state, why, by)


def _log(registration: Registration, before: str, why: str, by: str) -> None:
    Move.objects.create(
        registration=registration, from_state=before, to_state=registration.state, why=why, at=timezone.now(), by=by
    )
