"""The slip in the languages that content/slips.toml has: words, and days as they are written there."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from courses.models import Occasion

SOURCE = Path(__file__).parent / "content" / "slips.toml"


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text())


def words(language: str) -> dict[str, Any] | None:
    """The texts of a language, with its code; None for one that we do not have."""
    found = _source().get(language)
    return {"language": language, **found} if found else None


def names() -> list[tuple[str, str]]:
    return [(code, each["name"]) for code, each in _source().items()]


def days(occasion: Occasion, words: dict[str, Any], after: datetime | None = None) -> list[dict[str, str]]:
    """Each session that is not over `after`: the day in words, from when to when, and where when it is elsewhere."""
    found = []
    for session in occasion.meetings:
        if after and session.end <= after:
            continue
        start, end = timezone.localtime(session.start), timezone.localtime(session.end)
        day = words["day"].format(
            weekday=words["weekdays"][start.weekday()], day=start.day, month=words["months"][start.month - 1]
        )
        found.append({"day": day, "time": f"{start:%H.%M}–{end:%H.%M}", "place": session.place})
    return found
