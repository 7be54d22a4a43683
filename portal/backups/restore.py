"""Everything is unpacked and examined beside the data first; only then do renames put it in place."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections

from portal import readiness
from portal.backups import manifest, postgres
from portal.backups.container import unpack
from portal.backups.embedded import examine
from portal.backups.make import DATABASE, DUMP, FILES
from portal.backups.manifest import BadBackup

DATABASE_NAME = "portal.sqlite3"


def restore(backup: Path) -> Path:
    """Put the backup in place and return the folder where the data that was there before now lies.

    Raises BadBackup and leaves all data as it is when the backup does not hold. The caller holds the data folder.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    staged, before = settings.DATA_DIR / f"restore-{stamp}", settings.DATA_DIR / f"before-restore-{stamp}"
    try:
        _stage(backup, staged)
        connections.close_all()
        if (staged / DUMP).exists():
            postgres.load(staged / DUMP)
            (staged / DUMP).unlink()
        _swap(staged, before)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    readiness.forget()
    return before


def drill(backup: Path) -> str:
    """Restore to a temporary place, verify it there by the product's own commands, and throw it away."""
    with tempfile.TemporaryDirectory(prefix="restore-drill-") as folder:
        place = Path(folder) / "data"
        _stage(backup, place)
        environment = os.environ | {"PORTAL_DATA": str(place), "PORTAL_KEYS": str(settings.KEY_DIR)}
        if not (place / DUMP).exists():
            environment.pop("DATABASE_URL", None)
            return _verify(environment)
        name = f"restore_drill_{secrets.token_hex(4)}"
        postgres.make_database(name)
        try:
            postgres.load(place / DUMP, database=name)
            return _verify(environment | {"DATABASE_URL": postgres.url_of(name)})
        finally:
            postgres.drop_database(name)


def _stage(backup: Path, place: Path) -> None:
    facts = manifest.read(backup)
    place.mkdir(parents=True, mode=0o700)
    if facts["database"] == "sqlite":
        shutil.copyfile(backup / DATABASE, place / DATABASE_NAME)
        examine(place / DATABASE_NAME)
    files = unpack(backup / FILES, place)
    if len(files) != facts["file_count"]:
        raise BadBackup(f"{FILES} holds {len(files)} files instead of {facts['file_count']}.")


def _swap(staged: Path, before: Path) -> None:
    """Move what is replaced to `before` and the staged data in; when a move fails, move everything back."""
    before.mkdir(mode=0o700)
    moved: list[tuple[Path, Path]] = []
    entries = list(staged.iterdir())
    replaced = {entry.name for entry in entries} | {"media"}
    if (staged / DATABASE_NAME).exists():
        replaced |= {DATABASE_NAME + end for end in ("", "-wal", "-shm")}
    try:
        for name in sorted(replaced):
            if (settings.DATA_DIR / name).exists():
                _move(settings.DATA_DIR / name, before / name, moved)
        for entry in entries:
            _move(entry, settings.DATA_DIR / entry.name, moved)
    except OSError:
        for source, target in reversed(moved):
            target.rename(source)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    moved.append((source, target))


def _verify(environment: dict[str, str]) -> str:
    root = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run(
        [sys.executable, "manage.py", "audit_verify"], cwd=root, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise BadBackup(f"The audit log in the backup does not hold: {done.stderr.strip()[-500:]}")
    return done.stdout.strip()
