"""What the portal does by itself, without anybody asking: the apps register their part, and a thread does it.

The launcher starts the thread. Where several processes serve, `manage.py do_chores` from a timer does the same once;
each chore may run in several processes at the same time.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)
SECONDS_BETWEEN = 60


@dataclass(frozen=True)
class Chore:
    """`run()` takes no argument and opens its own transactions. `order` decides who is first in a round."""

    name: str
    order: int
    run: Callable[[], object]


_chores: dict[str, Chore] = {}


def register(chore: Chore) -> None:
    _chores[chore.name] = chore


def do_all() -> list[str]:
    """Do each once; one that fails is logged and does not stop the others. Returns the names of those that failed."""
    failed = []
    for chore in sorted(_chores.values(), key=lambda each: each.order):
        try:
            chore.run()
        except Exception:
            logger.exception("The chore %s failed.", chore.name)
            failed.append(chore.name)
    return failed


class Worker:
    """Does the chores each minute until told to stop; the first time a minute after the start."""

    def __init__(self, seconds: float = SECONDS_BETWEEN) -> None:
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="chores", daemon=True)

    def start(self) -> "Worker":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Let the round that is going on end, at most ten seconds."""
        self._stop.set()
        self._thread.join(10)

    def _work(self) -> None:
        while not self._stop.wait(self._seconds):
            close_old_connections()
            do_all()
        connection.close()
