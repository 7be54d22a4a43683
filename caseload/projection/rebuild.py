"""Proves that the caseload is what the submissions say: folds everything anew and compares fingerprints.

Nothing is dropped: the new rows lie in memory, a batch of people at a time, until they are proven; `restore` replaces
all rows. Each person has a fingerprint of their own, so the size of the batches changes nothing.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from caseload.models import Case, NameKey, Person
from caseload.projection import version
from caseload.projection.crew import Cases, Part, crew
from caseload.projection.entries import cases_by_person, entries_by_person
from caseload.projection.fold import fold
from caseload.projection.state import State
from caseload.projection.store import OF_CASES, empty, name_keys, put
from caseload.projection.tables import ALL, TABLES, Values, columns, traces, values
from portal.db.one_view import one_view

BATCH = 200  # people; what is in memory at a time
CACHE = 32  # megabytes of pages in memory while everything is written
Rows = dict[str, Values]  # place → column → value


@dataclass
class Comparison:
    """What a verifying rebuild found. `differing` names tables and keys, never values."""

    submissions: int = 0
    stored: str = ""
    rebuilt: str = ""
    differing: list[str] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return self.stored == self.rebuilt


def folded(until: datetime | None = None, batch: int = BATCH) -> Iterator[tuple[int, list[State]]]:
    """`(number of submissions, states)` of a batch of people at a time, by person key, as of `until`."""
    cases = cases_by_person(until)
    for people in _batches(sorted(cases), batch):
        entries = entries_by_person({person: cases[person] for person in people}, until)
        yield sum(map(len, entries.values())), [fold(person, entries[person]) for person in people]


@one_view()
def verify(batch: int = BATCH, rest: float = 0.0) -> Comparison:
    """Compare the stored caseload with a new fold, both as of one moment. Nobody waits for it: it only reads.

    `rest` seconds of sleep follow each second of work, so that those who work meanwhile notice nothing.
    """
    found, stored, rebuilt = Comparison(), hashlib.sha256(), hashlib.sha256()
    unseen = set(Person.everything.values_list("pk", flat=True))
    began = time.thread_time()
    for count, states in folded(batch=batch):
        people = [state.person for state in states]
        unseen.difference_update(people)
        found.submissions += count
        _compare(found, stored, rebuilt, _stored_rows(people), {state.person: _state_rows(state) for state in states})
        began = _rest(began, rest)
    for people in _batches(sorted(unseen), batch):
        _compare(found, stored, rebuilt, _stored_rows(people), {})
    found.stored, found.rebuilt = stored.hexdigest(), rebuilt.hexdigest()
    return found


def _rest(began: float, rest: float) -> float:
    """Sleep in proportion to the work done since `began`, and return the new beginning."""
    if rest:
        time.sleep((time.thread_time() - began) * rest)
    return time.thread_time()


def _compare(found: Comparison, stored: Any, rebuilt: Any, are: dict[str, Rows], should_be: dict[str, Rows]) -> None:
    for person in sorted(are | should_be):
        old, new = are.get(person, {}), should_be.get(person, {})
        rebuilt.update(digest := _digest(person, new))
        if _same(old, new):
            stored.update(digest)
            continue
        stored.update(_digest(person, old))
        found.differing += sorted(place for place in old | new if not _alike(old.get(place), new.get(place)))


def _same(old: Rows, new: Rows) -> bool:
    """Whether both surely have the same text: equal values of the same types. True and 1 are equal and not the same."""
    return old == new and all(
        type(value) is type(new[place][name]) for place, row in old.items() for name, value in row.items()
    )


def _alike(one: Values | None, other: Values | None) -> bool:
    return one is not None and other is not None and _text(one) == _text(other)


def restore(batch: int = BATCH, helpers: int = 0, unless: Callable[[], bool] | None = None) -> int | None:
    """Write every row anew from the submissions; people and cases that no submission gives are removed.

    It is one transaction, in which it stands too that this version wrote them: until it is done everybody reads what
    was there before, and when it fails that stays. Who sends a form meanwhile waits. `helpers` are processes that fold
    beside this one, which then only writes. `unless` is asked when nobody else is at it: if so, None is returned.
    """
    with crew(helpers) as parts, _roomy(), transaction.atomic():
        _alone()
        if unless and unless():
            return None
        people = _restore(parts, batch)
        version.note()
        return people


def _alone() -> None:
    """Wait for those who write, and let nobody begin. Every writer starts with the first of the tables.

    On the embedded database every transaction is already alone (BEGIN IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(OF_CASES[0]._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _roomy() -> AbstractContextManager[None]:
    return connection.more_in_memory(CACHE) if connection.vendor == "sqlite" else nullcontext()  # type: ignore[attr-defined]  # our own backend's


def _restore(parts: Callable[[Iterable[Cases]], Iterator[Part]], batch: int) -> int:
    empty()
    owned = cases_by_person()
    people: set[str] = set()
    cases: set[str] = set()
    for found in parts({person: owned[person] for person in some} for some in _batches(sorted(owned), batch)):
        put(found.rows)
        people.update(found.people)
        cases.update(found.cases)
    for numbers in _batches(sorted(set(Case.everything.values_list("pk", flat=True)) - cases), batch):
        Case.everything.filter(pk__in=numbers).delete()
    for keys in _batches(sorted(set(Person.everything.values_list("pk", flat=True)) - people), batch):
        Person.everything.filter(pk__in=keys).delete()
    return len(people)


def _batches(people: list[str], size: int) -> Iterator[list[str]]:
    rest = iter(people)
    while batch := list(islice(rest, size)):
        yield batch


def _digest(person: str, rows: Rows) -> bytes:
    """Of nobody's rows: nothing, so that a person who is in one of the two only makes them differ."""
    return hashlib.sha256(f"{person}\n{_text(rows)}".encode()).digest() if rows else b""


def _state_rows(state: State) -> Rows:
    rows = {f"{table} {key}": values(table, key, row) for table in TABLES for key, row in state.rows(table).items()}
    rows |= {f"trace {case}": {"case_id": case, "places": places} for case, places in traces(state).items()}
    return rows | {f"name {key.digest}": {} for key in name_keys([state])}


def _stored_rows(people: list[str]) -> dict[str, Rows]:
    """Person → the rows that are stored, with as many queries as there are tables."""
    found: dict[str, Rows] = {person: {} for person in people}
    owners = dict(TABLES["case"]._base_manager.filter(person__in=people).values_list("pk", "person_id"))
    for table, model in ALL.items():
        pk, names = model._meta.pk.attname, columns(model)
        for row in _of_people(model, people, owners).values(*names):
            person = row[pk] if table == "person" else row.get("person_id") or owners[row["case_id"]]
            found[person][f"{table} {row[pk]}"] = row
    for person, digest in NameKey.objects.filter(person__in=people).values_list("person_id", "digest"):
        found[person][f"name {digest}"] = {}
    return found


def _of_people(model: type[models.Model], people: list[str], owners: dict[str, str]) -> models.QuerySet[Any]:
    if model is Person:
        return Person.everything.filter(pk__in=people)
    if "case" not in {each.name for each in model._meta.fields}:
        return model._base_manager.filter(person__in=people)
    return model._base_manager.filter(case__in=list(owners))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.timestamp():.6f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    raise TypeError(f"no canonical form for {type(value).__name__}")


# Rows as canonical text: the same on both databases.
_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain).encode
