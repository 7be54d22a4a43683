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
        self._kinds = [reduce(or_, (kind for kind, _strip, _add in each)) for each in self._values]

    def readings(self, word: str) -> list[Reading]:
        """All readings of a whole form; also of a genitive, whose form the file leaves out."""
        found = self._exact(word)
        if word.endswith("s") and len(word) > 2:
            found += [each for each in self._exact(word[:-1]) if each.kind & (WORD | LAST) and each not in found]
        return found

    def prefixes(self, word: str, start: int, kind: int, shortest: int) -> Iterator[tuple[int, str]]:
        """Each beginning of `word[start:]` that can be of a kind: where it ends, and the likeliest lemma."""
        node = self._edges[0]
        for at in range(start, len(word)):
            node = self._step(node, LETTERS.get(word[at], -1))
            if node < 0:
                return
            if at - start < shortest - 1:
                continue
            value = self._step(node, 0)
            if value >= 0 and self._kinds[value] & kind:
                form = word[start : at + 1]
                yield at + 1, next(reading.lemma for reading in self._read(form, value) if reading.kind & kind)

    def _exact(self, word: str) -> list[Reading]:
        node = self._edges[0]
        for letter in word:
            node = self._step(node, LETTERS.get(letter, -1))
            if node < 0:
                return []
        value = self._step(node, 0)
        return self._read(word, value) if value >= 0 else []

    def _step(self, node: int, letter: int) -> int:
        """The target of the edge with `letter`, or -1."""
        edges = self._edges
        at = node + 1
        while True:
            edge = edges[at]
            if edge & 63 == letter:
                return edge >> 7
            if edge & 64:
                return -1
            at += 1

    def _read(self, form: str, value: int) -> list[Reading]:
        return [Reading(kind, form[: len(form) - strip] + add) for kind, strip, add in self._values[value]]


def _analyses(line: str) -> tuple[tuple[int, int, str], ...]:
    parts = (part.split(",") for part in line.split(" "))
    return tuple((int(kind), int(strip), add) for kind, strip, add in parts)


@cache
def lexicon() -> Lexicon | None:
    """The installation's lexicon, or None: then the search stems, and does not split compounds."""
    return Lexicon(FILE) if FILE.exists() else None
