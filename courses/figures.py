"""Indicators I11 (boskola) and I12 (trained staff), and the competence register of a unit."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from courses.models import Audience, CoursePage, Occasion, Registration
from portal.models import Unit, User

# Smaller numbers could tell about single persons.
FEWEST = 5
State = Registration.State


def shown(number: int) -> str:
    return str(number) if number == 0 or number >= FEWEST else f"färre än {FEWEST}"


@dataclass(frozen=True)
class Completed:
    """The newest completion of a course by a person."""

    on: date
    until: date | None

    @property
    def holds(self) -> bool:
        return self.until is None or self.until >= timezone.localdate()


def competence(user: User) -> dict[str, Any]:
    """Rows of people and columns of courses: one's own unit, and every unit for the administrator of courses."""
    people = (
        User.objects.filter(is_active=True).select_related("unit").order_by("unit__name", "first_name", "last_name")
    )
    if not user.may("courses.manage_courses"):
        people = people.filter(unit=user.unit) if user.unit else people.none()
    courses = list(CoursePage.objects.filter(audience=Audience.STAFF).live().order_by("title"))
    done = completions()
    rows = [
        {"person": person, "cells": [_cell(done.get((person.pk, course.pk))) for course in courses]}
        for person in people
    ]
    return {"courses": courses, "rows": rows}


def _cell(completed: Completed | None) -> dict[str, Any]:
    if completed is None:
        return {"kind": "none", "text": ""}
    if not completed.holds:
        return {"kind": "ended", "text": f"gick ut {completed.until:%Y-%m-%d}"}
    until = f", gäller till {completed.until:%Y-%m-%d}" if completed.until else ""
    return {"kind": "holds", "text": f"{completed.on:%Y-%m-%d}{until}"}


def completions() -> dict[tuple[int, int], Completed]:
    """By person and course, of staff. Counted from the attendance, so that it is always what the marks say."""
    found: dict[tuple[int, int], Completed] = {}
    registrations = _with_marks(Registration.objects.placed().filter(user__isnull=False))
    for registration in registrations:
        if not registration.is_completed:
            continue
        course = registration.occasion.course
        on = max(timezone.localdate(mark.session.start) for mark in registration.attendances.all() if mark.is_present)
        key = (registration.user_id or 0, course.pk)
        if key not in found or found[key].on < on:
            found[key] = Completed(on, _add_months(on, course.valid_months) if course.valid_months else None)
    return found


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date.resolution).day
    return date(year, month, min(day.day, last))


def _with_marks(registrations: Any) -> list[Registration]:
    return list(
        registrations.select_related("occasion__course").prefetch_related("attendances__session", "occasion__sessions")
    )


def trained() -> list[dict[str, Any]]:
    """I12: by unit, how many of those the training is for that have completed it and whose completion still holds."""
    done = completions()
    rows = []
    for course in CoursePage.objects.filter(audience=Audience.STAFF).live().order_by("title"):
        roles = {name.casefold() for name in course.groups}
        for unit in Unit.objects.prefetch_related("staff"):
            target = [
                each for each in unit.staff.all() if each.is_active and (not roles or each.title.casefold() in roles)
            ]
            has = sum((each.pk, course.pk) in done and done[each.pk, course.pk].holds for each in target)
            if target:
                rows.append({"course": course, "unit": unit, **_share(has, len(target))})
    return rows


def _share(part: int, whole: int) -> dict[str, Any]:
    """A unit too small to be counted shows no share."""
    visible = whole >= FEWEST and (part == 0 or part >= FEWEST)
    return {"number": shown(part), "of": shown(whole), "share": part / whole if visible else None}


def boskola(year: int) -> list[dict[str, Any]]:
    """I11: each course for clients in the series that began that year: from places to completed, and why one left."""
    rows = []
    for course in CoursePage.objects.filter(audience=Audience.CLIENT).order_by("title"):
        begun = Occasion.objects.filter(course=course).announced().with_times().filter(starts_at__year=year)
        occasions = list(begun.prefetch_related("sessions"))
        if occasions:
            rows.append({"course": course, **_numbers(occasions)})
    return rows


def _numbers(occasions: list[Occasion]) -> dict[str, Any]:
    registrations = _with_marks(Registration.objects.filter(occasion__in=occasions))
    placed = [each for each in registrations if each.is_placed]
    reasons: Counter[str] = Counter()
    for each in registrations:
        if each.is_cancelled and (last := each.moves.last()):
            reasons[last.why] += 1
    return {
        "places": sum(each.capacity for each in occasions if not each.is_cancelled),
        "registered": shown(len(registrations)),
        "placed": shown(len(placed)),
        "came": shown(sum(each.attended > 0 for each in placed)),
        "completed": shown(sum(each.is_completed for each in placed)),
        "reasons": [(why, shown(number)) for why, number in reasons.most_common()],
        "sessions": _attendance(placed),
    }


def _attendance(placed: list[Registration]) -> list[tuple[int, float | None]]:
    """The share that was present at each session by number, in whichever group."""
    held: defaultdict[int, int] = defaultdict(int)
    present: defaultdict[int, int] = defaultdict(int)
    now = timezone.now()
    for registration in placed:
        numbers = registration.attended_numbers
        for number, session in enumerate(registration.occasion.meetings, start=1):
            if session.end <= now:
                held[number] += 1
                present[number] += number in numbers
    return [(number, present[number] / held[number] if held[number] >= FEWEST else None) for number in sorted(held)]
