"""The piece of a section that answers best, in the original text, with the words that were asked for marked."""

from typing import NamedTuple

from search.analysis.text import Term, concepts, terms
from search.query import Asked, Where

WINDOW = 30  # words
LEAD = 6  # words before the first mark
SURE = 0.55  # variants that count less came from splitting the question's own words, and light up chance words


class Piece(NamedTuple):
    text: str
    is_marked: bool


def passage(text: str, asked: Asked, *, window: int = WINDOW) -> list[Piece]:
    """The best `window` words of a cleaned text as pieces, marked or not; the beginning when nothing matches."""
    found = terms(text)
    if not found:
        return [Piece(text, False)] if text else []
    marks = _marks(found, asked)
    first = _best_start(marks, window)
    last = min(first + window, len(found)) - 1
    start = found[first].token.start if first else 0
    end = found[last].token.end if last + 1 < len(found) else len(text)
    pieces = _pieces(text, found[first : last + 1], marks[first : last + 1], start, end)
    return [*([Piece("… ", False)] if first else []), *pieces, *([Piece(" …", False)] if end < len(text) else [])]


def highlighted(text: str, asked: Asked) -> list[Piece]:
    """The whole text, for headings and titles."""
    return passage(text, asked, window=10_000)


def _marks(found: list[Term], asked: Asked) -> list[str]:
    """For each word the token of the question that it answers to, or nothing."""
    words = {
        each.token
        for unit in asked.units
        for each in unit.variants
        if each.where == Where.WORDS and each.weight > SURE
    }
    extras = {
        each.token
        for unit in asked.units
        for each in unit.variants
        if each.where == Where.EXTRAS and each.weight > SURE
    }
    marks = [_mark(term, words, extras) for term in found]
    for concept in concepts([term.word for term in found]):
        if concept.token in extras:
            marks[concept.first : concept.last] = [concept.token] * (concept.last - concept.first)
    return marks


def _mark(term: Term, words: set[str], extras: set[str]) -> str:
    own = next((token for token in (term.word.canon, *term.word.also) if token in words), "")
    return own or next((part for part in term.word.parts if part in extras), "")


def _best_start(marks: list[str], window: int) -> int:
    """Where the window begins that holds most different answers, then most answers."""
    hits = [at for at, mark in enumerate(marks) if mark]
    if not hits or len(marks) <= window:
        return 0
    best, best_at = (0, 0), hits[0]
    for at in hits[:200]:
        inside = [mark for mark in marks[at : at + window - LEAD] if mark]
        value = (len(set(inside)), len(inside))
        if value > best:
            best, best_at = value, at
    return max(0, min(best_at - LEAD, len(marks) - window))


def _pieces(text: str, found: list[Term], marks: list[str], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for term, mark in zip(found, marks, strict=True):
        if mark:
            pieces += [Piece(text[at : term.token.start], False), Piece(text[term.token.start : term.token.end], True)]
            at = term.token.end
    pieces.append(Piece(text[at:end], False))
    return [piece for piece in pieces if piece.text]
