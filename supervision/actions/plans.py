"""Groups and their planned sessions."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.locks import lock
from supervision.models import Group, Membership, PlannedSession, Supervisor


class AlreadyPlanned(ValueError):
    """The group already has a session at that time; the message is a Swedish sentence."""


@transaction.atomic
def set_up_group(*, group: Group, supervisors: Iterable[Any], members: Iterable[Any], by: Any) -> Group:
    """Make a group with its contract, supervisors and members from the contract's first day."""
    group.save()
    Supervisor.objects.bulk_create(
        Supervisor(group=group, person=person, starts_on=group.starts_on, is_external=person.unit_id is None)
        for person in supervisors
    )
    Membership.objects.bulk_create(
        Membership(group=group, person=person, starts_on=group.starts_on) for person in members
    )
    audit.record(audit.Action.WRITE, by=by, kind="supervision_group", target=str(group.pk))
    return group


@transaction.atomic
def plan_series(
    *, group: Group, first: date, weeks: int, number: int, starts: time, ends: time, place: str, by: Any
) -> list[PlannedSession]:
    """Plan at most `number` sessions, `weeks` apart, within the contract's period.

    A day on which the group already has a session that stands at that time is left as it is. Returns what was made.
    """
    lock(f"supervision_plan:{group.pk}")
    days = [first + timedelta(weeks=weeks * turn) for turn in range(number)]
    within = [day for day in days if group.starts_on <= day <= (group.ends_on or day)]
    standing = PlannedSession.objects.filter(group=group, starts=starts, cancelled_at=None, date__in=within)
    taken = set(standing.values_list("date", flat=True))
    made = [
        PlannedSession(group=group, date=day, starts=starts, ends=ends, place=place)
        for day in within
        if day not in taken
    ]
    PlannedSession.objects.bulk_create(made)
    audit.record(audit.Action.WRITE, by=by, kind="supervision_plan", target=str(group.pk), fields=["planned"])
    return made


@transaction.atomic
def move_planned(
    *, planned: PlannedSession, day: date, starts: time, ends: time, place: str, by: Any
) -> PlannedSession:
    """Another time or place, with a higher number so that calendars take it. Raises AlreadyPlanned."""
    lock(f"supervision_plan:{planned.group_id}")
    others = PlannedSession.objects.filter(group=planned.group_id, date=day, starts=starts, cancelled_at=None)
    if others.exclude(pk=planned.pk).exists():
        raise AlreadyPlanned("Gruppen har redan ett pass den tiden.")
    planned.date, planned.starts, planned.ends, planned.place = day, starts, ends, place
    planned.sequence += 1
    planned.save()
    audit.record(audit.Action.WRITE, by=by, kind="supervision_plan", target=str(planned.group_id), fields=["moved"])
    return planned


@transaction.atomic
def cancel_planned(*, planned: PlannedSession, by: Any) -> PlannedSession:
    """Cancelling again changes nothing."""
    if planned.cancelled_at is None:
        planned.cancelled_at = timezone.now()
        planned.sequence += 1
        planned.save()
        audit.record(
            audit.Action.WRITE, by=by, kind="supervision_plan", target=str(planned.group_id), fields=["cancelled"]
        )
    return planned


def plan_next(group: Group, day: date, starts: time) -> None:
    """What the log says of the next time. A session that stands that day is the one that was meant."""
    lock(f"supervision_plan:{group.pk}")
    if PlannedSession.objects.filter(group=group, date=day, cancelled_at=None).exists():
        return
    length = datetime.combine(day, group.usual_end) - datetime.combine(day, group.usual_start)
    ends = datetime.combine(day, starts) + length
    last_minute = time(23, 59)
    PlannedSession.objects.create(
        group=group, date=day, starts=starts, ends=ends.time() if ends.date() == day else last_minute
    )
