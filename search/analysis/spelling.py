"""How far apart two spellings are, and which known word somebody may have meant."""

from collections.abc import Iterable

from search.analysis.tokens import folded

LONG = 10  # letters from which two edits are allowed
SHORTEST = 4  # below this every word is one edit from too many others


def allowed_edits(word: str) -> int:
    if len(word) < SHORTEST or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= LONG else 1


def distance(left: str, right: str, most: int) -> int:
    """Edits between two words: a letter added, taken away, changed, or two swapped. Above `most`: most + 1."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


def corrections(word: str, known: Iterable[tuple[str, int]], most: int = 3) -> list[str]:
    """The likeliest of the known words, which come with how many sections have them. Dropped å, ä, ö are no edit."""
    edits, bare = allowed_edits(word), folded(word)
    ranked = []
    for candidate, count in known:
        if len(candidate) < SHORTEST - 1:
            continue
        other = folded(candidate)
        # Who types without å, ä and ö makes other mistakes as well.
        away = 0 if other == bare else distance(*((bare, other) if word.isascii() else (word, candidate)), edits)
        if away <= edits:
            ranked.append((away, candidate[:1] != word[:1], -count, candidate))
    ranked.sort()
    best = ranked[0][0] if ranked else 0
    return [candidate for away, _first, _count, candidate in ranked if away == best][:most]
