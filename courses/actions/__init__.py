"""What can be done with courses. Every door (public form, staff, counter, admin, demo) comes through here."""

from collections.abc import Callable

from courses.actions.attendance import mark_attendance
from courses.actions.occasions import change_capacity, save_occasion
from courses.actions.places import Refused
from courses.actions.registering import cancel, change_details, decide, register, register_client
from courses.models import Registration

Action = Callable[..., Registration]

__all__ = [
    "Action",
    "Refused",
    "cancel",
    "change_capacity",
    "change_details",
    "decide",
    "mark_attendance",
    "register",
    "register_client",
    "save_occasion",
]
