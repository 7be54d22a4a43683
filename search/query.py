"""From what somebody typed to what a store is asked for: units (one for each word, with everything that counts as the
word), phrases that must stand, and words that must not."""

import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from search.analysis.derived import derived
from search.analysis.text import Term, concepts, concepts_of, first_term, terms
from search.analysis.tokens import clean
from search.analysis.words import analyse, lemmas_of, pair
from search.documents import neighbours, part_concepts

LONGEST = 400  # letters that are read of a query
MOST_WORDS = 24
QUOTED = re.compile(
    '["\u201d\u201c\u201e\u00bb\u00ab]([^"\u201d\u201c\u201e\u00bb\u00ab]*)["\u201d\u201c\u201e\u00bb\u00ab]'
)
MINUS = re.compile(r"(?:^|(?<=\s))-(?=\w)(\S+)")


WHOLE = -1  # the variant counts as the whole word, not as a part of it

JOINED = 100  # from here on: a part and the next one together


class Where(IntEnum):
    WORDS = 1
    EXTRAS = 2


class Variant(NamedTuple):
    """A token that counts as the word (or as one of a compound's parts), how much, and where it is looked for."""

    token: str
    where: Where
    weight: float
    part: int = WHOLE


class Unit(NamedTuple):
    text: str
    variants: tuple[Variant, ...]
    parts: tuple[tuple[int, str], ...] = ()
    """The parts of a compound by number, each with its token."""


class Asked(NamedTuple):
    units: tuple[Unit, ...]
    phrases: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    neighbours: tuple[str, ...] = ()
    """Tokens of words that stand side by side, small words as well: they only move sections up."""
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.units)

    def tokens(self) -> list[str]:
        found = [variant.token for unit in self.units for variant in unit.variants]
        return list(dict.fromkeys([*found, *self.neighbours]))


def parse(text: str) -> Asked:
    """Read a query. Whatever is typed gives an answer; nothing raises."""
    is_cut = len(text) > LONGEST
    text = clean(text[:LONGEST])
    phrases = tuple(_canons(match[1]) for match in QUOTED.finditer(text))
    without = tuple(canon for match in MINUS.finditer(text) for canon in _canons(match[1]))
    found = terms(MINUS.sub(" ", text))
    is_cut = is_cut or len(found) > MOST_WORDS
    wanted = found[:MOST_WORDS]
    together = tuple(neighbours([term.word.canon for term in wanted]))
    return Asked(_units(wanted), tuple(phrase for phrase in phrases if len(phrase) > 1), without, together, is_cut)


def _canons(text: str) -> tuple[str, ...]:
    return tuple(term.word.canon for term in terms(text))


def _units(found: list[Term]) -> tuple[Unit, ...]:
    """One unit for each word that says something, with the concepts of the phrases it is in."""
    spoken = [at for at, term in enumerate(found) if not term.is_stop] or list(range(len(found)))
    named: dict[int, list[str]] = {}
    for concept in concepts([term.word.canon for term in found]):
        for at in range(concept.first, concept.last):
            named.setdefault(at, []).append(concept.token)
    for left, right in pairwise(spoken):
        if right == left + 1:
            joined = _written_apart(found[left], found[right])
            named.setdefault(left, []).extend(joined)
            named.setdefault(right, []).extend(joined)
    units: dict[str, Unit] = {}
    for at in spoken:
        units.setdefault(found[at].word.canon, _unit(found[at], named.get(at, [])))
    return tuple(units.values())


def _written_apart(left: Term, right: Term) -> list[str]:
    """What two neighbours would be as one word: hyra skuld, hyres skuld -> hyresskuld."""
    together = analyse(left.token.text + right.token.text)
    return [pair(left.word.canon, right.word.canon), *together.pairs, *concepts_of([together.canon])]


def _unit(term: Term, named: list[str]) -> Unit:
    return Unit(term.token.text, _variants(term, named), tuple(enumerate(term.word.parts[: len(term.word.pairs) + 1])))


def _variants(term: Term, named: list[str]) -> tuple[Variant, ...]:
    """Everything that counts as the word, and as each of its parts."""
    word, top = term.word, len(term.word.pairs) + 1
    joined = len(word.pairs) if top > 2 else 0
    counted = _Counted()
    counted.add([word.canon], 1.0, 0.6)
    counted.add(word.also, 0.7, 0.4)
    counted.add(derived(term.written), 0.6, 0.35)
    counted.add(word.pairs, 0.0, 0.6)
    counted.add(named, 0.0, 0.8)
    counted.add(part_concepts([word.canon]), 0.0, 0.4)
    counted.add(word.parts[top + joined :], 0.35, 0.2)  # parts of parts
    for number, token in enumerate(word.parts[top : top + joined]):  # two of three parts, as boskola in boskoleträff
        counted.add([token], 1.0, 0.6, JOINED + number)
    for number, token in enumerate(word.parts[:top]):
        counted.add([token], 1.0, 0.6, number)
        counted.add(derived(token), 0.6, 0.35, number)
        counted.add(concepts_of([token]), 0.0, 0.6, number)
    return counted.variants()


class _Counted:
    """Tokens with their best weights."""

    def __init__(self) -> None:
        self.best: dict[tuple[int, str, Where], float] = {}

    def add(self, tokens: Iterable[str], words: float, extras: float, part: int = WHOLE) -> None:
        for token in tokens:
            for where, weight in ((Where.WORDS, words), (Where.EXTRAS, extras)):
                self.best[part, token, where] = max(self.best.get((part, token, where), 0.0), weight)

    def variants(self) -> tuple[Variant, ...]:
        return tuple(
            Variant(token, where, weight, part) for (part, token, where), weight in self.best.items() if weight
        )


def widened(asked: Asked, also: Callable[[Unit], list[tuple[str, float]]]) -> Asked:
    """The same question with more spellings: `also` gives words as written, with weight, for a unit."""
    units = []
    for unit in asked.units:
        variants = list(unit.variants)
        for written, weight in also(unit):
            extra = _variants(first_term(written), concepts_of([analyse(written).canon]))
            variants += [each._replace(weight=each.weight * weight) for each in extra if each.part == WHOLE]
        units.append(unit._replace(variants=tuple(variants)))
    return asked._replace(units=tuple(units))


def is_dictionary_word(text: str) -> bool:
    return bool(lemmas_of(text))
