"""Finds out cheaply what a start still has to do: migrations, static files, shipped content, demo office.

Django's own answer (`migrate --check`) loads every migration, which takes a second and memory that a server keeps.
Here names on disk are compared with one query, and digests with those noted in `<data>/prepared.json`.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from portal import shipped

NOTE = "prepared.json"
DEMO = "demo office"
STATIC_PACKAGES = ("django", "wagtail", "django-allauth")


@dataclass(frozen=True)
class Step:
    """What an app has to do after an upgrade, between the content and the demo office. `is_left` is asked at every
    start and must be quick; `do` returns a sentence without personal data, and is harmless when it is done again."""

    name: str
    is_left: Callable[[], bool]
    do: Callable[[], str]


_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    _steps[step.name] = step


def steps() -> dict[str, Step]:
    return _steps


def missing_migrations() -> set[tuple[str, str]]:
    """Migrations that lie on disk and are not noted as applied, as (app label, name)."""
    on_disk = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in (Path(config.path) / "migrations").glob("[0-9]*.py")
    }
    if "django_migrations" not in connection.introspection.table_names():
        return on_disk
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return on_disk - set(cursor.fetchall())


def left_to_do() -> list[str]:
    """What `manage.py prepare` has to do before this installation can serve; in order, empty when it is ready."""
    migrate = bool(missing_migrations())
    noted = _noted()
    changed = [name for name, digest in _versions().items() if noted.get(name) != digest() or migrate]
    # Without its migrations an app can't be asked.
    left = [step.name for step in _steps.values() if migrate or step.is_left()]
    shown = [name for name in changed if name == DEMO]
    shipped_too = [name for name in changed if name != DEMO]
    return ["migrations"] * migrate + ["shared counters"] * _lacks_cache() + shipped_too + left + shown


def _lacks_cache() -> bool:
    """Whether the counters that several processes share have no table yet."""
    table = settings.CACHES["default"].get("LOCATION")
    return bool(table) and table not in connection.introspection.table_names()


def note(name: str) -> None:
    """Remember that the part `name` is done in its present version, if it is one that has versions."""
    version = _versions().get(name)
    if version is None:
        return
    noted = _noted() | {name: version()}
    path = settings.DATA_DIR / NOTE
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(noted, indent=1, sort_keys=True) + "\n")
    temporary.replace(path)


def forget() -> None:
    """After a restore nothing is known: the next start looks at everything again."""
    (settings.DATA_DIR / NOTE).unlink(missing_ok=True)


def _noted() -> dict[str, str]:
    try:
        return dict(json.loads((settings.DATA_DIR / NOTE).read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def _versions() -> dict[str, Callable[[], str]]:
    """Each part that is noted, with the function that tells its present version."""
    found: dict[str, Callable[[], str]] = {}
    if not settings.DEBUG:
        found["static files"] = _static_version
    found["content"] = lambda: shipped.version(shipped.content())
    if settings.DEMO:
        found[DEMO] = lambda: shipped.version(shipped.demo())
    return found


def _static_version() -> str:
    """Our own files by content, those of packages by the package's version, and whether they were collected at all."""
    digest = hashlib.sha256()
    if not settings.STATIC_ROOT.exists():
        digest.update(b"nothing collected")
    for config in apps.get_app_configs():
        folder = Path(config.path) / "static"
        if Path(config.path).parent != settings.BASE_DIR or not folder.exists():
            continue
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            digest.update(str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes())
    for package in STATIC_PACKAGES:
        digest.update(f"{package} {installed_version(package)}\n".encode())
    return digest.hexdigest()
