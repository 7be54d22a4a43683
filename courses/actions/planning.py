"""Laying out a series by rule, copying one, and writing to those who come."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from courses import messages
from courses.actions import places
from courses.models import CoursePage, MessageText, Occasion, Session
from portal import audit
from portal.models import User
from portal.workdays import is_weekday


@dataclass(frozen=True)
class Plan:
    """So many sessions of so many minutes, so many weeks apart, from a first day; holidays are stepped over."""

    first: date
    begins: time
    minutes: int
    sessions: int
    weeks_apart: int = 1

    def starts(self) -> list[datetime]:
        found: list[datetime] = []
        day = self.first
        while len(found) < self.sessions:
            if is_weekday(day) or not self.first_is_weekday:
                found.append(timezone.make_aware(datetime.combine(day, self.begins)))
            day += timedelta(weeks=self.weeks_apart)
        return found

    @property
    def first_is_weekday(self) -> bool:
        """A series on Saturdays is meant to be on Saturdays."""
        return is_weekday(self.first)


@transaction.atomic
def plan_series(*, course: CoursePage, plan: Plan, by: User, **fields: object) -> Occasion:
    """A new occasion that only its planners see yet. Titles come from the course's own parts."""
    occasion = Occasion.objects.create(course=course, state=Occasion.State.PLANNED, **fields)
    titles = [part.title for part in course.parts.all()]
    for number, start in enumerate(plan.starts()):
        title = titles[number] if number < len(titles) else ""
        Session.objects.create(
            occasion=occasion, title=title, start=start, end=start + timedelta(minutes=plan.minutes)
        )
    _audit(by, occasion)
    return occasion


COPIED = ("place", "directions", "capacity", "leader", "language", "interpreter", "childcare")


@transaction.atomic
def copy_occasion(*, occasion: Occasion, first: date, by: User) -> Occasion:
    """The same sessions with the same distances, from another first day; nobody is registered. Not seen yet."""
    fields = {name: getattr(occasion, name) for name in COPIED}
    made = Occasion.objects.create(course=occasion.course, state=Occasion.State.PLANNED, **fields)
    sessions = occasion.meetings
    shift = first - timezone.localtime(sessions[0].start).date() if sessions else timedelta(0)
    for session in sessions:
        start = _same_clock(session.start, shift)
        length = session.end - session.start
        Session.objects.create(
            occasion=made, title=session.title, place=session.place, start=start, end=start + length
        )
    _audit(by, made)
    return made


def _same_clock(moment: datetime, shift: timedelta) -> datetime:
    """The same time of day, also across the change to summer time."""
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(local.date() + shift, local.time()))


@transaction.atomic
def write_to_group(*, occasion: Occasion, words: str, by: User) -> int:
    """Queue a message to everybody who has a place; returns to how many it can be sent. The same words go out once."""
    occasion = places.hold(occasion)
    reached = 0
    once = f"{timezone.localdate()}:{_digest(words)}"
    for registration in occasion.registrations.placed().select_related("user"):
        registration.occasion = occasion
        reached += messages.can_reach(registration)
        messages.tell(registration, MessageText.Kind.GROUP, by=by, words=words, once=once)
    _audit(by, occasion)
    return reached


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _audit(by: User, occasion: Occasion) -> None:
    audit.record(audit.Action.WRITE, by=by, kind="course_occasion", target=str(occasion.pk))
