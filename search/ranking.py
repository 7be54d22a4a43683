"""The order of the hits: BM25 over heading, page title and body, the same sum on every store.

Each token of a section has one number, its value: how often it stands in heading, title and body, weighed by where and
by how long they are. A word of the question takes the best value among the tokens that count as the word; a compound
may also be met part by part, each part as much as it tells. The sum is levelled off, and weighed by how rare the word
is. A section that speaks of all that was asked comes before one that repeats a part of it.
"""

import math
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

Key = tuple[Where, str]


class Hit(NamedTuple):
    id: int
    score: float


def values(columns: Columns) -> dict[Key, float]:
    """What each token of a section is worth, as a word and as an extra."""
    found: dict[Key, float] = {}
    for level in range(LEVELS):
        words = columns[level].split()
        one = BOOST[level] / (1 - LENGTH[level] + LENGTH[level] * len(words) / TYPICAL[level])
        for where, tokens in ((Where.WORDS, words), (Where.EXTRAS, columns[level + LEVELS].split())):
            for token in tokens:
                found[where, token] = found.get((where, token), 0.0) + one
    return found


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


class Scoring:
    """One question, ready to be compared with many sections."""

    def __init__(self, asked: Asked, rarities: list[float], frequencies: dict[str, int], total: int) -> None:
        self.rarities = rarities
        self.everything = sum(rarities)
        # For each unit: for the whole and for each of its parts, the tokens that count, and the share of the parts.
        self.units = [_Measured(unit, frequencies, total) for unit in asked.units]
        self.together = [((Where.EXTRAS, token), TOGETHER * informs(frequencies[token], total))
                         for token in asked.neighbours if token in frequencies]  # fmt: skip

    def score(self, found: dict[Key, float]) -> float:
        total = covered = 0.0
        for unit, rare in zip(self.units, self.rarities, strict=True):
            level, strength = unit.measure(found)
            total += rare * level
            covered += rare * strength
        if not self.everything:
            return 0.0
        total += sum(rare * found[key] / (found[key] + LEVEL_OFF) for key, rare in self.together if key in found)
        return total * (0.5 + 0.5 * covered / self.everything)


class _Measured:
    def __init__(self, unit: Unit, frequencies: dict[str, int], total: int) -> None:
        self.tokens: dict[int, list[tuple[Key, float]]] = {}
        for token, where, weight, part in unit.variants:
            if token in frequencies:
                self.tokens.setdefault(part, []).append(((where, token), weight))
        self.whole = self.tokens.pop(WHOLE, [])
        tells = {part: informs(frequencies.get(token, total), total) for part, token in unit.parts}
        everything = sum(tells.values()) or 1.0
        tells |= {JOINED + part: tells[part] + tells.get(part + 1, 0.0) for part in list(tells)}
        self.parts = [(tells.get(part, 0.0) / everything, tokens) for part, tokens in self.tokens.items()]

    def measure(self, found: dict[Key, float]) -> tuple[float, float]:
        """How much the section says of the unit, from 0 to 1, and how surely it is what was meant."""
        level, strength = _best(self.whole, found)
        for share, tokens in self.parts:
            more, sure = _best(tokens, found)
            level += (1 - level) * PART_BY_PART * share * more
            strength = max(strength, PART_BY_PART * share * sure)
        return level, strength


def _best(tokens: list[tuple[Key, float]], found: dict[Key, float]) -> tuple[float, float]:
    evidence = strength = 0.0
    for key, weight in tokens:
        value = found.get(key)
        if value:
            evidence = max(evidence, weight * value)
            strength = max(strength, weight)
    return evidence / (evidence + LEVEL_OFF), strength
