"""The caseload as it was on any day: the submissions received until then, folded; the stored rows are not looked at."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from caseload.projection.rebuild import folded
from caseload.projection.state import Row, State
from caseload.stages import Kind, Stage


class Late(NamedTuple):
    due_on: date
    case: str
    kind: str


@dataclass
class Picture:
    """A day's end. Case numbers and codes only: what people wrote is read on the case's own page."""

    day: date
    open: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind of case, stage) → open cases."""
    queue: list[str] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)


def as_of(day: date) -> Picture:
    """Open cases by stage, the queue in its order, and what was overdue, at the end of the day."""
    picture = Picture(day)
    until = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
    waiting: list[tuple[date, str]] = []
    for _count, states in folded(until):
        for state in states:
            for number, case in state.rows("case").items():
                if case.get("closed_on") is None:
                    _add(picture, waiting, state, number, case)
    picture.queue = [number for _since, number in sorted(waiting)]
    picture.late.sort()
    return picture


def _add(picture: Picture, waiting: list[tuple[date, str]], state: State, number: str, case: Row) -> None:
    is_eviction = case["kind"] == Kind.EVICTION
    picture.open[case["kind"], case["eviction"] if is_eviction else case["stage"]] += 1
    if case.get("stage") == Stage.QUEUE:
        waiting.append((case.get("queue_since") or date.max, number))
    for task in state.rows("task", number).values():
        due = task.get("due_on")
        if task.get("done_on") is None and due is not None and due < picture.day:
            picture.late.append(Late(due, number, task["kind"]))
