"""Where the tokens lie. The analysis is the same everywhere; a store keeps tokens and finds candidates.

Writing happens on the connection that the page is written on, so page and tokens are one transaction.
"""

from typing import Any, Protocol, runtime_checkable

from search.documents import Columns, Document
from search.query import Asked
from search.stores.vocabulary import Vocabulary
from search.stores.weighing import Weighing
from search.stores.weights import Weights


class Store(Protocol):
    vocabulary: Vocabulary

    def create(self) -> None:
        """Make the tables of an empty index."""

    def put(self, document: Document) -> None:
        """Add a section, or write it anew."""

    def remove(self, ids: list[int]) -> None: ...

    def clear(self) -> None: ...

    def ids(self) -> set[int]:
        """All sections that are in the index."""

    def columns(self, ids: list[int]) -> dict[int, Columns]:
        """The tokens of sections, as they were put."""

    def frequencies(self, tokens: list[str]) -> dict[str, int]:
        """How many sections have each token, as a word or as an extra; those that nobody has are left out."""

    def count(self) -> int: ...

    def candidates(
        self, asked: Asked, rarities: list[float], *, access: list[str], kind: str, limit: int
    ) -> list[int]:
        """The sections that match best by the store's own ranking, for ranking.py to put in order.

        `rarities`: for each unit of the question how much its words tell (ranking.rarity).
        """


@runtime_checkable
class Weighs(Protocol):
    """A store that can rank all sections by itself, with the sum of ranking.py; of others candidates are ranked."""

    weights: Weights

    def flush(self) -> None:
        """Write what put() holds back to write many sections at once."""

    def weighing(self, access: list[str]) -> Weighing: ...

    def having(self, phrases: tuple[tuple[str, ...], ...]) -> set[int]:
        """The sections in which all the phrases stand."""


def flush(store: Store) -> None:
    """To be called when the last section is put: only then do others see all of them."""
    if isinstance(store, Weighs):
        store.flush()


def store_for(connection: Any) -> Store:
    """The store that belongs to a database connection."""
    if connection.vendor == "postgresql":
        from search.stores.postgres import PostgresStore

        return PostgresStore(connection)
    from search.stores.sqlite import SqliteStore

    return SqliteStore(connection)
