"""Where a member of staff goes on after sending a form: other apps register it, since this app knows no case."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Link(NamedTuple):
    title: str
    url: str


Finder = Callable[[Any, Any], Link | None]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """`finder(user, submission)` returns a link, or None when there is none that the user may follow."""
    _finders.append(finder)


def link_for(user: Any, submission: Any) -> Link | None:
    found = (finder(user, submission) for finder in _finders)
    return next((link for link in found if link), None)


Place = Callable[[Any, str], str | None]

_places: list[Place] = []


def register_place(place: Place) -> None:
    """`place(version, about)` returns the address where a form about something is filled in, or None."""
    _places.append(place)


def place_of(version: Any, about: str) -> str | None:
    """Where the form is filled in: what other apps say, for forms about something of theirs."""
    return next((url for place in _places if (url := place(version, about))), None)
