"""Asking an index: read the question, mend its spelling, let the store find candidates, and put them in order."""

from typing import NamedTuple

from search.analysis.tokens import clean
from search.query import LONGEST, Asked, Unit, is_dictionary_word, parse, widened
from search.ranking import Hit, ranked, rarity
from search.stores import Readable

CANDIDATES = 60
COMPLETIONS = 12
WEAK = 0.12  # a hit with less than this share of the best one's score says nothing about the question


class Answer(NamedTuple):
    asked: Asked
    hits: list[Hit]
    corrected: dict[str, str]
    """Words that the index does not have, and what is searched instead."""


def ask(store: Readable, text: str, *, access: list[str], kind: str = "", typing: bool = False) -> Answer:
    """The sections that answer `text`, the best first. `typing`: the last word may be unfinished."""
    asked = parse(text)
    if not asked:
        return Answer(asked, [], {})
    mending = Mending(store, asked, access, typing=typing and clean(text[:LONGEST])[-1:].isalnum())
    asked = widened(asked, mending.spellings)
    rarities = rarity(asked, store.frequencies(asked.tokens()), store.count())
    found = store.candidates(asked, rarities, access=access, kind=kind, limit=CANDIDATES)
    hits = ranked(asked, rarities, store.columns(found) if found else {})
    best = hits[0].score if hits else 0.0
    return Answer(asked, [hit for hit in hits if hit.score >= WEAK * best], mending.corrected)


class Mending:
    """Finds other spellings for the words that the index does not have."""

    def __init__(self, store: Readable, asked: Asked, access: list[str], *, typing: bool) -> None:
        self.store, self.access, self.typing = store, access, typing
        self.last = asked.units[-1]
        self.known = store.frequencies([unit.variants[0].token for unit in asked.units])
        self.corrected: dict[str, str] = {}

    def spellings(self, unit: Unit) -> list[tuple[str, float]]:
        """Words to search for as well, with how much they count."""
        is_known = unit.variants[0].token in self.known
        if is_known and not (self.typing and unit is self.last):
            return []
        mended = [] if is_known else self._corrections(unit, only_accents=True)
        longer = [] if mended else self._completions(unit.text)
        if is_known or mended or longer:
            return mended or longer
        return self._corrections(unit, only_accents=is_dictionary_word(unit.text))

    def _completions(self, text: str) -> list[tuple[str, float]]:
        if len(text) < 2:
            return []
        found = self.store.vocabulary.starting(text, self.access, COMPLETIONS)
        return [(word, 0.7) for word in found if word != text]

    def _corrections(self, unit: Unit, *, only_accents: bool) -> list[tuple[str, float]]:
        found = self.store.vocabulary.corrections(unit.text, self.access, only_accents=only_accents)
        if found:
            self.corrected[unit.text] = found[0]
        return [(word, 0.9 - 0.15 * place) for place, word in enumerate(found)]
