"""The order of the hits: BM25 over heading, page title and body, the same sum on every store.

Each token of a section has one number, its value: how often it stands in heading, title and body, weighed by where and
by how long they are. A word of the question takes the best value among the tokens that count as the word; a compound
may also be met part by part, each part as much as it tells. The sum is levelled off, and weighed by how rare the word
is. A section that speaks of all that was asked comes before one that repeats a part of it.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from search.documents import Columns
from search.query import JOINED, WHOLE, Asked, Unit, Where

LEVELS = 3  # heading, title, body
BOOST = (6.0, 3.0, 1.0)
LEVEL_OFF = 3.0
LENGTH = (0.3, 0.3, 0.3)  # how much a long text counts against a hit in it
TYPICAL = (3.0, 12.0, 120.0)
TOGETHER = 0.3  # what two words side by side in a heading are worth, beside the words themselves
PART_BY_PART = 0.6  # what a compound is worth that is met by its parts only


class Hit(NamedTuple):
    id: int
    score: float


class Values(NamedTuple):
    """What each token of a section is worth, as a word and as an extra."""

    words: dict[str, float]
    extras: dict[str, float]


def values(columns: Columns) -> Values:
    found = Values({}, {})
    for level in range(LEVELS):
        words = columns[level].split()
        one = BOOST[level] / (1 - LENGTH[level] + LENGTH[level] * len(words) / TYPICAL[level])
        _count(found.words, words, one)
        _count(found.extras, columns[level + LEVELS].split(), one)
    return found


def _count(found: dict[str, float], tokens: list[str], one: float) -> None:
    for token, times in Counter(tokens).items():
        found[token] = found.get(token, 0.0) + times * one


def rarity(asked: Asked, frequencies: dict[str, int], total: int) -> list[float]:
    """For each unit how much its words tell: the commonest of what is surely the word decides."""
    return [_rarity(unit, frequencies, total) for unit in asked.units]


def _rarity(unit: Unit, frequencies: dict[str, int], total: int) -> float:
    found = [(each.weight, frequencies[each.token]) for each in unit.variants if each.token in frequencies]
    strongest = max((weight for weight, _count in found), default=0.0)
    count = max((count for weight, count in found if weight >= 0.8 * strongest), default=total)
    return informs(count, total) if found else 0.0


def informs(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def ranked(
    asked: Asked, rarities: list[float], rows: dict[int, Columns], frequencies: dict[str, int], total: int
) -> list[Hit]:
    """The sections in order, the best first; those without any of the words are left out."""
    scoring = Scoring(asked, rarities, frequencies, total)
    hits = [Hit(id, scoring.score(values(columns))) for id, columns in rows.items()]
    return in_order(hits)


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.id))


class Accepted(NamedTuple):
    """A token that counts as a word, and how much where it stands as a word and as an extra."""

    token: str
    as_word: float
    as_extra: float


class Group(NamedTuple):
    """The tokens of a whole word (share 1), or of one of its parts with the share that the part tells."""

    share: float
    tokens: list[Accepted]


class Scoring:
    """One question, ready to be compared with many sections."""

    def __init__(self, asked: Asked, rarities: list[float], frequencies: dict[str, int], total: int) -> None:
        self.everything = sum(rarities)
        pairs = zip(rarities, asked.units, strict=True)
        self.units = [(rare, groups(unit, frequencies, total)) for rare, unit in pairs if rare]
        self.together = [
            (token, TOGETHER * informs(frequencies[token], total))
            for token in asked.neighbours
            if token in frequencies
        ]

    def score(self, found: Values) -> float:
        if not self.everything:
            return 0.0
        total = covered = 0.0
        for rare, unit in self.units:
            level = strength = 0.0
            for place, group in enumerate(unit):
                worth = PART_BY_PART * group.share if place else 1.0
                more, sure = _best(group.tokens, found)
                level += (1 - level) * worth * more
                strength = max(strength, worth * sure)
            total += rare * level
            covered += rare * strength
        for token, rare in self.together:
            total += rare * levelled(found.extras.get(token, 0.0))
        return self.sum_up(total, covered)

    def sum_up(self, total: float, covered: float) -> float:
        return total * (0.5 + 0.5 * covered / self.everything)


def groups(unit: Unit, frequencies: dict[str, int], total: int) -> list[Group]:
    """The whole word first, then its parts; only tokens that some section has."""
    weights: dict[int, dict[str, list[float]]] = {WHOLE: {}}
    for token, where, weight, part in unit.variants:
        if token in frequencies:
            both = weights.setdefault(part, {}).setdefault(token, [0.0, 0.0])
            both[where == Where.EXTRAS] = max(both[where == Where.EXTRAS], weight)
    shares = _shares(unit, frequencies, total)
    return [
        Group(shares.get(part, 1.0), [Accepted(token, *both) for token, both in tokens.items()])
        for part, tokens in weights.items()
    ]


def _shares(unit: Unit, frequencies: dict[str, int], total: int) -> dict[int, float]:
    tells = {part: informs(frequencies.get(token, total), total) for part, token in unit.parts}
    everything = sum(tells.values()) or 1.0
    shares = {part: each / everything for part, each in tells.items()}
    return shares | {JOINED + part: share + shares.get(part + 1, 0.0) for part, share in shares.items()}


def levelled(evidence: float) -> float:
    return evidence / (evidence + LEVEL_OFF)


def _best(tokens: list[Accepted], found: Values) -> tuple[float, float]:
    """The best evidence, levelled off, and the weight of the token that gives it."""
    best = (0.0, 0.0)
    for token, as_word, as_extra in tokens:
        for values_of, weight in ((found.words, as_word), (found.extras, as_extra)):
            value = values_of.get(token)
            if value:
                best = max(best, (weight * value, weight))
    return levelled(best[0]), best[1]
