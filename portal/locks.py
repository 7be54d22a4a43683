"""Locks by name inside a transaction, the same call on both databases."""

import hashlib

from django.db import connection


def lock(*names: str) -> None:
    """Hold the named locks until the transaction ends. Several are taken in one fixed order, so none wait in a ring.

    On the embedded database every transaction is already alone (BEGIN IMMEDIATE), so there is nothing to do.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
