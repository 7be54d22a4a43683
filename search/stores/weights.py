"""What each token is worth in each section, packed: for ranking all sections in one read of a few rows.

A row is a token's entries for one access and one block of 4,096 sections. An entry has 32 bits: 12 for the section's
place in the block, 10 for its value as a word and 10 as an extra (ranking.values), on a scale of logarithms whose steps
are less than one per cent. 0 means that the token does not stand there so. Entries stand in the sections' order.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from search.documents import Columns
from search.ranking import values

PLACES = 12
BITS = 10
MOST = (1 << BITS) - 1
LEAST_VALUE, OCTAVES = 0.02, 13.0
EVERY = "0everysection"  # a token that every section has
FLUSHED = 1024  # sections that wait before they are written
AT_ONCE = 500
UPDATE = "UPDATE search_weight SET entries = %s WHERE token = %s AND access = %s AND block = %s"

VALUES = [0.0, *(LEAST_VALUE * 2 ** (step * OCTAVES / MOST) for step in range(1, MOST + 1))]


Key = tuple[str, str, int]  # token, access and block


class Entries(NamedTuple):
    """A token's entries in one block; the block's first section has the number `base`."""

    base: int
    packed: "array[int]"


class Weights:
    """The table, on one connection. Written sections wait until `flush`; every reading flushes first."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._waiting: dict[tuple[str, int], defaultdict[str, array[int]]] = {}
        self._sections = 0
        self._is_mixed = False

    def create(self) -> None:
        self._run(
            "CREATE TABLE IF NOT EXISTS search_weight (token text NOT NULL, access text NOT NULL, block integer NOT "
            "NULL, entries blob NOT NULL CHECK (length(entries) > 0), PRIMARY KEY (token, access, block)) WITHOUT ROWID"
        )

    def put(self, id: int, columns: Columns, filters: Sequence[str], *, again: bool = False) -> None:
        """Add a section that the table does not have. `filters`: filter_tokens, that of its access first.

        Sections come in the order of their numbers, but for one that was removed to be put `again` with other tokens.
        """
        self._is_mixed |= again
        block, place = divmod(id, 1 << PLACES)
        waiting = self._waiting.setdefault((filters[0], block), defaultdict(_no_entries))
        for token, entry in _entries(columns, filters, place).items():
            waiting[token].append(entry)
        self._sections += 1
        if self._sections >= FLUSHED:
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting, self._sections = self._waiting, {}, 0
        rows = (
            (token, *where, tokens[token].tobytes()) for where, tokens in waiting.items() for token in sorted(tokens)
        )
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_weight (token, access, block, entries) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (token, access, block) "
                "DO UPDATE SET entries = CAST(search_weight.entries || excluded.entries AS blob)",
                rows,
            )
        if self._is_mixed:
            self._is_mixed = False
            for where, tokens in waiting.items():
                for some in _some(list(tokens)):
                    self._sort(some, *where)

    def _sort(self, tokens: Sequence[str], access: str, block: int) -> None:
        """What was appended goes to its place: a section's entry is looked for by halves."""
        found = self._rows(tokens, access, block)
        in_order = [
            (array("I", sorted(array("I", packed))).tobytes(), token, access, block) for token, packed in found
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany(UPDATE, in_order)

    def _rows(self, tokens: Sequence[str], access: str, block: int) -> list[Any]:
        where = f"access = %s AND block = %s AND token IN ({', '.join(['%s'] * len(tokens))})"
        return self._run(f"SELECT token, entries FROM search_weight WHERE {where}", [access, block, *tokens])  # noqa: S608 - only marks

    def remove(self, id: int, columns: Columns, filters: Sequence[str]) -> None:
        """Take a section away; all is as it was put."""
        self.flush()
        block, place = divmod(id, 1 << PLACES)
        for some in _some(list(_entries(columns, filters, place))):
            self._remove(some, filters[0], block, place)

    def _remove(self, tokens: Sequence[str], access: str, block: int, place: int) -> None:
        found = self._rows(tokens, access, block)
        left = {
            token: array("I", (e for e in array("I", packed) if e >> 2 * BITS != place)) for token, packed in found
        }
        kept = [(entries.tobytes(), token, access, block) for token, entries in left.items() if entries]
        gone = [(token, access, block) for token, entries in left.items() if not entries]
        with self.connection.cursor() as cursor:
            cursor.executemany(UPDATE, kept)
            cursor.executemany("DELETE FROM search_weight WHERE token = %s AND access = %s AND block = %s", gone)

    def clear(self) -> None:
        self._waiting, self._sections, self._is_mixed = {}, 0, False
        self._run("DELETE FROM search_weight")

    def read(self, tokens: Iterable[str], access: list[str]) -> dict[str, list[Entries]]:
        """The entries of each token for those who may read `access`; tokens that nobody has are left out."""
        if self._waiting:
            self.flush()
        found: dict[str, list[Entries]] = {}
        for some in _some(list(tokens)):
            marks = ", ".join(["%s"] * len(some))
            who = ", ".join(["%s"] * len(access))
            sql = f"SELECT token, block, entries FROM search_weight WHERE token IN ({marks}) AND access IN ({who})"  # noqa: S608 - only marks
            for token, block, packed in self._run(sql, [*some, *map(access_token, access)]):
                entries = array("I")
                entries.frombytes(packed)
                found.setdefault(token, []).append(Entries(block << PLACES, entries))
        return found

    def all(self) -> dict[Key, list[int]]:
        """Everything in its order, for comparing."""
        self.flush()
        rows = self._run("SELECT token, access, block, entries FROM search_weight")
        return {(token, access, block): list(array("I", packed)) for token, access, block, packed in rows}

    def _run(self, sql: str, parameters: list[Any] | None = None) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters or [])
            return list(cursor.fetchall()) if cursor.description else []


def packed_entries(id: int, columns: Columns, filters: Sequence[str]) -> Iterator[tuple[Key, int]]:
    """What the table should hold for a section: Weights.all() has these, by key and in order."""
    block, place = divmod(id, 1 << PLACES)
    for token, entry in _entries(columns, filters, place).items():
        yield (token, filters[0], block), entry


def filter_tokens(access: str, kind: str) -> tuple[str, str]:
    return access_token(access), kind_token(kind)


def access_token(access: str) -> str:
    return "0a" + "".join(letter for letter in access if letter.isalnum())


def kind_token(kind: str) -> str:
    return "0k" + "".join(letter for letter in kind.lower() if letter.isalnum())


def _no_entries() -> "array[int]":
    return array("I")


def _some(tokens: list[str]) -> Iterator[list[str]]:
    return (tokens[start : start + AT_ONCE] for start in range(0, len(tokens), AT_ONCE))


def _entries(columns: Columns, filters: Sequence[str], place: int) -> dict[str, int]:
    bare = place << 2 * BITS
    words, extras = values(columns)
    found = dict.fromkeys((EVERY, *filters[1:]), bare)
    found |= {token: bare | _step(value) for token, value in extras.items()}
    for token, value in words.items():
        found[token] = found.get(token, bare) | _step(value) << BITS
    return found


@lru_cache(1024)  # sections have few different values
def _step(value: float) -> int:
    step = round(math.log2(value / LEAST_VALUE) * MOST / OCTAVES)
    return min(max(step, 1), MOST)
