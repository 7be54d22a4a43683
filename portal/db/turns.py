"""Writers of one process take turns, first come first served, before they ask SQLite for its one write lock.

SQLite lets a second writer sleep and try again, longer each time up to a tenth of a second: under load most writers
sleep while nobody writes, and the unlucky one sleeps on while newcomers pass (64 registrations at once: 13 a second).
A queue in front of it wakes exactly the next writer at once. Writers of other processes still meet in SQLite itself.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from functools import lru_cache


class TooLong(Exception):
    """The turn did not come within the time that the connection waits."""


class Queue:
    """One for each database file. `enter` blocks until all who came before have left."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_held = False

    def enter(self, seconds: float) -> "Turn":
        """Wait for one's turn. Raises TooLong after so many seconds."""
        # Made before the guard is taken: the collector, which an allocation may start, can end a forgotten turn.
        turn, bell = Turn(self._leave), threading.Lock()
        bell.acquire()
        with self._guard:
            if was_free := not self._is_held:
                self._is_held = True
            else:
                self._waiting.append(bell)
        if not was_free and not bell.acquire(timeout=seconds) and self._gave_up(bell):
            raise TooLong
        turn.begin()
        return turn

    def _gave_up(self, bell: threading.Lock) -> bool:
        """False when the bell rang in the very moment of giving up: then it is one's turn."""
        with self._guard:
            if bell not in self._waiting:
                return False
            self._waiting.remove(bell)
            return True

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()  # handed over: still held
            else:
                self._is_held = False


class Turn:
    """The right to write. Ends once, at `end` or when nobody holds it any more."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._is_on = False

    def begin(self) -> None:
        self._is_on = True

    def end(self) -> None:
        if self._is_on:
            self._is_on = False
            self._leave()

    def __del__(self) -> None:
        self.end()


_queues: dict[str, Queue] = {}
_guard = threading.Lock()
_real_path = lru_cache(maxsize=64)(os.path.realpath)  # asked before each transaction


def queue_for(path: str) -> Queue:
    with _guard:
        return _queues.setdefault(_real_path(path), Queue())


# A child that was forked has none of the threads that hold or wait.
os.register_at_fork(after_in_child=_queues.clear)
