"""The words of the index as they are written: for correcting spelling and completing words. Plain SQL, any database.

Words are counted by access, so that a word that only staff may read is never suggested to others.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from search.analysis.spelling import LONG, corrections
from search.analysis.tokens import folded

LAST_LETTER = "\U0010ffff"
AT_ONCE = 400


class Vocabulary:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def create(self) -> None:
        text = 'varchar(80) COLLATE "C"' if self.connection.vendor == "postgresql" else "text"
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE search_term (word {text} NOT NULL, backwards {text} NOT NULL, folded {text} NOT NULL, "
                "access varchar(10) NOT NULL, sections integer NOT NULL CHECK (sections > 0), "
                "PRIMARY KEY (word, access))"
            )
            cursor.execute("CREATE INDEX search_term_backwards ON search_term (backwards)")
            cursor.execute("CREATE INDEX search_term_folded ON search_term (folded)")

    def clear(self) -> None:
        self._run("DELETE FROM search_term", [])

    def add(self, words: Iterable[str], access: str) -> None:
        self.add_counted(Counter(words), access)

    def add_counted(self, words: Counter[str], access: str) -> None:
        """Count each word up by the number of sections that have it."""
        rows = [
            (word, (bare := folded(word))[::-1], bare, access, sections) for word, sections in sorted(words.items())
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_term (word, backwards, folded, access, sections) VALUES (%s, %s, %s, %s, %s) "
                "ON CONFLICT (word, access) DO UPDATE SET sections = search_term.sections + excluded.sections",
                rows,
            )

    def remove(self, words: Iterable[str], access: str) -> None:
        """Count each word down by one section; a word that no section has any longer is forgotten."""
        rows = [(word, access) for word in sorted(words)]
        where = "WHERE word = %s AND access = %s AND sections"
        with self.connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM search_term {where} = 1", rows)  # noqa: S608 - constant text
            cursor.executemany(f"UPDATE search_term SET sections = sections - 1 {where} > 1", rows)  # noqa: S608

    def all(self) -> dict[tuple[str, str], int]:
        found = self._run("SELECT word, access, sections FROM search_term", [])
        return {(word, access): sections for word, access, sections in found}

    def knows(self, word: str, access: list[str]) -> bool:
        return bool(self._select("word = %s", [word], access, 1))

    def starting(self, beginning: str, access: list[str], limit: int) -> list[str]:
        """The commonest words that begin so; å, ä and ö need not be typed."""
        column = "folded" if beginning.isascii() else "word"
        found = self._select(f"{column} >= %s AND {column} < %s", _range(beginning), access, limit)
        return [word for word, _sections in found]

    def corrections(self, word: str, access: list[str], *, only_accents: bool) -> list[str]:
        """What somebody may have meant: dropped å, ä, ö; else one edit, and two in long words."""
        same = self._select("folded = %s", [folded(word)], access, AT_ONCE)
        if same or only_accents:
            return [] if any(known == word for known, _ in same) else corrections(word, same)
        near = corrections(word, self._half_right(word, access))
        if near or len(word) < LONG:
            return near
        return corrections(word, self._third_right(word, access)) or corrections(
            word, self._middle_right(word, access)
        )

    def _half_right(self, word: str, access: list[str]) -> list[tuple[str, int]]:
        """With one edit, the first half or the last half of a word is right."""
        return self._outer_right(word, max(len(word) // 2, 1), 1, access)

    def _third_right(self, word: str, access: list[str]) -> list[tuple[str, int]]:
        """With two edits, one of three thirds is right: the first or the last, which an index finds ..."""
        return self._outer_right(word, len(word) // 3, 2, access)

    def _middle_right(self, word: str, access: list[str]) -> list[tuple[str, int]]:
        """... or the one in the middle, for which all words of like length are looked through."""
        third = len(word) // 3
        return self._select("length(word) BETWEEN %s AND %s AND folded LIKE %s",
                            [len(word) - 2, len(word) + 2, f"%{folded(word)[third : 2 * third]}%"], access, 2000)  # fmt: skip

    def _outer_right(self, word: str, letters: int, edits: int, access: list[str]) -> list[tuple[str, int]]:
        start, end = folded(word)[:letters], folded(word)[-letters:][::-1]
        lengths = [len(word) - edits, len(word) + edits]
        first = self._select("folded >= %s AND folded < %s AND length(word) BETWEEN %s AND %s",
                             [*_range(start), *lengths], access, 2000)  # fmt: skip
        last = self._select("backwards >= %s AND backwards < %s AND length(word) BETWEEN %s AND %s",
                            [*_range(end), *lengths], access, 2000)  # fmt: skip
        return list({*first, *last})

    def _select(self, where: str, values: list[Any], access: list[str], limit: int) -> list[tuple[str, int]]:
        """The commonest first. Words are added up here: to group all that match takes the database some megabytes."""
        marks = ", ".join(["%s"] * len(access))
        sql = (
            f"SELECT word, sections FROM search_term WHERE {where} AND access IN ({marks}) "  # noqa: S608
            "ORDER BY sections DESC, word LIMIT %s"
        )
        counted: Counter[str] = Counter()
        for word, sections in self._run(sql, [*values, *access, limit * len(access)]):
            counted[word] += sections
        return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:limit]

    def _run(self, sql: str, values: list[Any]) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []


def _range(beginning: str) -> list[str]:
    return [beginning, beginning + LAST_LETTER]
