"""PostgreSQL: one tsvector for each section with a GIN index, written in the page's own transaction.

Words keep their positions, for phrases; extras stand as lexemes with ~ in front.
"""

from typing import Any

from search.documents import Columns, Document
from search.query import Asked, Unit, Where
from search.stores.vocabulary import Vocabulary

LEVELS = "ABD"  # heading, title, body
LAST_POSITION = 16000  # PostgreSQL counts no further


class PostgresStore:
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.vocabulary = Vocabulary(connection)

    def create(self) -> None:
        self._run(
            "CREATE TABLE search_token (id bigint PRIMARY KEY, access varchar(10) NOT NULL, "
            "kind varchar(100) NOT NULL, columns text[] NOT NULL, tokens tsvector NOT NULL)"
        )
        self._run("CREATE INDEX search_token_tokens ON search_token USING gin (tokens)")
        self.vocabulary.create()

    def drop(self) -> None:
        self._run("DROP TABLE search_token, search_term")

    def put(self, document: Document) -> None:
        self._run(
            "INSERT INTO search_token (id, access, kind, columns, tokens) VALUES (%s, %s, %s, %s, %s::tsvector) "
            "ON CONFLICT (id) DO UPDATE SET access = excluded.access, kind = excluded.kind, "
            "columns = excluded.columns, tokens = excluded.tokens",
            [document.id, document.access, document.kind, list(document.columns), vector(document.columns)],
        )

    def flush(self) -> None:
        """Nothing waits here."""

    def remove(self, ids: list[int]) -> None:
        self._run("DELETE FROM search_token WHERE id = ANY(%s)", [ids])

    def clear(self) -> None:
        self._run("DELETE FROM search_token")
        self.vocabulary.clear()

    def ids(self) -> set[int]:
        return {row[0] for row in self._run("SELECT id FROM search_token")}

    def columns(self, ids: list[int]) -> dict[int, Columns]:
        rows = self._run("SELECT id, columns FROM search_token WHERE id = ANY(%s)", [ids])
        return {row[0]: Columns(*row[1]) for row in rows}

    def frequencies(self, tokens: list[str]) -> dict[str, int]:
        rows = self._run(
            "SELECT token, (SELECT count(*) FROM search_token WHERE tokens @@ query::tsquery) "
            "FROM unnest(%s::text[], %s::text[]) AS asked (token, query)",
            [tokens, [f"{_quoted(token)} | {_quoted('~' + token)}" for token in tokens]],
        )
        return {token: count for token, count in rows if count}

    def count(self) -> int:
        return int(self._run("SELECT count(*) FROM search_token")[0][0])

    def candidates(
        self, asked: Asked, rarities: list[float], *, access: list[str], kind: str, limit: int
    ) -> list[int]:
        """ts_rank knows nothing of rare and common words, so each unit is ranked alone and weighed by its rarity."""
        ranks = " + ".join(["%s * ts_rank('{0.1, 0.1, 0.3, 1.0}', tokens, %s::tsquery)"] * len(asked.units))
        weighed = [part for unit, rare in zip(asked.units, rarities, strict=True) for part in (rare, _either(unit))]
        sql = (
            "SELECT id FROM search_token WHERE tokens @@ %s::tsquery AND access = ANY(%s) "  # noqa: S608 - only marks
            f"AND (%s = '' OR kind = %s) ORDER BY {ranks} DESC, id LIMIT %s"
        )
        return [row[0] for row in self._run(sql, [query(asked), access, kind, kind, *weighed, limit])]

    def _run(self, sql: str, values: list[Any] | None = None) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []


def vector(columns: Columns) -> str:
    """The text form of the tsvector: words with position and weight, extras with weight."""
    lexemes: dict[str, list[str]] = {}
    position = 0
    for level, words in zip(LEVELS, columns[:3], strict=True):
        for word in words.split():
            position += 1
            lexemes.setdefault(word, []).append(f"{min(position, LAST_POSITION)}{level}")
        position += 1  # a phrase does not run from the title into the text
    for level, extras in zip(LEVELS, columns[3:], strict=True):
        for place, extra in enumerate(extras.split(), 1):
            lexemes.setdefault("~" + extra, []).append(f"{min(place, LAST_POSITION)}{level}")
    return " ".join(f"{_quoted(lexeme)}:{','.join(places[:200])}" for lexeme, places in lexemes.items())


def query(asked: Asked) -> str:
    """The tsquery. Every lexeme is quoted, and tokens hold letters and digits only: no operator gets through."""
    groups = [" <-> ".join(_quoted(token) for token in phrase) for phrase in asked.phrases]
    groups.append(" | ".join(_either(unit) for unit in asked.units))
    groups += [f"!{_quoted(token)} & !{_quoted('~' + token)}" for token in asked.without]
    return " & ".join(f"({group})" for group in groups)


def _either(unit: Unit) -> str:
    seen = dict.fromkeys(("~" if variant.where == Where.EXTRAS else "") + variant.token for variant in unit.variants)
    return " | ".join(_quoted(lexeme) for lexeme in seen)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
