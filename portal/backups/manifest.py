"""What a backup holds, sealed: a missing, shortened or altered file is found before anything is touched."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.keys import read_or_make_key

NAME = "manifest.json"
FORMAT = 1


class BadBackup(Exception):
    """The backup must not be restored; the message says why."""


def write(folder: Path, **facts: Any) -> None:
    files = {path.name: digest(path) for path in sorted(folder.iterdir()) if path.name != NAME}
    content = {"format": FORMAT, "files": files} | facts
    (folder / NAME).write_text(json.dumps(content | {"seal": _seal(content)}, indent=1, sort_keys=True) + "\n")


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest after checking its seal and every file. Raises BadBackup."""
    try:
        content = json.loads((folder / NAME).read_text())
        seal = content.pop("seal")
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BadBackup(f"{folder} has no readable {NAME}; it is not a whole backup.") from error
    if not hmac.compare_digest(str(seal), _seal(content)):
        raise BadBackup(
            "The manifest was altered, or the backup belongs to other keys. Put back that installation's key folder."
        )
    for name, expected in content["files"].items():
        path = folder / name
        if not path.is_file() or digest(path) != expected:
            raise BadBackup(f"{name} is missing, shortened or altered. Use another backup.")
    return dict(content)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(content: dict[str, Any]) -> str:
    key = hmac.digest(read_or_make_key(settings.KEY_DIR / "audit.key"), b"backup manifest", "sha256")
    return hmac.new(key, json.dumps(content, sort_keys=True).encode(), hashlib.sha256).hexdigest()
