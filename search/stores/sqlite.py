"""SQLite FTS5: one row for each section, in the site's own database file and in the page's own transaction."""

from typing import Any

from search.documents import Columns, Document
from search.query import Asked, Unit, Where
from search.stores.vocabulary import Vocabulary

# The columns in the table's order, with the weight that bm25() gives them; `filters` only narrows.
WEIGHTS = {"h": 6.0, "t": 2.5, "b": 1.0, "hp": 3.5, "tp": 1.5, "bp": 0.7, "filters": 0.0}
NAMES = ", ".join(WEIGHTS)
COLUMNS = {Where.WORDS: "{h t b}", Where.EXTRAS: "{hp tp bp}"}


class SqliteStore:
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.vocabulary = Vocabulary(connection)

    def create(self) -> None:
        self._run(f"CREATE VIRTUAL TABLE search_token USING fts5({NAMES}, tokenize='unicode61 remove_diacritics 0')")
        self._run("CREATE VIRTUAL TABLE search_token_count USING fts5vocab(search_token, row)")
        self.vocabulary.create()

    def drop(self) -> None:
        for table in ("search_token_count", "search_token", "search_term"):
            self._run(f"DROP TABLE {table}")

    def put(self, document: Document) -> None:
        filters = f"{access_token(document.access)} {kind_token(document.kind)}"
        marks = ", ".join(["%s"] * (len(WEIGHTS) + 1))
        values = [document.id, *document.columns, filters]
        self._run(f"INSERT OR REPLACE INTO search_token (rowid, {NAMES}) VALUES ({marks})", values)  # noqa: S608 - constant names

    def flush(self) -> None:
        """Nothing waits here."""

    def remove(self, ids: list[int]) -> None:
        for each in ids:
            self._run("DELETE FROM search_token WHERE rowid = %s", [each])

    def clear(self) -> None:
        self._run("DELETE FROM search_token")
        self.vocabulary.clear()

    def ids(self) -> set[int]:
        return {row[0] for row in self._run("SELECT rowid FROM search_token")}

    def columns(self, ids: list[int]) -> dict[int, Columns]:
        marks = ", ".join(["%s"] * len(ids))
        rows = self._run(f"SELECT rowid, h, t, b, hp, tp, bp FROM search_token WHERE rowid IN ({marks})", ids)  # noqa: S608
        return {row[0]: Columns(*row[1:]) for row in rows}

    def frequencies(self, tokens: list[str]) -> dict[str, int]:
        if not tokens:
            return {}
        marks = ", ".join(["%s"] * len(tokens))
        return dict(self._run(f"SELECT term, doc FROM search_token_count WHERE term IN ({marks})", tokens))  # noqa: S608

    def count(self) -> int:
        return int(self._run("SELECT count(*) FROM search_token_docsize")[0][0])

    def candidates(
        self, asked: Asked, rarities: list[float], *, access: list[str], kind: str, limit: int
    ) -> list[int]:
        """bm25() weighs rare words by itself, so the rarities are not needed here."""
        weights = ", ".join(str(weight) for weight in WEIGHTS.values())
        sql = (
            "SELECT rowid FROM search_token WHERE search_token MATCH %s "  # noqa: S608 - constant weights
            f"ORDER BY bm25(search_token, {weights}), rowid LIMIT %s"
        )
        return [row[0] for row in self._run(sql, [match_expression(asked, access, kind), limit])]

    def _run(self, sql: str, values: list[Any] | None = None) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or [])
            return list(cursor.fetchall()) if cursor.description else []


def access_token(access: str) -> str:
    return "0a" + "".join(letter for letter in access if letter.isalnum())


def kind_token(kind: str) -> str:
    return "0k" + "".join(letter for letter in kind.lower() if letter.isalnum())


def match_expression(asked: Asked, access: list[str], kind: str) -> str:
    """FTS5's query. Every token is quoted, and tokens hold letters and digits only: no operator gets through."""
    groups = [" OR ".join(f'filters:"{access_token(each)}"' for each in access)]
    if kind:
        groups.append(f'filters:"{kind_token(kind)}"')
    groups += ['{h t b}:"' + " ".join(phrase) + '"' for phrase in asked.phrases]
    groups.append(" OR ".join(_either(unit) for unit in asked.units))
    found = " AND ".join(f"({group})" for group in groups)
    unwanted = " OR ".join(f'{{h t b hp tp bp}}:"{token}"' for token in asked.without)
    return f"({found}) NOT ({unwanted})" if unwanted else found


def _either(unit: Unit) -> str:
    seen = dict.fromkeys((variant.where, variant.token) for variant in unit.variants)
    return " OR ".join(f'{COLUMNS[where]}:"{token}"' for where, token in seen)
