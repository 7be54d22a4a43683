"""Where the tokens lie. The analysis is the same everywhere; a store keeps tokens and finds candidates.

Writing happens on the connection that the page is written on, so page and tokens are one transaction. Elasticsearch
can't be in it, so it comes after (search/outbox.py) and the tokens are kept in the database as well.
"""

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.conf import settings

from search.documents import Columns, Document
from search.query import Asked
from search.stores.vocabulary import Vocabulary
from search.stores.weighing import Weighing
from search.stores.weights import Weights

if TYPE_CHECKING:
    from search.stores.elastic import ElasticStore


class Readable(Protocol):
    """A store as it is asked."""

    vocabulary: Vocabulary

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


class Store(Readable, Protocol):
    def create(self) -> None:
        """Make the tables of an empty index."""

    def put(self, document: Document) -> None:
        """Add a section, or write it anew. A store may wait with it until `flush` or until somebody reads."""

    def flush(self) -> None: ...

    def remove(self, ids: list[int]) -> None: ...

    def clear(self) -> None: ...


@runtime_checkable
class Weighs(Protocol):
    """A store that can rank all sections by itself, with the sum of ranking.py; of others candidates are ranked."""

    weights: Weights

    def weighing(self, access: list[str]) -> Weighing: ...

    def having(self, phrases: tuple[tuple[str, ...], ...]) -> set[int]:
        """The sections in which all the phrases stand."""


def store_for(connection: Any) -> Store:
    """The store in a database's own tables: it is always written, and always right."""
    if connection.vendor == "postgresql":
        from search.stores.postgres import PostgresStore

        return PostgresStore(connection)
    from search.stores.sqlite import SqliteStore

    return SqliteStore(connection)


def asked_store(connection: Any) -> Readable:
    """The store that answers readers: Elasticsearch when it is switched on and has been told everything."""
    own = store_for(connection)
    if not settings.ELASTICSEARCH_URL:
        return own
    from search.outbox import is_waiting
    from search.stores.fallback import Fallback, is_resting

    return own if is_resting() or is_waiting() else Fallback(elastic_for(connection), own)


def elastic_for(connection: Any) -> "ElasticStore":
    """The site's index in Elasticsearch, which must be switched on. Nothing is asked of the server yet."""
    from search.stores.elastic import ElasticStore, client_for

    client = client_for(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA)
    return ElasticStore(client, settings.ELASTICSEARCH_INDEX, Vocabulary(connection))
