"""The piece of a section that answers best, in the original text, with the words that were asked for marked.

Only words that hold the first letters of something asked for are looked at closely. The rest of a text is passed over
with str.find, so that ten passages take less than a millisecond (to compile a regular expression takes that long).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.text import CONCEPT, Term, first_term, phrases_of, term
from search.analysis.tokens import WORD
from search.analysis.words import PAIR
from search.query import WHOLE, Asked, Where

WINDOW = 200  # letters
LEAD = 45  # letters before the first mark
SURE = 0.55  # variants that count less came from splitting the question's own words, and light up chance words
# What a word's first vowel may become in another of its forms: bok, böcker; skriva, skrev; stad, städer.
CHANGES = {
    "a": "aäeo",
    "e": "eaäi",
    "i": "iea",
    "o": "oöa",
    "u": "uöyo",
    "y": "yuö",
    "å": "åäo",
    "ä": "äae",
    "ö": "öoua",
}
LEFT_OUT = ("- ", "-,", "\u2010 ", "\u2011 ", "-\n")  # after a word whose last part is said later: tränings- och
LONG = 120  # letters in which what is left out is said
WORD_BREAK = re.compile(r"\s")


class Piece(NamedTuple):
    text: str
    is_marked: bool


class Mark(NamedTuple):
    """A word of the text: where it stands, and the token of the question that it answers to."""

    start: int
    end: int
    token: str


class Marker:
    """Marks the words of one question in many texts. Each written word is judged once."""

    def __init__(self, asked: Asked) -> None:
        sure = [each for unit in asked.units for each in unit.variants if each.weight > SURE and each.part == WHOLE]
        self.words = {each.token for each in sure if each.where == Where.WORDS}
        self.extras = {each.token for each in sure if each.where == Where.EXTRAS}
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concept in sorted(each for each in self.extras if each.startswith(CONCEPT)):
            for phrase in phrases_of(concept):
                self.phrases.setdefault(phrase[0], []).append((phrase, concept))
        self.judged: dict[str, str] = {}
        tokens = (each.removeprefix(PAIR) for each in {*self.words, *self.extras, *self.phrases})
        self.beginnings = {
            each for token in tokens if token[:1].isalpha() or token.isdigit() for each in _beginnings(token)
        }

    def passage(self, text: str, window: int = WINDOW) -> list[Piece]:
        """The best part of a cleaned text as pieces, marked or not; the beginning when nothing matches."""
        marks = list(self._marks(text))
        start, end = _best_window(text, marks, window)
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        pieces = list(_pieces(text, inside, start, end))
        return [*([Piece("… ", False)] if start else []), *pieces, *([Piece(" …", False)] if end < len(text) else [])]

    def whole(self, text: str) -> list[Piece]:
        """All of a text, for headings and titles."""
        return self.passage(text, window=len(text) + 1)

    def _marks(self, text: str) -> Iterator[Mark]:
        done = 0
        for at in self._interesting(_lower(text)):
            if at < done:
                continue
            word = WORD.match(text, _start_of_word(text, at, done))
            if word is None or word.end() <= at:
                continue
            done = word.end()
            mark = self._judge(text, word)
            if mark:
                yield mark
                done = max(done, mark.end)

    def _interesting(self, lower: str) -> list[int]:
        places = set()
        for beginning in (*self.beginnings, *LEFT_OUT):
            at = lower.find(beginning)
            while at >= 0:
                places.add(at)
                at = lower.find(beginning, at + 1)
        return sorted(places)

    def _judge(self, text: str, word: "re.Match[str]") -> Mark | None:
        written = word.group()
        if not written[-1].isalnum():
            token = self._answer(first_term(text[word.start() : word.start() + LONG]))
        else:
            if written not in self.judged:
                self.judged[written] = self._answer(term(written))
            token = self.judged[written]
        if token:
            return Mark(word.start(), word.end(), token)
        return self._phrase(text, word) if self.phrases else None

    def _answer(self, found: Term) -> str:
        word = found.word
        own = next((token for token in (word.canon, *word.also) if token in self.words), "")
        return own or next((part for part in (*word.parts, *word.pairs) if part in self.extras), "")

    def _phrase(self, text: str, word: "re.Match[str]") -> Mark | None:
        """A synonym that begins with this word, of one word or several."""
        for phrase, concept in self.phrases.get(term(word.group()).word.canon, ()):
            last = word
            for canon in phrase[1:]:
                following = WORD.search(text, last.end(), last.end() + LONG)
                if following is None or term(following.group()).word.canon != canon:
                    break
                last = following
            else:
                return Mark(word.start(), last.end(), concept)
        return None


def _beginnings(token: str) -> Iterator[str]:
    """The first letters of a token's forms."""
    letters = token[: 4 if len(token) > 4 else 3]
    vowel = next((at for at, letter in enumerate(letters) if letter in CHANGES), None)
    if vowel is None:
        yield letters
        return
    for changed in CHANGES[letters[vowel]]:
        form = letters[:vowel] + changed + letters[vowel + 1 :]
        yield form
        if form.endswith("k"):
            yield form[:-1] + "c"  # bok, böcker


def _lower(text: str) -> str:
    """In lower case, and as long as it was."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(each.lower()[:1] for each in text)


def _start_of_word(text: str, at: int, earliest: int) -> int:
    while at > earliest and not text[at - 1].isspace():
        at -= 1
    while at < len(text) and not text[at].isalnum():
        at += 1
    return at


def _best_window(text: str, marks: list[Mark], window: int) -> tuple[int, int]:
    """The part that holds most different answers, then most answers; it begins and ends between words."""
    if len(text) <= window:
        return 0, len(text)
    best, first = (0, 0), 0
    for number, mark in enumerate(marks[:200]):
        inside = [each.token for each in marks[number : number + 30] if each.end <= mark.start + window - LEAD]
        value = (len(set(inside)), len(inside))
        if value > best:
            best, first = value, mark.start
    start = min(first - LEAD, len(text) - window) if first > LEAD else 0
    broken = WORD_BREAK.search(text, start, first) if start > 0 else None
    start = broken.end() if broken else first if start > 0 else 0
    ending = WORD_BREAK.search(text, min(start + window, len(text)))
    return start, ending.start() if ending else len(text)


def _pieces(text: str, marks: list[Mark], start: int, end: int) -> Iterator[Piece]:
    at = start
    for mark in marks:
        if mark.start > at:
            yield Piece(text[at : mark.start], False)
        yield Piece(text[mark.start : mark.end], True)
        at = mark.end
    if at < end:
        yield Piece(text[at:end], False)
