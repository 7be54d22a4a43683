"""Django's SQLite backend over sqlcipher3: the same SQL, an encrypted file, and an SQLite that we choose ourselves.

Every connection is opened the same way: raw key (no derivation per connection), write-ahead log, `synchronous=FULL`,
foreign keys on, no memory mapping. Settings: `OPTIONS["key_file"]`, the file with the key in hexadecimal digits.
Transactions of one process take turns (portal/db/turns.py); each is durable by itself when it is committed.
"""

import datetime
import decimal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.backends.sqlite3 import base as sqlite3_backend
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database

from portal.db.guards import check_library, check_local_disk
from portal.db.turns import TooLong, Turn, queue_for
from portal.keys import read_or_make_key

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA mmap_size = 0",
    "PRAGMA journal_size_limit = 16777216",
    "PRAGMA temp_store = MEMORY",
)

for name, converter in (
    ("bool", b"1".__eq__),
    ("date", sqlite3_backend.decoder(parse_date)),
    ("time", sqlite3_backend.decoder(parse_time)),
    ("datetime", sqlite3_backend.decoder(parse_datetime)),
    ("timestamp", sqlite3_backend.decoder(parse_datetime)),
):
    Database.register_converter(name, converter)
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, sqlite3_backend.adapt_date)
Database.register_adapter(datetime.datetime, sqlite3_backend.adapt_datetime)


class CursorWrapper(Database.Cursor):
    """Turns Django's `%s` placeholders into SQLite's; the conversion itself is Django's."""

    convert_query = sqlite3_backend.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        rows = list(param_list)
        names = list(rows[0]) if rows and isinstance(rows[0], Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), rows)


class DatabaseWrapper(sqlite3_backend.DatabaseWrapper):
    Database = Database
    _turn: Turn | None = None
    _only_reads = False

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.key_file = Path(params.pop("key_file"))
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        check_library(Database.sqlite_version_info)
        check_local_disk(Path(conn_params["database"]))
        Path(conn_params["database"]).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = Database.connect(**conn_params)
        self._unlock(connection)
        register_functions(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    def _unlock(self, connection: Any) -> None:
        key = read_or_make_key(self.key_file)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except Database.DatabaseError as error:
            connection.close()
            raise ImproperlyConfigured(
                f"The database {self.settings_dict['NAME']} can't be opened with the key in {self.key_file}. "
                "Put back the key file that belongs to this database; without it the data can't be read."
            ) from error

    def create_cursor(self, name: str | None = None) -> CursorWrapper:
        return self.connection.cursor(factory=CursorWrapper)

    @contextmanager
    def only_reading(self) -> Iterator[None]:
        """A transaction begun inside waits for no writer and keeps none waiting; it may not write."""
        self._only_reads = True
        try:
            yield
        finally:
            self._only_reads = False

    @contextmanager
    def more_in_memory(self, megabytes: int) -> Iterator[None]:
        """Keep so many megabytes of decrypted pages meanwhile, for what writes in all corners of a large database.

        With the usual two, pages are written out, encrypted and read back again and again within one transaction.
        """
        with self.cursor() as cursor:
            usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
            cursor.execute(f"PRAGMA cache_size = -{megabytes * 1024}")
        try:
            yield
        finally:
            with self.cursor() as cursor:
                cursor.execute(f"PRAGMA cache_size = {usual}")
                cursor.execute("PRAGMA shrink_memory")

    def _start_transaction_under_autocommit(self) -> None:
        """BEGIN IMMEDIATE, when all who asked earlier in this process are done."""
        self._end_turn()
        if self._only_reads:
            self.cursor().execute("BEGIN")
            return
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            turn = queue_for(str(self.settings_dict["NAME"])).enter(seconds)
        except TooLong as error:
            raise OperationalError("database is locked") from error
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's own, not in the stubs
        except BaseException:
            turn.end()
            raise
        self._turn = turn

    def _commit(self) -> None:
        # A commit that fails keeps the turn: the rollback that follows ends it.
        super()._commit()  # type: ignore[misc]  # Django's own, not in the stubs
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # Django's own, not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # Django's own, not in the stubs
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.end()
            self._turn = None
