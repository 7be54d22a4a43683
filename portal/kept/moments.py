"""How a process knows, for each request, whether anything has changed since a page was rendered.

SQLite: the head of the write-ahead log's index is another one after each commit of any connection, of this process or
another (sqlite.org/walformat.html, 2.2). It lies in memory that all of them share, where reading it costs next to
nothing and lets no other thread in; only when it is another one are the counters read. PostgreSQL: the counters are
read each time.
"""

import mmap
import os
import threading
from typing import Any, NamedTuple

from django.db import connection, connections

SELECT = "SELECT kind, number FROM portal_change"
HEAD = 96  # two copies of 48 bytes, written one after the other
# Closing a file takes from the process all its locks on it, those of SQLite too. So what was opened here stays open.
_open: list[mmap.mmap] = []


class Moment(NamedTuple):
    content: int
    people: int
    personal: int


class Moments:
    def __init__(self) -> None:
        self._is_embedded = connection.vendor == "sqlite"
        self._lock = threading.Lock()
        self._wrapper: Any = None
        self._index: mmap.mmap | None = None
        self._known: tuple[bytes, Moment | None] = (b"", None)

    def now(self) -> Moment | None:
        """The counters; None when they can't be read, and then nothing kept may be shown."""
        if self._is_embedded:
            index = self._index or self._opened()
            known, moment = self._known
            return moment if index[:HEAD] == known else self._read(index)
        with connection.cursor() as cursor:
            cursor.execute(SELECT)
            return _moment(cursor.fetchall())

    @property
    def come_at_once(self) -> bool:
        """Whether `now` never waits for another machine."""
        return self._is_embedded

    def _opened(self) -> mmap.mmap:
        """The index, with a connection of its own: for as long as that is open, SQLite makes no other index."""
        with self._lock:
            if self._index is None:
                self._wrapper = connections.create_connection("default")
                self._wrapper.ensure_connection()
                self._wrapper.connection.execute(SELECT).fetchall()
                file = os.open(f"{self._wrapper.settings_dict['NAME']}-shm", os.O_RDONLY)
                self._index = mmap.mmap(file, HEAD, mmap.MAP_SHARED, mmap.PROT_READ)
                _open.append(self._index)
            return self._index

    def _read(self, index: mmap.mmap) -> Moment | None:
        with self._lock:
            # First the head, then the counters: a commit in between only makes us look once more.
            head = index[:HEAD]
            moment = _moment(self._wrapper.connection.execute(SELECT).fetchall())
            self._known = (head, moment)
        return moment

    def close(self) -> None:
        """Give back the connection. Nobody may ask any more."""
        if self._wrapper is not None:
            self._wrapper.close()


def _moment(rows: Any) -> Moment | None:
    counters = dict(rows)
    try:
        return Moment(counters["content"], counters["people"], counters["personal"])
    except KeyError:
        return None
