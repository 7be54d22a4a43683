"""Changing an occasion: its places, its times, and that it is cancelled."""

from typing import Any

from django.db import transaction

from courses.actions import places
from courses.models import Occasion
from portal import audit
from portal.models import User


@transaction.atomic
def change_capacity(*, occasion: Occasion, capacity: int, by: User) -> Occasion:
    """More places: those who wait get them at once. Fewer: refused (Refused) below the number of places taken."""
    occasion = places.hold(occasion)
    places.make_room_within(occasion, capacity)
    occasion.capacity = capacity
    occasion.save(update_fields=["capacity", "changed_at"])
    places.fill(occasion)
    _audit(by, occasion, ["capacity"])
    return occasion


@transaction.atomic
def save_occasion(*, form: Any, by: User) -> Occasion:
    """Save the administrator's form with its sessions, under the same rules as change_capacity. Raises Refused."""
    if form.instance.pk:
        places.make_room_within(places.hold(form.instance), form.instance.capacity)
    if form.has_changed():
        form.instance.sequence += 1
    occasion = form.save()
    places.fill(Occasion.objects.get(pk=occasion.pk))
    _audit(by, occasion, form.changed_data)
    return occasion


def _audit(by: User, occasion: Occasion, fields: list[str]) -> None:
    audit.record(audit.Action.WRITE, by=by, kind="course_occasion", target=str(occasion.pk), fields=fields)
