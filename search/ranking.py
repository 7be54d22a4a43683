"""The order of the hits: BM25 over heading, page title and body, the same sum on every store.

For each word of the question the best evidence in heading, title and body is added up and levelled off, weighed by how
rare the word is. A section that speaks of all that was asked comes before one that repeats a part of it.
"""

import math
from typing import NamedTuple

from search.documents import Columns
from search.query import Asked, Unit, Where

LEVELS = 3  # heading, title, body
BOOST = (6.0, 3.0, 1.0)
LEVEL_OFF = 3.0
LENGTH = 0.3  # how much a long text counts against a hit in it
TYPICAL = (3.0, 12.0, 120.0)


class Hit(NamedTuple):
    id: int
    score: float


def rarity(asked: Asked, frequencies: dict[str, int], total: int) -> list[float]:
    """For each unit how much its words tell: the commonest of what is surely the word decides."""
    return [_rarity(unit, frequencies, total) for unit in asked.units]


def _rarity(unit: Unit, frequencies: dict[str, int], total: int) -> float:
    found = [(each.weight, frequencies[each.token]) for each in unit.variants if each.token in frequencies]
    strongest = max((weight for weight, _count in found), default=0.0)
    count = max((count for weight, count in found if weight >= 0.8 * strongest), default=total)
    return math.log(1 + (total - count + 0.5) / (count + 0.5)) if found else 0.0


def ranked(asked: Asked, rarities: list[float], rows: dict[int, Columns]) -> list[Hit]:
    """The sections in order, the best first; those without any of the words are left out."""
    scoring = Scoring(asked, rarities)
    hits = [Hit(id, scoring.score(columns)) for id, columns in rows.items()]
    return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: (-hit.score, hit.id))


class Scoring:
    """One question, ready to be compared with many sections."""

    def __init__(self, asked: Asked, rarities: list[float]) -> None:
        self.rarities = rarities
        self.everything = sum(rarities)
        # For each kind of column: which units a token speaks for, and how much.
        self.speaks: dict[Where, dict[str, list[tuple[int, float]]]] = {Where.WORDS: {}, Where.EXTRAS: {}}
        for number, unit in enumerate(asked.units):
            for token, where, weight in unit.variants:
                self.speaks[where].setdefault(token, []).append((number, weight))

    def score(self, columns: Columns) -> float:
        evidence, strength = [0.0] * len(self.rarities), [0.0] * len(self.rarities)
        for level in range(LEVELS):
            words = columns[level].split()
            best: dict[int, float] = {}
            self._read(words, Where.WORDS, best, strength)
            self._read(columns[level + LEVELS].split(), Where.EXTRAS, best, strength)
            boost = BOOST[level] / (1 - LENGTH + LENGTH * len(words) / TYPICAL[level])
            for number, value in best.items():
                evidence[number] += boost * value
        total = sum(rare * each / (each + LEVEL_OFF) for rare, each in zip(self.rarities, evidence, strict=True))
        covered = sum(rare * each for rare, each in zip(self.rarities, strength, strict=True))
        return total * (0.5 + 0.5 * covered / self.everything) if self.everything else 0.0

    def _read(self, tokens: list[str], where: Where, best: dict[int, float], strength: list[float]) -> None:
        """Note for each unit its best token: how often it stands times its weight."""
        speaks = self.speaks[where]
        counted: dict[str, int] = {}
        for token in filter(speaks.__contains__, tokens):
            counted[token] = counted.get(token, 0) + 1
        for token, times in counted.items():
            for number, weight in speaks[token]:
                best[number] = max(best.get(number, 0.0), times * weight)
                strength[number] = max(strength[number], weight)
