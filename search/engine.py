"""Asking an index: read the question, mend its spelling, let the store find candidates, and put them in order."""

from collections.abc import Container
from typing import NamedTuple

from search.analysis.tokens import clean
from search.query import LONGEST, WHOLE, Asked, Unit, is_dictionary_word, parse, widened
from search.ranking import Hit, ranked, rarity
from search.stores import Readable, Weighs
from search.stores.vocabulary import Vocabulary

CANDIDATES = 60
MOST_HITS = 200
COMPLETIONS = 12
KNOWN = 0.8  # the word itself, or a synonym of it
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
    index = Weighed(store, access) if isinstance(store, Weighs) else Candidates(store, access)
    known = index.frequencies(asked.tokens())
    typing = typing and clean(text[:LONGEST])[-1:].isalnum()
    mending = Mending(store.vocabulary, asked, known, access, typing=typing)
    asked = widened(asked, mending.spellings)
    hits = index.hits(asked, kind)
    best = hits[0].score if hits else 0.0
    return Answer(asked, [hit for hit in hits if hit.score >= WEAK * best], mending.corrected)


class Weighed:
    """Asks a store that ranks all sections by itself."""

    def __init__(self, store: Weighs, access: list[str]) -> None:
        self.store, self.weighing = store, store.weighing(access)
        self.frequencies = self.weighing.frequencies

    def hits(self, asked: Asked, kind: str) -> list[Hit]:
        allowed = self.store.having(asked.phrases) if asked.phrases else None
        return self.weighing.hits(asked, allowed=allowed, kind=kind, limit=MOST_HITS)


class Candidates:
    """Asks a store for candidates by its own ranking, and puts them in order."""

    def __init__(self, store: Readable, access: list[str]) -> None:
        self.store, self.access = store, access
        self.frequencies = store.frequencies

    def hits(self, asked: Asked, kind: str) -> list[Hit]:
        frequencies, total = self.frequencies(asked.tokens()), self.store.count()
        rarities = rarity(asked, frequencies, total)
        found = self.store.candidates(asked, rarities, access=self.access, kind=kind, limit=CANDIDATES)
        return ranked(asked, rarities, self.store.columns(found) if found else {}, frequencies, total)


class Mending:
    """Finds other spellings for the words that the index does not have."""

    def __init__(
        self, vocabulary: Vocabulary, asked: Asked, known: Container[str], access: list[str], *, typing: bool
    ) -> None:
        self.vocabulary, self.known, self.access, self.typing = vocabulary, known, access, typing
        self.last = asked.units[-1]
        self.corrected: dict[str, str] = {}

    def spellings(self, unit: Unit) -> list[tuple[str, float]]:
        """Words to search for as well, with how much they count."""
        is_known = any(
            each.weight >= KNOWN and each.part == WHOLE and each.token in self.known for each in unit.variants
        )
        if is_known and not (self.typing and unit is self.last):
            return []
        mended = [] if is_known else self._corrections(unit, only_accents=True)
        longer = [] if mended else self._completions(unit.text)
        if is_known or mended or longer:
            return mended or longer
        return self._corrections(unit, only_accents=is_dictionary_word(unit.text) or self._is_compound(unit))

    def _is_compound(self, unit: Unit) -> bool:
        """A new compound of words that the index has is no misspelling: it is met part by part."""
        return bool(unit.parts) and all(token in self.known for _number, token in unit.parts)

    def _completions(self, text: str) -> list[tuple[str, float]]:
        if len(text) < 2:
            return []
        found = self.vocabulary.starting(text, self.access, COMPLETIONS)
        return [(word, 0.7) for word in found if word != text]

    def _corrections(self, unit: Unit, *, only_accents: bool) -> list[tuple[str, float]]:
        found = self.vocabulary.corrections(unit.text, self.access, only_accents=only_accents)
        if found:
            self.corrected[unit.text] = found[0]
        return [(word, 0.9 - 0.15 * place) for place, word in enumerate(found)]
