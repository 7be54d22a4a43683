"""From text to words: where each stands, how it is written when case and accents are taken away, and what it leaves
out ("tränings- och försökslägenheter")."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# A word keeps its hyphens, colons and apostrophes for now: e-post, 12:44, TV:n. A last hyphen leaves something out.
WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011:'’\u00ad][^\W_]+)*(?:[-\u2010\u2011](?=\s|,|$))?")
HYPHENS = re.compile("[-\u2010\u2011]")
ENDING_AFTER_COLON = re.compile(r":(?:s|n|ns|en|ens|et|ets|ar|arna|er|erna|or|orna|t|ts)$")
JUNK = re.compile("[:'’\u00ad]")
KEPT = "åäö"
LONGEST = 60


class Token(NamedTuple):
    start: int
    end: int
    text: str
    pieces: tuple[str, ...]
    """The pieces of a word with hyphens; empty when it has none."""
    elided: bool
    """The word ends in a hyphen: its last part is said later."""


def clean(text: str) -> str:
    """Composed letters only (NFC); what no database can store (NUL, lone surrogates) becomes a space."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", " ")
    return unicodedata.normalize("NFC", text)


@lru_cache(4096)
def plain(word: str) -> str:
    """Lower case, and accents taken away from all letters but å, ä and ö."""
    word = word.lower()
    if word.isascii():
        return word
    letters = (each if each in KEPT else unicodedata.normalize("NFKD", each)[0] for each in word)
    return "".join(letters).lower()


def folded(word: str) -> str:
    """As it is written by somebody without å, ä and ö on the keyboard: lägenhet -> lagenhet."""
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or word


def tokens(text: str) -> Iterator[Token]:
    """The words of a cleaned text, with their place in it."""
    for match in WORD.finditer(text):
        raw = match.group()
        if raw.isalnum() and len(raw) <= LONGEST:
            yield Token(*match.span(), plain(raw), (), False)
            continue
        elided = not raw[-1].isalnum()
        raw = (raw[:-1] if elided else raw)[:LONGEST]
        if raw.isalnum():
            yield Token(match.start(), match.end(), plain(raw), (), elided)
        else:
            yield _with_signs(match, raw, elided)


def _with_signs(match: re.Match[str], raw: str, elided: bool) -> Token:
    bare = JUNK.sub("", ENDING_AFTER_COLON.sub("", raw.lower()))
    pieces = tuple(plain(piece) for piece in HYPHENS.split(bare) if piece)
    whole = "".join(pieces)
    return Token(match.start(), match.end(), whole, pieces if len(pieces) > 1 else (), elided)
