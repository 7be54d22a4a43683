"""Asks Elasticsearch, and the database's own store when the server fails: the same tokens lie in both.

After a failure the server is left in peace for a while, so that a silent one does not cost each reader its timeout.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from search.documents import Columns
from search.query import Asked
from search.stores import Readable
from search.stores.elastic import FAILURES

SECONDS_OF_REST = 30.0
T = TypeVar("T")
logger = logging.getLogger(__name__)
_rests_until = 0.0


def is_resting() -> bool:
    return time.monotonic() < _rests_until


def rest(error: Exception) -> None:
    """Note a failure. The log gets its kind only: the server's own words may repeat what somebody searched for."""
    global _rests_until
    _rests_until = time.monotonic() + SECONDS_OF_REST
    logger.warning("Elasticsearch failed (%s); the database answers meanwhile.", type(error).__name__)


def wake() -> None:
    """Forget the last failure."""
    global _rests_until
    _rests_until = 0.0


class Fallback:
    """A store for one question; it is never written to. Once the server has failed, the database answers the rest of it."""

    def __init__(self, first: Readable, second: Readable) -> None:
        self.asked, self.second = first, second
        self.vocabulary = second.vocabulary

    def ids(self) -> set[int]:
        return self._ask(lambda store: store.ids())

    def columns(self, ids: list[int]) -> dict[int, Columns]:
        return self._ask(lambda store: store.columns(ids))

    def frequencies(self, tokens: list[str]) -> dict[str, int]:
        return self._ask(lambda store: store.frequencies(tokens))

    def count(self) -> int:
        return self._ask(lambda store: store.count())

    def candidates(
        self, asked: Asked, rarities: list[float], *, access: list[str], kind: str, limit: int
    ) -> list[int]:
        return self._ask(lambda store: store.candidates(asked, rarities, access=access, kind=kind, limit=limit))

    def _ask(self, question: Callable[[Readable], T]) -> T:
        try:
            return question(self.asked)
        except FAILURES as error:
            if self.asked is self.second:
                raise
            rest(error)
            self.asked = self.second
            return question(self.second)
