"""A lock that is no transaction's: what talks to another server must not keep everybody from writing meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.conf import settings
from django.db import connection


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """True for the one who gets the lock, among all processes of the installation; False for others, at once.

    A process that dies lets go. On the embedded database, which is one machine, a file is locked.
    """
    holding = _on_postgres(name) if connection.vendor == "postgresql" else _on_file(name)
    with holding as is_ours:
        yield is_ours


@contextmanager
def _on_postgres(name: str) -> Iterator[bool]:
    number = crc32(f"metodparmen.{name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_ours = bool(cursor.fetchone()[0])
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _on_file(name: str) -> Iterator[bool]:
    with (settings.DATA_DIR / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
