import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.backups import manifest, postgres
from portal.backups.container import pack
from portal.backups.embedded import copy_database, examine

DATABASE, FILES, DUMP = "database.sqlite3", "files.sqlite3", "database.pgdump"
PREFIX = "metodparmen-"
# Of the data folder: keys are kept apart, static files are made from the code, the database goes by itself.
LEFT_OUT = {"keys", "static", "backups", "in-use.lock", "preparing.lock", "prepared.json", "search.lock"}


def make(target: Path, keep: int = 0) -> Path:
    """Write a backup into a new folder below `target` and return it. It has its name only once it is whole.

    The database comes first and the files after it, so that a file which a row speaks of is there too.
    `keep` more than 0 removes all but the newest so many.
    """
    name = PREFIX + datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    partial = target / f"{name}.partial"
    partial.mkdir(parents=True, mode=0o700)
    try:
        files = _database(partial) | _files()
        pack(partial / FILES, files)
        (partial / DUMP).unlink(missing_ok=True)
        manifest.write(partial, made=name.removeprefix(PREFIX), database=connection.vendor, file_count=len(files))
        whole = partial.rename(target / name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if keep:
        for old in backups_in(target)[:-keep]:
            shutil.rmtree(old)
    return whole


def backups_in(target: Path) -> list[Path]:
    """Whole backups, oldest first."""
    return sorted(each for each in target.glob(f"{PREFIX}*") if each.suffix != ".partial" and each.is_dir())


def _database(partial: Path) -> dict[str, Path]:
    if connection.vendor == "postgresql":
        postgres.dump(partial / DUMP)
        return {DUMP: partial / DUMP}
    copy_database(Path(str(connection.settings_dict["NAME"])), partial / DATABASE)
    examine(partial / DATABASE)
    return {}


def _files() -> dict[str, Path]:
    database = Path(str(connection.settings_dict["NAME"])).name
    found = {}
    for entry in sorted(settings.DATA_DIR.iterdir()):
        if entry.name in LEFT_OUT or entry.name.startswith((database, "before-restore-", "restore-")):
            continue
        for path in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
            if path.is_file() and not path.is_symlink() and not path.is_relative_to(settings.KEY_DIR):
                found[str(path.relative_to(settings.DATA_DIR))] = path
    return found
