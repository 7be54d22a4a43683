"""Reading that is all of one moment, on both databases. Without it each statement sees what was committed just before it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_view() -> Iterator[None]:
    """What is read inside is the database as it was at the first question. Nothing may be written inside.

    Inside a transaction that is already open it does nothing: that one decides what it sees. Works as a decorator too.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.only_reading(), transaction.atomic():  # type: ignore[attr-defined]  # our own backend's
            yield
