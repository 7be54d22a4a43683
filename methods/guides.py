"""A session of the boskola as its leader needs it: when each part begins, what to bring, what to ask at the end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from methods.models import ChapterPage

# 13.00, and what people type for it: 13, 13:00, 1300.
CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[.: ]?([0-5]\d))?")


@dataclass(frozen=True)
class PlanPart:
    """`start` and `end` in minutes from the beginning; `clock` when the hour of the beginning is known."""

    title: str
    tip: str
    start: int
    end: int
    clock: str = ""


@dataclass(frozen=True)
class Guide:
    """`start` as it was typed; `is_understood` unless it is no time of day."""

    title: str
    parts: list[PlanPart]
    exit_question: str
    start: str
    is_understood: bool
    bring: list[Any] = field(default_factory=list)
    exercises: list[Any] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return self.parts[-1].end if self.parts else 0


def timed(parts: Iterable[Any], start: str = "") -> Iterator[PlanPart]:
    """The parts one after the other; with the hour at which the session begins, as 13.00, also by the clock."""
    found = CLOCK.fullmatch(start)
    begins = datetime(2000, 1, 1, int(found[1]), int(found[2] or 0)) if found else None
    minute = 0
    for part in parts:
        clock = f"{begins + timedelta(minutes=minute):%H.%M}" if begins else ""
        yield PlanPart(part["title"], part["tip"], minute, minute + part["minutes"], clock)
        minute += part["minutes"]


def guide(chapter: ChapterPage, start: str) -> Guide:
    """Everything of the chapter that a leader looks for while the group is in the room."""
    plan, start = chapter.session_plan, start.strip()[:20]
    return Guide(
        title=plan["title"],
        parts=list(timed(plan["parts"], start)),
        exit_question=plan["exit_question"],
        start=start,
        is_understood=not start or CLOCK.fullmatch(start) is not None,
        bring=[block for block in chapter.body if block.block_type in {"checklist", "worksheet"}],
        exercises=[block for block in chapter.body if block.block_type == "exercise"],
    )
