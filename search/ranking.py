"""The order of the hits: BM25 over heading, page title and body, the same sum on every store.

For each word of the question the best evidence in heading, title and body is added up and levelled off, weighed by how
rare the word is. A section that speaks of all that was asked comes before one that repeats a part of it.
"""

import math
from collections import Counter
from typing import NamedTuple

from search.documents import Columns
from search.query import Asked, Unit, Where

LEVELS = 3  # heading, title, body
BOOST = (6.0, 2.5, 1.0)
LEVEL_OFF = 1.6
LENGTH = 0.35  # how much a long text counts against a hit in it
TYPICAL = (3.0, 4.0, 120.0)


class Hit(NamedTuple):
    id: int
    score: float


def rarity(asked: Asked, frequencies: dict[str, int], total: int) -> list[float]:
    """For each unit how much its words tell: the rarest of what is surely the word decides."""
    return [_rarity(unit, frequencies, total) for unit in asked.units]


def _rarity(unit: Unit, frequencies: dict[str, int], total: int) -> float:
    strongest = max((each.weight for each in unit.variants if each.token in frequencies), default=0.0)
    if not strongest:
        return 0.0
    counts = [frequencies[each.token] for each in unit.variants
              if each.token in frequencies and each.weight >= 0.8 * strongest]  # fmt: skip
    count = max(counts)
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def ranked(asked: Asked, rarities: list[float], rows: dict[int, Columns]) -> list[Hit]:
    """The sections in order, the best first; those without any of the words are left out."""
    hits = [Hit(id, _score(asked, rarities, columns)) for id, columns in rows.items()]
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.id))


def _score(asked: Asked, rarities: list[float], columns: Columns) -> float:
    counted = [Counter(column.split()) for column in columns]
    shorten = [1 / (1 - LENGTH + LENGTH * counted[level].total() / TYPICAL[level]) for level in range(LEVELS)]
    total = covered = 0.0
    for unit, rare in zip(asked.units, rarities, strict=True):
        evidence, strength = _evidence(unit, counted, shorten)
        total += rare * evidence / (evidence + LEVEL_OFF)
        covered += rare * strength
    everything = sum(rarities)
    return total * (0.5 + 0.5 * covered / everything) if everything else 0.0


def _evidence(unit: Unit, counted: list[Counter[str]], shorten: list[float]) -> tuple[float, float]:
    """How much a section speaks of a word, and how surely it is that word (the best variant's weight)."""
    evidence = strength = 0.0
    for level in range(LEVELS):
        best = 0.0
        words, extras = counted[level], counted[level + LEVELS]
        for token, where, weight in unit.variants:
            found = (words if where == Where.WORDS else extras)[token]
            if found:
                best = max(best, weight * found)
                strength = max(strength, weight)
        evidence += BOOST[level] * best * shorten[level]
    return evidence, strength
