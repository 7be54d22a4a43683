"""One commit for several writers: who waits while another one commits, is written by the next in one transaction.

Making a commit safe on the disk takes milliseconds, in which nobody else may write. Under load the writers that came
in the meantime share the next commit, and each goes on only when the commit that holds its rows is on the disk. When one
of them is refused, nothing of that commit is kept and they are written again, each in a savepoint of its own, so that
a refused one takes nobody along. PostgreSQL does the same by itself.
"""

import contextvars
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")
MOST = 32  # writers in one commit; the last of them has waited for all


class _Job(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.context = contextvars.copy_context()  # the number of the request, for logs
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        self.result = self.context.run(self.work)

    def run_apart(self) -> None:
        """In a savepoint; what it raises is kept for the one who asked."""
        try:
            with transaction.atomic():
                self.run()
        except BaseException as error:
            self.error = error

    def answer(self) -> T:
        if self.error is not None:
            raise self.error
        return self.result


_waiting: deque[_Job[Any]] = deque()
_guard = threading.Lock()
_leading = threading.Lock()
_writing: BaseDatabaseWrapper | None = None  # used by the one who leads


def commit_together(work: Callable[[], T]) -> T:
    """Run `work` in a transaction and return what it returns when that is on the disk; raises what it raises.

    `work` must not depend on the thread that it runs in, and may be run again when what it wrote was rolled back.
    Inside a transaction it is simply run.
    """
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            return work()
    job = _Job(work)
    with _guard:
        _waiting.append(job)
    while not job.done.is_set():
        if _leading.acquire(timeout=0.5):
            try:
                if not job.done.is_set():
                    _commit_those_who_wait()
            finally:
                _leading.release()
    return job.answer()


def _commit_those_who_wait() -> None:
    """Write and commit, as the leader; a commit that fails is the failure of all that were in it."""
    jobs: list[_Job[Any]] = []
    try:
        with _one_connection():
            _write(jobs)
    except BaseException as error:
        if not jobs:  # no turn to write was had: nobody was promised anything
            with _guard:
                jobs += [_waiting.popleft() for _ in range(len(_waiting))]
        for job in jobs:
            job.error = job.error or error
    finally:
        for job in jobs:
            job.done.set()


@contextmanager
def _one_connection() -> Iterator[None]:
    """Whoever leads writes through the same connection: SQLite forgets all pages that it has read (and deciphered)
    when another connection has written, so with one of their own each would read the same pages again."""
    global _writing
    if _writing is None:
        _writing = connections.create_connection(DEFAULT_DB_ALIAS)
        _writing.inc_thread_sharing()
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = _writing
    try:
        yield
    except IntegrityError:
        raise
    except DatabaseError:
        _writing.close()  # Django takes every SQLite connection for usable; the next leader opens it anew
        raise
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        _writing.close_if_unusable_or_obsolete()


def _forget() -> None:
    """A child that was forked opens a connection of its own."""
    global _writing
    _writing = None


os.register_at_fork(after_in_child=_forget)


def _write(jobs: list[_Job[Any]]) -> None:
    """Take those who wait into `jobs` and commit them: all at once, or when one is refused each apart."""
    try:
        with transaction.atomic():
            # Only now: who came while this one waited for its turn to write goes along.
            with _guard:
                jobs += [_waiting.popleft() for _ in range(min(len(_waiting), MOST))]
            for job in jobs:
                job.run()
    except Exception:
        if len(jobs) < 2:
            raise
        with transaction.atomic():
            for job in jobs:
                job.run_apart()
