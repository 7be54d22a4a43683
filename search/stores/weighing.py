"""Ranks all sections by the packed weights of the question's tokens: the sum of ranking.py, token by token."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from search.query import Asked
from search.ranking import LEVEL_OFF, PART_BY_PART, Group, Hit, Scoring, levelled, rarity
from search.stores.weights import BITS, EVERY, MOST, VALUES, Entries, Weights, kind_token

PLACE = 2 * BITS
COMMON = 200  # a token with more entries gives its best ones first, and the rest only to sections found anyway
SAMPLED = 8
SEARCHED = 6  # looking for one section's entry takes as long as passing over so many
VALUE = MOST_VALUE = (1 << PLACE) - 1
ENOUGH = 100  # sections that have a whole compound: then its parts alone are not looked for

Sums = dict[int, float]
Found = dict[str, list[Entries]]


class Weighing:
    """One question to the weights: reads each token once."""

    def __init__(self, weights: Weights, access: list[str]) -> None:
        self.weights, self.access = weights, access
        self.found: Found = {}
        self.asked_for: set[str] = set()

    def frequencies(self, tokens: list[str]) -> dict[str, int]:
        """How many sections that the reader may find have each token."""
        missing = [token for token in (EVERY, *tokens) if token not in self.asked_for]
        if missing:
            self.asked_for.update(missing)
            self.found |= self.weights.read(missing, self.access)
        return {token: self._count(token) for token in tokens if token in self.found}

    def _count(self, token: str) -> int:
        return sum(len(entries.packed) for entries in self.found.get(token, ()))

    def hits(self, asked: Asked, allowed: "set[int] | None", kind: str, limit: int) -> list[Hit]:
        frequencies, total = self.frequencies(asked.tokens()), self._count(EVERY)
        scoring = Scoring(asked, rarity(asked, frequencies, total), frequencies, total)
        scores = _Sums(self.found, scoring).scores()
        if kind:
            of_kind = self.frequencies([kind_token(kind)]) and set(_sections(self.found.get(kind_token(kind), [])))
            scores = {section: score for section, score in scores.items() if section in of_kind}
        self.frequencies(list(asked.without))
        for token in asked.without:
            for section in _sections(self.found.get(token, [])):
                scores.pop(section, None)
        if allowed is not None:
            scores = {section: score for section, score in scores.items() if section in allowed}
        # The best first; of two that are as good the one with the lower number, since sorting leaves equals in order.
        best = sorted(sorted(scores), key=scores.__getitem__, reverse=True)[:limit]
        return list(map(Hit, best, map(scores.__getitem__, best)))


class _Sums:
    """Adds up what each section says of the question, one unit after the other."""

    def __init__(self, found: Found, scoring: Scoring) -> None:
        self.found, self.scoring = found, scoring
        self.total: dict[int, float] = {}
        self.covered: dict[int, float] = {}

    def scores(self) -> dict[int, float]:
        # The rarest words first: by the time that the common ones come, it is known which sections matter.
        for rare, unit in sorted(self.scoring.units, key=lambda each: -each[0]):
            self._add(rare, unit)
        total, covered, everything = self.total, self.covered, self.scoring.everything
        for token, rare in self.scoring.together:
            for entries in self.found[token]:
                for entry in entries.packed:
                    section = entries.base + (entry >> PLACE)
                    if section in total:
                        total[section] += rare * levelled(VALUES[entry & MOST])
        # Scoring.sum_up written out, because this is done for every section that is found.
        return {section: score * (0.5 + 0.5 * covered[section] / everything) for section, score in total.items()}

    def _add(self, rare: float, unit: list[Group]) -> None:
        level, strength = self._best(unit[0], {})
        if len(unit) == 1 and not self.total:
            self.total = {section: rare * value / (value + LEVEL_OFF) for section, value in level.items()}
            self.covered = {section: rare * weight for section, weight in strength.items()}
            return
        for section, value in level.items():
            level[section] = value / (value + LEVEL_OFF)
        for group in unit[1:]:
            self._add_part(level, strength, group)
        total, covered = self.total, self.covered
        for section, value in level.items():
            total[section] = total.get(section, 0.0) + rare * value
            covered[section] = covered.get(section, 0.0) + rare * strength[section]

    def _add_part(self, level: Sums, strength: Sums, group: Group) -> None:
        worth = PART_BY_PART * group.share
        values, weights = self._best(group, level)
        for section, value in values.items():
            before = level.get(section, 0.0)
            level[section] = before + (1 - before) * worth * levelled(value)
            strength[section] = max(strength.get(section, 0.0), worth * weights[section])

    def _best(self, group: Group, known: Sums) -> tuple[Sums, Sums]:
        """For each section the best evidence among the group's tokens, and the weight of the token that gives it."""
        best: Sums = {}
        weights: Sums = {}
        value_of, best_so_far = VALUES, best.get
        for token, as_word, as_extra in group.tokens:
            for base, packed in self._entries(token, known):
                if not as_word:
                    for entry in packed:
                        value, section = as_extra * value_of[entry & MOST], base + (entry >> PLACE)
                        if value > best_so_far(section, 0.0):
                            best[section], weights[section] = value, as_extra
                    continue
                for entry in packed:
                    value, weight = as_word * value_of[entry >> BITS & MOST], as_word
                    other = as_extra * value_of[entry & MOST]
                    if other > value:
                        value, weight = other, as_extra
                    section = base + (entry >> PLACE)
                    if value > best_so_far(section, 0.0):
                        best[section], weights[section] = value, weight
        return best, weights

    def _entries(self, token: str, known: Sums) -> Iterable[tuple[int, Iterable[int]]]:
        """A token's entries by block; of a common one's the best, and those of sections that are found already."""
        found = self.found[token]
        if sum(len(packed) for _base, packed in found) <= COMMON:
            return found
        least = MOST_VALUE if len(known) >= ENOUGH else _least_of_best(found)
        wanted = known.keys() | self.total.keys()
        return [(base, _best_and_known(base, packed, least, wanted)) for base, packed in found]


def _least_of_best(found: list[Entries]) -> int:
    """About COMMON entries are worth so much or more."""
    sample = sorted(entry & VALUE for _base, packed in found for entry in packed[::SAMPLED])
    return sample[-(COMMON // SAMPLED)]


def _best_and_known(base: int, packed: "array[int]", least: int, known: set[int]) -> list[int]:
    """Entries in any order, some of them twice: whoever takes the best of each section does not mind."""
    best = [entry for entry in packed if entry & VALUE >= least] if least < MOST_VALUE else []
    if len(known) * SEARCHED > len(packed):
        return best + [entry for entry in packed if base + (entry >> PLACE) in known]
    for section in known:
        bare = (section - base) << PLACE
        at = bisect_left(packed, bare)
        if at < len(packed) and packed[at] & ~VALUE == bare:
            best.append(packed[at])
    return best


def _sections(found: list[Entries]) -> Iterator[int]:
    return (entries.base + (entry >> PLACE) for entries in found for entry in entries.packed)
