"""Backup and restore of one installation. docs/operations.md tells how they are used.

A backup is a folder: `database.sqlite3` (only of an embedded installation), `files.sqlite3` (everything else,
encrypted) and `manifest.json`, which names each file's SHA-256 and is sealed with a key of the installation.
Keys are never in it.
"""

from portal.backups.make import make
from portal.backups.manifest import BadBackup
from portal.backups.restore import drill, restore

__all__ = ["BadBackup", "drill", "make", "restore"]
