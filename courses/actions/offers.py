"""A place that is offered for a time: yes, no, or no answer."""

from django.db import transaction
from django.utils import timezone

from courses import messages
from courses.actions import places
from courses.actions.places import Refused
from courses.actions.registering import actor, audit_write, give_back, held
from courses.models import MessageText, Registration
from portal.models import User

TOO_LATE = "Tiden att svara har gått ut, så platsen har gått vidare."


@transaction.atomic
def accept_offer(*, registration: Registration, by: User | None = None) -> Registration:
    """Yes. Saying it again changes nothing. Raises Refused when nothing is offered or it is too late."""
    registration = held(registration)
    if registration.is_placed:
        return registration
    if not registration.is_offered or not registration.can_be_answered:
        raise Refused(TOO_LATE)
    messages.stop(registration)
    places.take_offer(registration, by=actor(registration, by, by is not None))
    messages.tell(registration, MessageText.Kind.CONFIRMATION, by=by)
    if by is not None and by != registration.user:
        audit_write(by, registration)
    return registration


@transaction.atomic
def decline_offer(*, registration: Registration, by: User | None = None) -> Registration:
    """No: the place goes to the next, and this person is not offered it again. Raises Refused when nothing is offered."""
    registration = held(registration)
    if registration.is_cancelled:
        return registration
    if not registration.is_offered:
        raise Refused("Det finns inget erbjudande att svara på.")
    give_back(registration, why="Tackade nej till platsen.", by=by)
    if by is not None and by != registration.user:
        audit_write(by, registration)
    return registration


def expire_offers() -> int:
    """End the offers whose time is out and offer their places to the next; a chore. Returns how many ended."""
    late = Registration.objects.offered().filter(offer_until__lte=timezone.now())
    return sum(_expire(registration) for registration in late.select_related("occasion").order_by("offer_until", "pk"))


@transaction.atomic
def _expire(registration: Registration) -> bool:
    registration = held(registration)
    if not registration.is_offered or registration.can_be_answered:
        return False
    give_back(registration, why="Svarade inte på erbjudandet i tid.", by=None)
    messages.tell(registration, MessageText.Kind.LAPSED, by=None)
    return True
