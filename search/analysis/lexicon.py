"""Reads the compiled lexicon (search/lexicon/build.py) where it lies: mapped into memory, shared by all processes.

A lookup follows the letters of a word through the automaton; nothing is unpacked but the few hundred sets of analyses.
"""

import mmap
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).resolve().parent.parent / "lexicon" / "sv.lex"
LETTERS = {letter: number for number, letter in enumerate("\0abcdefghijklmnopqrstuvwxyzåäöéàüèê")}
WORD, FIRST, MIDDLE, LAST = 1, 2, 4, 8
HEAD = 64


class Reading(NamedTuple):
    """What a form can be (WORD | FIRST | MIDDLE | LAST) as a form of `lemma`."""

    kind: int
    lemma: str


class Lexicon:
    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = self._map[:HEAD].split()
        if head[:2] != [b"metodparmen-lexicon", b"1"]:
            raise ValueError(f"{path} is not a lexicon that this version reads; run search/lexicon/build.py.")
        end = HEAD + 4 * int(head[2])
        self._edges = memoryview(self._map)[HEAD:end].cast("I")
        self._values = [_analyses(line) for line in self._map[end:].decode().split("\n")]
        self._beginnings: dict[str, int] = {}  # most words share their first letters with others
        self._kinds = [reduce(or_, (kind for kind, _strip, _add in each)) for each in self._values]

    def readings(self, word: str) -> list[Reading]:
        """All readings of a whole form; also of a genitive, whose form the file leaves out."""
        found = self._exact(word)
        if word.endswith("s") and len(word) > 2:
            found += [each for each in self._exact(word[:-1]) if each.kind & (WORD | LAST) and each not in found]
        return found

    def prefixes(self, word: str, start: int, kind: int, shortest: int) -> Iterator[tuple[int, str]]:
        """Each beginning of `word[start:]` that can be of a kind: where it ends, and the likeliest lemma."""
        first = start + shortest - 1
        node = self._beginning(word[start:first])
        for at in range(first, len(word)):
            node = self._step(node, LETTERS.get(word[at], -1)) if node >= 0 else node
            if node < 0:
                return
            value = self._step(node, 0)
            if value >= 0 and self._kinds[value] & kind:
                form = word[start : at + 1]
                yield at + 1, next(reading.lemma for reading in self._read(form, value) if reading.kind & kind)

    def _exact(self, word: str) -> list[Reading]:
        node = self._beginning(word[:2])
        node = self._after(node, word[2:]) if node >= 0 else node
        value = self._step(node, 0) if node >= 0 else node
        return self._read(word, value) if value >= 0 else []

    def _beginning(self, letters: str) -> int:
        """The node to which the first letters lead, or -1."""
        node = self._beginnings.get(letters)
        if node is None:
            node = self._after(self._edges[0], letters)
            if node >= 0:  # whatever else is typed is not kept
                self._beginnings[letters] = node
        return node

    def _after(self, node: int, letters: str) -> int:
        """The node to which letters lead from a node, or -1."""
        for letter in letters:
            node = self._step(node, LETTERS.get(letter, -1))
            if node < 0:
                return -1
        return node

    def _step(self, node: int, letter: int) -> int:
        """The target of the edge with `letter`, or -1."""
        edges = self._edges
        at = node + 1
        while (edge := edges[at]) & 63 != letter:
            if edge & 64:
                return -1
            at += 1
        return edge >> 7

    def _read(self, form: str, value: int) -> list[Reading]:
        return [Reading(kind, form[: len(form) - strip] + add) for kind, strip, add in self._values[value]]


def _analyses(line: str) -> tuple[tuple[int, int, str], ...]:
    parts = (part.split(",") for part in line.split(" "))
    return tuple((int(kind), int(strip), add) for kind, strip, add in parts)


@cache
def lexicon() -> Lexicon | None:
    """The installation's lexicon, or None: then the search stems, and does not split compounds."""
    return Lexicon(FILE) if FILE.exists() else None
