"""What can be done with courses. Every door (public form, staff, counter, admin, demo) comes through here."""

from collections.abc import Callable

from courses.actions.attendance import mark_attendance
from courses.actions.guests import book_missed, give_up_missed, walk_in
from courses.actions.occasions import cancel_occasion, cancel_session, change_capacity, save_occasion
from courses.actions.offers import accept_offer, decline_offer, expire_offers
from courses.actions.places import Refused
from courses.actions.registering import cancel, change_details, decide, register, register_client, restore
from courses.models import Registration

Action = Callable[..., Registration]

__all__ = [
    "Action",
    "Refused",
    "accept_offer",
    "book_missed",
    "cancel",
    "cancel_occasion",
    "cancel_session",
    "change_capacity",
    "change_details",
    "decide",
    "decline_offer",
    "expire_offers",
    "give_up_missed",
    "mark_attendance",
    "register",
    "register_client",
    "restore",
    "save_occasion",
    "walk_in",
]
