"""Finds what may point out a client in a text, on this machine only: numbers, addresses, names.

Pure functions over text. The one thing that knows real clients is a name check that another app may register
(`register_name_check`); it is handed words and says which of them it knows, so this app needs no caseload.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from portal import identity
from portal.keys import read_or_make_key
from supervision.identity_guard.addresses import find_addresses
from supervision.identity_guard.names import (
    NameCheck,
    find_known_names,
    find_names,
    find_small_names,
    register_name_check,
    unregister_name_check,
)
from supervision.identity_guard.numbers import Span, find_emails, find_numbers, find_phones

__all__ = ["Finding", "Kind", "NameCheck", "find", "masked", "register_name_check", "unregister_name_check"]


class Kind(StrEnum):
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"
    KNOWN_NAME = "known_name"


LABELS = {
    Kind.NUMBER: "ser ut som ett personnummer eller samordningsnummer",
    Kind.PHONE: "ser ut som ett telefonnummer",
    Kind.EMAIL: "ser ut som en e-postadress",
    Kind.ADDRESS: "ser ut som en adress",
    Kind.NAME: "ser ut som ett namn",
    Kind.KNOWN_NAME: "är ett namn som finns bland verksamhetens ärenden",
}
MASKS = {
    Kind.NUMBER: "personnummer",
    Kind.PHONE: "telefonnummer",
    Kind.EMAIL: "e-postadress",
    Kind.ADDRESS: "adress",
    Kind.NAME: "namn",
    Kind.KNOWN_NAME: "namn",
}
EXACT = frozenset({Kind.NUMBER, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS})


@dataclass(frozen=True, order=True)
class Finding:
    """`text[start:end]` may point out a client."""

    start: int
    end: int
    kind: Kind
    text: str

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def mask(self) -> str:
        """What stands in its place in a text that is kept while somebody is still writing."""
        return f"[{MASKS[self.kind]}]"

    @property
    def fingerprint(self) -> str:
        """A keyed hash by which a confirmation is remembered without keeping the text once more."""
        key = read_or_make_key(settings.KEY_DIR / "lookup.key")
        plain = " ".join(self.text.casefold().split())
        return hmac.new(key, f"guard:{self.kind}:{plain}".encode(), hashlib.sha256).hexdigest()


def find(text: str, *, allowed: Iterable[str] = (), kinds: Collection[Kind] = frozenset(Kind)) -> list[Finding]:
    """Every finding in order of place, none overlapping another.

    `allowed` are the full names of colleagues who may be named: the group's members and supervisors.
    """
    plain, places = _plain(text)
    words = {word for name in allowed for word in identity.name_words(name)}
    spans: list[tuple[int, int, Kind]] = []
    for kind, finder in FINDERS:
        if kind in kinds:
            for span in finder(plain, words):
                spans = _joined(spans, span, kind)
    found = [(places[start], places[end - 1] + 1, kind) for start, end, kind in spans]
    return sorted(Finding(start, end, kind, text[start:end]) for start, end, kind in found)


def masked(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding taken out and its kind in its place."""
    for finding in sorted(findings, reverse=True):
        text = text[: finding.start] + finding.mask + text[finding.end :]
    return text


INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
DASHES = frozenset("‐‑‒–—−﹣－")


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with one kind of dash, space and digit, without invisible characters; and each character's old place."""
    kept, places = [], []
    for place, character in enumerate(text):
        if character in INVISIBLE:
            continue
        kept.append(_plain_character(character))
        places.append(place)
    return "".join(kept), places


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if character in DASHES:
        return "-"
    if character.isspace():
        return " "
    if character == "＠":
        return "@"
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _joined(spans: list[tuple[int, int, Kind]], new: Span, kind: Kind) -> list[tuple[int, int, Kind]]:
    """With the new one; where it overlaps others they become one, of the kind that was found first."""
    touched = [each for each in spans if _overlap(new, each)]
    start = min([new[0], *(each[0] for each in touched)])
    end = max([new[1], *(each[1] for each in touched)])
    first = touched[0][2] if touched else kind
    return [*(each for each in spans if each not in touched), (start, end, first)]


def _overlap(one: Span, other: tuple[int, int, Kind]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# In this order: a number that may be two things is told as the first.
FINDERS = (
    (Kind.EMAIL, find_emails),
    (Kind.NUMBER, find_numbers),
    (Kind.PHONE, find_phones),
    (Kind.ADDRESS, find_addresses),
    (Kind.KNOWN_NAME, find_known_names),
    (Kind.NAME, find_names),
    (Kind.NAME, find_small_names),
)
