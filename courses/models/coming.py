"""Occasions that have not begun, a page of them at a time, in questions whose cost does not grow with their number.

An administrator who plans for years ahead, or a city with a hundred units, has a thousand. To sort them asks for the
first session of each; everything else is read for the few that the page shows.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from django.db import connection
from django.utils import timezone

from courses.models.occasions import Occasion
from courses.models.pages import CoursePage
from courses.models.sessions import Session
from portal.db import quick

FOUND = """
FROM courses_occasion own JOIN (
  SELECT occasion_id, MIN(start) AS starts_at FROM courses_session WHERE NOT is_cancelled GROUP BY occasion_id
) first ON first.occasion_id = own.id
WHERE own.course_id IN ({}) AND own.state <> 'planned' AND first.starts_at > %s
"""
ORDER = "ORDER BY first.starts_at, own.id LIMIT %s OFFSET %s"
SESSIONS = """
SELECT {{columns}} FROM courses_session own WHERE own.occasion_id IN ({}) ORDER BY own.start, own.id
"""
NUMBERS = """
SELECT occasion_id, COUNT(seat), SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END)
FROM courses_registration WHERE occasion_id IN ({}) GROUP BY occasion_id
"""


class Coming(Sequence[Occasion]):
    """Announced occasions of these courses, soonest first, for a Paginator. Each has its course, sessions and numbers."""

    ordered = True

    def __init__(self, courses: Mapping[int, CoursePage]) -> None:
        self.courses = courses
        self.now = quick.as_stored(Session, "start", timezone.now())

    @cached_property
    def _found(self) -> str:
        return FOUND.format(_places(self.courses))

    def count(self, _value: Any = None) -> int:
        row = quick.first_row(f"SELECT COUNT(*) {self._found}", *self.courses, self.now) if self.courses else None
        return row[0] if row else 0

    def __len__(self) -> int:
        return self.count()

    @overload
    def __getitem__(self, part: int) -> Occasion: ...
    @overload
    def __getitem__(self, part: slice) -> list[Occasion]: ...
    def __getitem__(self, part: int | slice) -> list[Occasion] | Occasion:
        if isinstance(part, int):
            return self[part : part + 1][0]
        first, stop = part.start or 0, part.stop or 0
        if not self.courses or stop <= first:
            return []
        statement = f"SELECT {{columns}} {self._found} {ORDER}"
        rows = quick.read(Occasion, statement, *self.courses, self.now, stop - first, first)
        return self._with_all([occasion for occasion, _rest in rows])

    def _with_all(self, occasions: list[Occasion]) -> list[Occasion]:
        keys = [each.pk for each in occasions]
        sessions, numbers = _sessions(keys), _numbers(keys)
        for each in occasions:
            each.every_session = sessions[each.pk]
            each.course = self.courses[each.course_id]
            each.starts_at, each.ends_at = each.meetings[0].start, max(session.end for session in each.meetings)
            each.taken, each.waiting = numbers.get(each.pk, (0, 0))
        return occasions


def _sessions(keys: list[int]) -> dict[int, list[Session]]:
    """The sessions of each occasion in order, with those that are cancelled."""
    found: dict[int, list[Session]] = {key: [] for key in keys}
    if keys:
        for session, _rest in quick.read(Session, SESSIONS.format(_places(keys)), *keys):
            found[session.occasion_id].append(session)
    return found


def _numbers(keys: list[int]) -> dict[int, tuple[int, int]]:
    """For each occasion that anybody has registered to: places that are taken, and how many wait."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS.format(_places(keys)), keys)
        return {key: (taken, waiting) for key, taken, waiting in cursor.fetchall()}


def _places(values: Any) -> str:
    return ", ".join(["%s"] * len(values))
