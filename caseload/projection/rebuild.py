"""Proves that the caseload is what the submissions say: folds everything anew and compares fingerprints.

Nothing is dropped: the new rows lie in memory, a batch of people at a time, until they are proven; `restore` replaces
the rows of each person. Each person has a fingerprint of their own, so the size of the batches changes nothing.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import models, transaction

from caseload.models import NameKey, Person, Stay
from caseload.projection.entries import cases_by_person, entries_by_person
from caseload.projection.fold import fold
from caseload.projection.state import State
from caseload.projection.store import name_keys, write_all
from caseload.projection.tables import ALL, TABLES, columns, traces, values
from portal.db.one_view import one_view

BATCH = 200  # people; what is in memory at a time
Lines = dict[str, str]  # place → canonical text


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
        _compare(
            found, stored, rebuilt, _stored_lines(people), {state.person: _state_lines(state) for state in states}
        )
        began = _rest(began, rest)
    for people in _batches(sorted(unseen), batch):
        _compare(found, stored, rebuilt, _stored_lines(people), {})
    found.stored, found.rebuilt = stored.hexdigest(), rebuilt.hexdigest()
    return found


def _rest(began: float, rest: float) -> float:
    """Sleep in proportion to the work done since `began`, and return the new beginning."""
    if rest:
        time.sleep((time.thread_time() - began) * rest)
    return time.thread_time()


def _compare(found: Comparison, stored: Any, rebuilt: Any, are: dict[str, Lines], should_be: dict[str, Lines]) -> None:
    for person in sorted(are | should_be):
        old, new = are.get(person, {}), should_be.get(person, {})
        stored.update(_digest(person, old))
        rebuilt.update(_digest(person, new))
        found.differing += sorted(place for place in old | new if old.get(place) != new.get(place))


@transaction.atomic
def restore(batch: int = BATCH) -> int:
    """Write every person's rows anew from the submissions; rows that no submission gives are removed."""
    # A stay that no submission gives could stand in the way of one that a submission does give.
    Stay.everything.all().delete()
    kept: set[str] = set()
    for _count, states in folded(batch=batch):
        write_all(states)
        kept.update(state.person for state in states)
    for people in _batches(sorted(set(Person.everything.values_list("pk", flat=True)) - kept), batch):
        for model in reversed(TABLES.values()):
            if "case" in {each.name for each in model._meta.fields}:
                model._base_manager.filter(case__person__in=people).delete()
        TABLES["case"]._base_manager.filter(person__in=people).delete()
        Person.everything.filter(pk__in=people).delete()
    return len(kept)


def _batches(people: list[str], size: int) -> Iterator[list[str]]:
    rest = iter(people)
    while batch := list(islice(rest, size)):
        yield batch


def _digest(person: str, lines: Lines) -> bytes:
    """Of nobody's lines: nothing, so that a person who is in one of the two only makes them differ."""
    if not lines:
        return b""
    text = "\n".join(f"{place} {lines[place]}" for place in sorted(lines))
    return hashlib.sha256(f"{person}\n{text}".encode()).digest()


def _state_lines(state: State) -> Lines:
    lines = {}
    for table in TABLES:
        for key, row in state.rows(table).items():
            filled = values(table, key, row)
            lines[f"{table} {key}"] = _text(filled)
    lines |= {f"trace {case}": _text({"case_id": case, "places": places}) for case, places in traces(state).items()}
    return lines | {f"name {key.digest}": key.digest for key in name_keys([state])}


def _stored_lines(people: list[str]) -> dict[str, Lines]:
    """Person → the lines of what is stored, with as many queries as there are tables."""
    found: dict[str, Lines] = {person: {} for person in people}
    owners = dict(TABLES["case"]._base_manager.filter(person__in=people).values_list("pk", "person_id"))
    for table, model in ALL.items():
        pk, names = model._meta.pk.attname, columns(model)
        for row in _of_people(model, people, owners).values(*names):
            person = row[pk] if table == "person" else row.get("person_id") or owners[row["case_id"]]
            found[person][f"{table} {row[pk]}"] = _text(row)
    for person, digest in NameKey.objects.filter(person__in=people).values_list("person_id", "digest"):
        found[person][f"name {digest}"] = digest
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


# One row as canonical text: the same on both databases.
_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain).encode
