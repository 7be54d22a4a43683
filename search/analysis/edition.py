"""Which synonyms and site words the analysis reads: those that are shipped, or those that somebody has set."""

from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Edition(NamedTuple):
    name: str
    synonyms: tuple[tuple[str, ...], ...]
    """Groups of words and phrases; none: the shipped ones."""
    first: dict[str, str]
    """First parts of compounds with the word that each stands for; none: the shipped ones."""


SHIPPED = Edition("shipped", (), {})
_current = SHIPPED
_remembering: list[Any] = []


def current() -> Edition:
    return _current


def forgotten_with_it(function: T) -> T:
    """Decorates a function with a cache: what it remembers was read with these words."""
    _remembering.append(function)
    return function


def use(edition: Edition) -> None:
    """Read these words from now on. All that is remembered of words read before is forgotten."""
    global _current
    if edition.name == _current.name:
        return
    _current = edition
    for function in _remembering:
        function.cache_clear()
