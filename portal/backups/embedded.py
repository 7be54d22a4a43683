"""The encrypted database file: opened outside Django, copied while others write, and examined."""

from pathlib import Path
from typing import Any

from django.conf import settings
from sqlcipher3 import dbapi2

from portal.backups.manifest import BadBackup
from portal.keys import read_or_make_key


def open_encrypted(path: Path) -> Any:
    """A connection with this installation's key. Raises BadBackup when the key does not fit the file."""
    connection = dbapi2.connect(str(path), timeout=20)
    key = read_or_make_key(settings.KEY_DIR / "database.key")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        raise BadBackup(f"{path.name} can't be read with the key in {settings.KEY_DIR}/database.key.") from error
    return connection


def copy_database(source: Path, target: Path) -> None:
    """Copy one moment of the database. It is one read in write-ahead mode, so nobody who writes has to wait."""
    reader, writer = open_encrypted(source), open_encrypted(target)
    try:
        reader.backup(writer, pages=-1)
    finally:
        writer.close()
        reader.close()


def examine(path: Path) -> None:
    """Raise BadBackup unless pages, encryption, indexes and foreign keys all hold."""
    connection = open_encrypted(path)
    try:
        faults = [str(row) for row in connection.execute("PRAGMA cipher_integrity_check")]
        faults += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    except dbapi2.DatabaseError as error:
        faults = [str(error)]
    finally:
        connection.close()
    if faults:
        raise BadBackup(f"{path.name} is damaged: {'; '.join(faults[:5])}")
