"""What can be done with courses. Every door (public form, staff, counter, admin, demo) comes through here."""

from collections.abc import Callable

from courses.actions.afterwards import evaluate, issue_certificate
from courses.actions.attendance import mark_attendance
from courses.actions.feeds import feed_address, renew_feed, revoke_feed
from courses.actions.guests import book_missed, give_up_missed, walk_in
from courses.actions.occasions import cancel_occasion, cancel_session, change_capacity, save_occasion
from courses.actions.offers import accept_offer, decline_offer, expire_offers
from courses.actions.places import Refused
from courses.actions.planning import Plan, copy_occasion, plan_series, write_to_group
from courses.actions.registering import cancel, change_details, decide, register, register_client, restore
from courses.models import Registration

Action = Callable[..., Registration]

__all__ = [
    "Action",
    "Plan",
    "Refused",
    "accept_offer",
    "book_missed",
    "cancel",
    "cancel_occasion",
    "cancel_session",
    "change_capacity",
    "change_details",
    "copy_occasion",
    "decide",
    "decline_offer",
    "evaluate",
    "expire_offers",
    "feed_address",
    "give_up_missed",
    "issue_certificate",
    "mark_attendance",
    "plan_series",
    "register",
    "register_client",
    "renew_feed",
    "restore",
    "revoke_feed",
    "save_occasion",
    "walk_in",
    "write_to_group",
]
