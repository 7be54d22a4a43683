"""Groups that a person's own papers can show the times of. The app that plans groups registers them; papers ask here."""

from collections.abc import Callable
from typing import NamedTuple


class Groups(NamedTuple):
    """`choices()` are keys with titles, of what everybody may see; `times(key, language)` is a line for each meeting."""

    choices: Callable[[], list[tuple[str, str]]]
    times: Callable[[str, str], list[str]]


_groups: dict[str, Groups] = {}


def register(name: str, groups: Groups) -> None:
    _groups[name] = groups


def choices() -> list[tuple[str, str]]:
    return [(f"{name}:{key}", title) for name, groups in _groups.items() for key, title in groups.choices()]


def times(choice: str, language: str) -> list[str]:
    """When and where the chosen group meets, in the language of the paper."""
    name, _colon, key = choice.partition(":")
    return _groups[name].times(key, language) if name in _groups else []
