"""How a process knows, for each request, whether anything has changed since a page was rendered.

SQLite: `PRAGMA data_version` on a connection that never writes moves when any other connection, of this process or
another, has committed; only then are the counters read. PostgreSQL: the counters are read each time.
"""

import threading
from typing import Any, NamedTuple

from django.db import connection, connections

SELECT = "SELECT kind, number FROM portal_change"


class Moment(NamedTuple):
    content: int
    people: int
    personal: int


class Moments:
    def __init__(self) -> None:
        self._local = threading.local()
        self._is_embedded = connection.vendor == "sqlite"

    def now(self) -> Moment | None:
        """The counters; None when they can't be read, and then nothing kept may be shown."""
        if self._is_embedded:
            return self._embedded()
        with connection.cursor() as cursor:
            cursor.execute(SELECT)
            return _moment(cursor.fetchall())

    @property
    def come_at_once(self) -> bool:
        """Whether `now` never waits for another machine."""
        return self._is_embedded

    def _embedded(self) -> Moment | None:
        local = self._local
        raw = getattr(local, "raw", None)
        if raw is None:
            local.wrapper = connections.create_connection("default")
            local.wrapper.ensure_connection()
            raw = local.raw = local.wrapper.connection
            local.version = None
        (version,) = raw.execute("PRAGMA data_version").fetchone()
        if version != local.version:
            # First the version, then the counters: a commit in between only makes us look once more.
            local.moment = _moment(raw.execute(SELECT).fetchall())
            local.version = version
        moment: Moment | None = local.moment
        return moment

    def close(self) -> None:
        """Give back this thread's connection."""
        wrapper = getattr(self._local, "wrapper", None)
        if wrapper is not None:
            wrapper.close()
            self._local = threading.local()


def _moment(rows: Any) -> Moment | None:
    counters = dict(rows)
    try:
        return Moment(counters["content"], counters["people"], counters["personal"])
    except KeyError:
        return None
