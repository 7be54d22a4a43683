"""One printing at a time for those who are not logged in, and one for staff: setting a binder takes a core of the machine.

The turn is a lock on a file, so it holds for all serving processes, and is given back even when one of them dies.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings

SECONDS_OF_PATIENCE = 5.0


class QueueIsFull(RuntimeError):
    """Somebody else is printing; nobody waits longer, since each who waits keeps a thread from the readers."""


@contextmanager
def turn(user: Any) -> Iterator[None]:
    """Print alone. Staff wait a moment for each other; strangers never, so that they can't take all threads."""
    is_staff = user.is_authenticated and user.may("methods.read_staff_pages")
    name, patience = ("staff", SECONDS_OF_PATIENCE) if is_staff else ("visitors", 0.0)
    with (settings.DATA_DIR / f"printing-{name}.lock").open("a") as file:
        until = time.monotonic() + patience
        while not _is_taken(file):
            if time.monotonic() >= until:
                raise QueueIsFull
            time.sleep(0.1)
        yield


def _is_taken(file: IO[str]) -> bool:
    """Whether the lock is ours now; closing the file gives it back."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
