"""Numbers of tabs and chapters that never move: a page that comes between 3.2 and 3.3 becomes 3.2a, as in a statute.

A number once given is never given to another page, so that a sheet in somebody's binder cannot be mistaken.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

Local = tuple[int, str]
NUMBER = re.compile(r"([0-9]+)([a-z]*)")


# The tab of the sheets to fill in, last in the binder: "B" for blad. Its numbers are B.1, B.2 and on.
WORKSHEETS = "B"
LAST: Local = (10**9, "")


def parse(number: str) -> Local:
    match = NUMBER.fullmatch(number)
    if not match:
        raise ValueError(f"no number of a tab or chapter: {number!r}")
    return int(match[1]), match[2]


def sort_key(number: str) -> list[Local]:
    """Puts 3 before 3.1, and 3.2a between 3.2 and 3.3."""
    return [LAST if part == WORKSHEETS else parse(part) for part in number.split(".")]


def assign(order: Sequence[str], existing: Mapping[str, str], used: Collection[str]) -> dict[str, str]:
    """A number for each key so that numbers follow the order; as many as possible keep the one they have."""
    taken = {parse(number) for number in used} | {parse(number) for number in existing.values()}
    kept = _kept(order, {key: parse(number) for key, number in existing.items()})
    given: dict[str, Local] = {}
    before: Local = (0, "")
    for place, key in enumerate(order):
        number = kept.pop(key, None)
        if number is None or number <= before:
            number = _free(before, [kept[later] for later in order[place + 1 :] if later in kept], taken)
        taken.add(number)
        given[key] = before = number
    return {key: f"{number}{letters}" for key, (number, letters) in given.items()}


def _kept(order: Sequence[str], existing: Mapping[str, Local]) -> dict[str, Local]:
    """The longest part of the order whose numbers already rise: those need no new number."""
    numbered = [key for key in order if key in existing]
    ends: list[Local] = []
    last: list[str] = []
    before: dict[str, str | None] = {}
    for key in numbered:
        place = bisect_left(ends, existing[key])
        before[key] = last[place - 1] if place else None
        ends[place : place + 1] = [existing[key]]
        last[place : place + 1] = [key]
    found: dict[str, Local] = {}
    key_or_none = last[-1] if last else None
    while key_or_none is not None:
        found[key_or_none] = existing[key_or_none]
        key_or_none = before[key_or_none]
    return found


def _free(before: Local, later: Sequence[Local], taken: Collection[Local]) -> Local:
    """The next number after `before` that nobody has had: before the first of `later` if there is one to be had."""
    if later:
        for number in _between(before):
            if number not in taken and number < later[0]:
                return number
        return _free(before, later[1:], taken)
    return max([before[0], *(number for number, _letters in taken)]) + 1, ""


def _between(before: Local) -> Iterator[Local]:
    number, letters = before
    alphabet = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    if letters:
        yield from ((number, letters[:-1] + letter) for letter in alphabet if letter > letters[-1])
    yield from ((number, letters + first) for first in alphabet)
    yield from ((number, letters + first + second) for first in alphabet for second in alphabet)
