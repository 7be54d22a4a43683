"""What is made of the content alone (the menu, the glossary, which parts only staff may read) is made once, and again
when any page, text or setting that is counted as content has changed (portal/db/changes.py), whoever changed it."""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import connection

from portal.db import quick
from portal.db.changes import missing_triggers

SELECT = "SELECT number FROM portal_change WHERE kind = 'content'"
MOST = 200  # things; an office that answers for every host below its own has no end of menus
T = TypeVar("T")


class _Kept(NamedTuple):
    number: int | None
    things: dict[Hashable, Any]


_kept = _Kept(None, {})


def remembered(name: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns, or returned while the content was the same. Nobody may change the thing that is returned.

    Inside a transaction everything is made anew: what it sees may never be committed.
    """
    global _kept
    if not settings.KEEP_PAGES or connection.in_atomic_block or not _is_counted():
        return make()
    # First the number, then the content: what changes in between is made once more.
    row = quick.first_row(SELECT)
    if row is None:
        return make()
    kept = _kept
    if kept.number != row[0]:
        kept = _kept = _Kept(row[0], {})
    if name in kept.things:
        thing: T = kept.things[name]
        return thing
    made = make()
    if len(kept.things) < MOST:
        kept.things[name] = made
    return made


def forget() -> None:
    """For tests, in which the same number may stand for other content."""
    global _kept
    _kept = _Kept(None, {})


@cache
def _is_counted() -> bool:
    return not missing_triggers()
