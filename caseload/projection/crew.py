"""Folding in processes of their own: a rebuild uses the machine's processors, and this process only writes."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple

from django.db import connection, connections

from caseload.projection.entries import entries_by_person
from caseload.projection.fold import fold
from caseload.projection.store import Prepared, prepared

MOST = 4  # helpers; each takes some 40 MB, and the one who writes is busy with four
Cases = dict[str, list[str]]  # person → case numbers


def helpers() -> int:
    """As many as the processors that this process may use; none when there is only one."""
    processors = len(os.sched_getaffinity(0))
    return min(processors, MOST) if processors > 1 else 0


class Part(NamedTuple):
    """Some people, folded: those of whom there is something, their cases, and all their rows."""

    people: list[str]
    cases: list[str]
    rows: Prepared


def part(cases: Cases) -> Part:
    entries = entries_by_person(cases)
    states = [fold(person, entries[person]) for person in cases]
    people = [state.person for state in states if state.rows("person")]
    return Part(people, [number for state in states for number in state.rows("case")], prepared(states))


@contextmanager
def crew(helpers: int) -> Iterator[Callable[[Iterable[Cases]], Iterator[Part]]]:
    """What makes parts of people, in their order, by so many processes; by this one when there are none.

    Helpers read what is committed, so inside a transaction, which may have written more, there are none. One that
    raises makes the reader raise; one that dies gives BrokenProcessPool.
    """
    if not helpers or connection.in_atomic_block:
        yield lambda batches: map(part, batches)
        return
    connections.close_all()  # a process that is copied opens connections of its own
    with ProcessPoolExecutor(helpers, get_context("fork")) as pool:
        pool.submit(int).result()  # all of them are copied now, before this one opens a connection
        yield lambda batches: _ahead(pool, helpers + 1, iter(batches))


def _ahead(pool: ProcessPoolExecutor, most: int, batches: Iterator[Cases]) -> Iterator[Part]:
    """No more under way than keeps everybody busy: what is done waits in memory."""
    under_way: deque[Future[Part]] = deque(pool.submit(part, each) for each in islice(batches, most))
    while under_way:
        done = under_way.popleft().result()
        under_way.extend(pool.submit(part, each) for each in islice(batches, 1))
        yield done
