"""The secrets of an installation: one file each, made at first start, readable only by the owner.

A key is found in the environment (`PORTAL_KEY_DATABASE`, 64 hexadecimal digits) or in a file under `<data>/keys/`.
"""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


@cache
def read_or_make_key(path: Path) -> bytes:
    """Return the 32 bytes of a key; make the file with mode 600 when it is missing.

    Raises ImproperlyConfigured when the key is not 64 hexadecimal digits or the file can be read by others.
    """
    from_environment = os.environ.get(f"PORTAL_KEY_{path.stem.upper()}")
    if from_environment:
        return _decode(from_environment, f"PORTAL_KEY_{path.stem.upper()}")
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"The key file {path} can be read by others. Run: chmod 600 {path}")
    return _decode(path.read_text(), str(path))


def _make(path: Path) -> None:
    """Write the key beside its place and link it in: nobody sees half a key, and the first of several wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(new)
    new.unlink()


def _decode(text: str, source: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"The key in {source} must be {KEY_BYTES * 2} hexadecimal digits.")
    return key
