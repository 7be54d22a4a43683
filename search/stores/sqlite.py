"""SQLite FTS5: one row for each section, in the site's own database file and in the page's own transaction."""

from typing import Any

from search.documents import Columns, Document
from search.query import Asked, Unit, Where
from search.stores.vocabulary import Vocabulary
from search.stores.weighing import Weighing
from search.stores.weights import Weights, access_token, filter_tokens, kind_token

# The columns in the table's order, with the weight that bm25() gives them; `filters` only narrows.
WEIGHTS = {"h": 6.0, "t": 2.5, "b": 1.0, "hp": 3.5, "tp": 1.5, "bp": 0.7, "filters": 0.0}
NAMES = ", ".join(WEIGHTS)
COLUMNS = {Where.WORDS: "{h t b}", Where.EXTRAS: "{hp tp bp}"}


class SqliteStore:
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.vocabulary = Vocabulary(connection)
        self.weights = Weights(connection)

    def create(self) -> None:
        self._run(f"CREATE VIRTUAL TABLE search_token USING fts5({NAMES}, tokenize='unicode61 remove_diacritics 0')")
        self._run("CREATE VIRTUAL TABLE search_token_count USING fts5vocab(search_token, row)")
        self.vocabulary.create()
        self.weights.create()

    def drop(self) -> None:
        for table in ("search_token_count", "search_token", "search_term", "search_weight"):
            self._run(f"DROP TABLE IF EXISTS {table}")

    def put(self, document: Document) -> None:
        filters = filter_tokens(document.access, document.kind)
        marks = ", ".join(["%s"] * (len(WEIGHTS) + 1))
        values = [document.id, *document.columns, " ".join(filters)]
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM search_token_docsize WHERE id = %s", [document.id])
            again = bool(cursor.fetchone())
            if again:
                self.remove([document.id])
            cursor.execute(f"INSERT INTO search_token (rowid, {NAMES}) VALUES ({marks})", values)  # noqa: S608 - constant names
        self.weights.put(document.id, document.columns, filters, again=again)

    def remove(self, ids: list[int]) -> None:
        self.weights.flush()
        for each in ids:
            for row in self._run("SELECT h, t, b, hp, tp, bp, filters FROM search_token WHERE rowid = %s", [each]):
                self.weights.remove(each, Columns(*row[:6]), row[6].split())
            self._run("DELETE FROM search_token WHERE rowid = %s", [each])

    def clear(self) -> None:
        self._run("DELETE FROM search_token")
        self.vocabulary.clear()
        self.weights.clear()

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

    def flush(self) -> None:
        self.weights.flush()

    def weighing(self, access: list[str]) -> Weighing:
        return Weighing(self.weights, access)

    def having(self, phrases: tuple[tuple[str, ...], ...]) -> set[int]:
        """The sections in which all the phrases stand."""
        wanted = " AND ".join('{h t b}:"' + " ".join(phrase) + '"' for phrase in phrases)
        return {row[0] for row in self._run("SELECT rowid FROM search_token WHERE search_token MATCH %s", [wanted])}

    def _run(self, sql: str, values: list[Any] | None = None) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or [])
            return list(cursor.fetchall()) if cursor.description else []


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
