"""PostgreSQL through its own programs. The password travels in the environment, never among the arguments."""

import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.backups.manifest import BadBackup


def dump(target: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path, database: str = "") -> None:
    """Replace what is in the database, in one transaction: when anything fails, nothing has changed."""
    name = database or str(connection.settings_dict["NAME"])
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
         f"--dbname={name}", str(source))  # fmt: skip


def make_database(name: str) -> None:
    _run("createdb", name)


def drop_database(name: str) -> None:
    _run("dropdb", "--force", name)


def url_of(database: str) -> str:
    """DATABASE_URL for another database on the same server."""
    at = connection.settings_dict
    who = quote(str(at["USER"])) + (f":{quote(str(at['PASSWORD']))}" if at["PASSWORD"] else "")
    return f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{quote(database)}"


def _run(program: str, *arguments: str) -> None:
    try:
        done = subprocess.run([program, *arguments], env=_environment(), capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise ImproperlyConfigured(f"{program} is missing. On Debian: apt install postgresql-client") from error
    if done.returncode:
        raise BadBackup(f"{program} failed: {done.stderr.strip()[-500:]}")


def _environment() -> dict[str, str]:
    at: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return dict(os.environ) | {variable: str(at[name]) for variable, name in names.items() if at[name]}
