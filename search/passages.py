"""The piece of a section that answers best, in the original text, with the words that were asked for marked."""

from typing import NamedTuple

from search.analysis.text import Term, concepts, term, terms
from search.analysis.tokens import WORD
from search.analysis.words import Word
from search.query import Asked, Where

WINDOW = 30  # words
LEAD = 6  # words before the first mark
SURE = 0.55  # variants that count less came from splitting the question's own words, and light up chance words


class Piece(NamedTuple):
    text: str
    is_marked: bool


class Spot(NamedTuple):
    """A word of the text: where it stands, and the token of the question that it answers to, or nothing."""

    start: int
    end: int
    mark: str


class Marker:
    """Marks the words of one question in many texts. Each written word is judged once."""

    def __init__(self, asked: Asked) -> None:
        sure = [variant for unit in asked.units for variant in unit.variants if variant.weight > SURE]
        self.words = {each.token for each in sure if each.where == Where.WORDS}
        self.extras = {each.token for each in sure if each.where == Where.EXTRAS}
        self.judged: dict[str, tuple[Word, str]] = {}

    def passage(self, text: str, window: int = WINDOW) -> list[Piece]:
        """The best `window` words of a cleaned text as pieces, marked or not; the beginning when nothing matches."""
        spots = self._spots(text)
        if not spots:
            return [Piece(text, False)] if text else []
        first = _best_start([spot.mark for spot in spots], window)
        last = min(first + window, len(spots)) - 1
        start = spots[first].start if first else 0
        end = spots[last].end if last + 1 < len(spots) else len(text)
        pieces = _pieces(text, spots[first : last + 1], start, end)
        return [*([Piece("… ", False)] if first else []), *pieces, *([Piece(" …", False)] if end < len(text) else [])]

    def whole(self, text: str) -> list[Piece]:
        """All of a text, for headings and titles."""
        return self.passage(text, window=len(text) + 1)

    def _spots(self, text: str) -> list[Spot]:
        matches = list(WORD.finditer(text))
        judged = [self._judge(match.group()) for match in matches]
        marks = [mark for _word, mark in judged]
        for at, match in enumerate(matches):
            if not match.group()[-1].isalnum():  # what a hyphen leaves out is said later in the text
                marks[at] = self._mark(terms(text[match.start() : match.end() + 120])[0])
        for concept in concepts([word for word, _mark in judged]):
            if concept.token in self.extras:
                marks[concept.first : concept.last] = [concept.token] * (concept.last - concept.first)
        return [Spot(match.start(), match.end(), mark) for match, mark in zip(matches, marks, strict=True)]

    def _judge(self, written: str) -> tuple[Word, str]:
        found = self.judged.get(written)
        if found is None:
            alone = term(written)
            found = self.judged[written] = (alone.word, self._mark(alone))
        return found

    def _mark(self, found: Term) -> str:
        word = found.word
        own = next((token for token in (word.canon, *word.also) if token in self.words), "")
        return own or next((part for part in (*word.parts, *word.pairs) if part in self.extras), "")


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


def _pieces(text: str, spots: list[Spot], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for spot in spots:
        if spot.mark:
            pieces += [Piece(text[at : spot.start], False), Piece(text[spot.start : spot.end], True)]
            at = spot.end
    pieces.append(Piece(text[at:end], False))
    return [piece for piece in pieces if piece.text]
