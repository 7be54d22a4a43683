"""Changing an occasion: its places, its times, and that it or a session of it is cancelled."""

from datetime import datetime
from typing import Any

from django.db import transaction

from courses import calendars, messages
from courses.actions import places
from courses.actions.registering import tell_moved
from courses.models import MessageText, Occasion, Session
from portal import audit
from portal.models import User

Told = dict[int, tuple[datetime, datetime, str, bool]]


@transaction.atomic
def change_capacity(*, occasion: Occasion, capacity: int, by: User) -> Occasion:
    """More places: those who wait get them at once. Fewer: refused (Refused) below the number of places taken."""
    occasion = places.hold(occasion)
    places.make_room_within(occasion, capacity)
    occasion.capacity = capacity
    occasion.save(update_fields=["capacity", "changed_at"])
    tell_moved(places.fill(occasion))
    _audit(by, occasion, ["capacity"])
    return occasion


@transaction.atomic
def save_occasion(*, form: Any, by: User) -> Occasion:
    """Save the administrator's form with its sessions, under the same rules as change_capacity. Raises Refused.

    Those who come are told when a time or a place is another, or when it is cancelled.
    """
    before: Told | None = None
    if form.instance.pk:
        places.make_room_within(places.hold(form.instance), form.instance.capacity)
        before = _told(Occasion.objects.get(pk=form.instance.pk))
    if form.has_changed():
        form.instance.sequence += 1
    saved = form.save()
    occasion = Occasion.objects.select_related("course").get(pk=saved.pk)
    tell_moved(places.fill(occasion))
    if before is not None:
        _tell_changes(occasion, before, by)
    _audit(by, occasion, form.changed_data)
    return saved


@transaction.atomic
def cancel_occasion(*, occasion: Occasion, by: User) -> Occasion:
    """The whole series is cancelled: everybody is told, offers and reminders stop. Again changes nothing."""
    occasion = places.hold(occasion)
    if occasion.is_cancelled:
        return occasion
    before = _told(occasion)
    occasion.state, occasion.sequence = Occasion.State.CANCELLED, occasion.sequence + 1
    occasion.save(update_fields=["state", "sequence", "changed_at"])
    _tell_changes(occasion, before, by)
    _audit(by, occasion, ["state"])
    return occasion


@transaction.atomic
def cancel_session(*, session: Session, by: User) -> Session:
    """One session is cancelled: those who would come, guests too, are told. Again changes nothing.

    Raises Refused for the last one (then the occasion is cancelled) and for one that has been.
    """
    occasion = places.hold(session.occasion)
    session = occasion.sessions.get(pk=session.pk)
    if session.is_cancelled:
        return session
    if [each.pk for each in occasion.meetings] == [session.pk]:
        raise places.Refused("Det är den enda träffen. Ställ in hela tillfället i stället.")
    if session.has_begun:
        raise places.Refused("Träffen har redan börjat och kan inte ställas in.")
    before = _told(occasion)
    session.is_cancelled = True
    session.save(update_fields=["is_cancelled"])
    occasion.sequence += 1
    occasion.save(update_fields=["sequence", "changed_at"])
    _tell_changes(Occasion.objects.select_related("course").get(pk=occasion.pk), before, by)
    _audit(by, occasion, ["sessions"])
    return session


def _told(occasion: Occasion) -> Told:
    """What people have been told, for each session that has not begun: when, where, and whether it takes place."""
    return {
        each.pk: (each.start, each.end, each.place or occasion.place, each.is_cancelled or occasion.is_cancelled)
        for each in Session.objects.filter(occasion=occasion)
        if not each.has_begun
    }


def _tell_changes(occasion: Occasion, before: Told, by: User) -> None:
    """Tell those concerned once: what is cancelled, else what is changed. Nothing is said about a plan nobody saw."""
    if occasion.state == Occasion.State.PLANNED:
        return
    now = _told(occasion)
    ended = [pk for pk, (*_rest, is_off) in now.items() if is_off and pk in before and not before[pk][3]]
    moved = [pk for pk in now if before.get(pk) != now[pk] and pk not in ended]
    if not ended and not moved:
        return
    kind = MessageText.Kind.CANCELLED if ended else MessageText.Kind.CHANGE
    sessions = list(Session.objects.filter(pk__in=ended)) if ended else None
    # A reminder or an offer that waits to be sent tells what no longer holds.
    for registration in messages.concerned(occasion):
        messages.stop(registration)
    Session.objects.filter(pk__in=moved).update(reminded_for=None)
    once = f"{occasion.sequence}"
    calendar = calendars.series(occasion).decode() if occasion.course.is_for_staff else ""
    messages.tell_all(messages.concerned(occasion), kind, by=by, once=once, sessions=sessions, calendar=calendar)
    messages.tell_guests(Session.objects.filter(pk__in=[*ended, *moved]), kind, by=by, once=once)


def _audit(by: User, occasion: Occasion, fields: list[str]) -> None:
    audit.record(audit.Action.WRITE, by=by, kind="course_occasion", target=str(occasion.pk), fields=fields)
