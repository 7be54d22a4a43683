"""Proves that the caseload is what the submissions say: folds everything anew and compares fingerprints.

Nothing is dropped: the new projection lives in memory until it is proven; `restore` replaces rows by person.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from caseload.models import NameKey, Trace
from caseload.projection.entries import all_entries
from caseload.projection.fold import apply_entry
from caseload.projection.state import State
from caseload.projection.store import write
from caseload.projection.tables import TABLES, columns, instance, trace_instance
from forms.models import Submission

Line = tuple[str, str]


@dataclass
class Comparison:
    """What a verifying rebuild found. `differing` names tables and keys, never values."""

    submissions: int
    stored: str
    rebuilt: str
    differing: list[str]

    @property
    def equal(self) -> bool:
        return self.stored == self.rebuilt


def fold_everything(until: datetime | None = None) -> tuple[int, dict[str, State]]:
    """`(number of submissions, person → state)` from every processed submission received before `until`."""
    submissions = Submission.objects.unscoped("rebuild").in_force(until).select_related("root")
    if until is not None:
        submissions = submissions.filter(received_at__lt=until)
    states: dict[str, State] = {}
    count = 0
    for person, entry in all_entries(submissions.in_order_of_roots().iterator(chunk_size=2000)):
        count += 1
        apply_entry(states.setdefault(person, State(person)), entry)
    return count, states


def verify() -> Comparison:
    """Compare the stored caseload with a new fold, in one transaction so that both see the same submissions."""
    with transaction.atomic():
        count, states = fold_everything()
        rebuilt = set(_lines_of_states(states))
        stored = set(_lines_of_tables())
    differing = sorted({place for place, _text in rebuilt ^ stored})
    return Comparison(count, _digest(stored), _digest(rebuilt), differing)


@transaction.atomic
def restore() -> int:
    """Write every person's rows anew from the submissions; rows that no submission gives are removed."""
    _count, states = fold_everything()
    kept = set(states)
    for model in reversed(TABLES.values()):
        if model._meta.model_name == "person":
            model._base_manager.exclude(pk__in=kept).delete()
    for state in states.values():
        write(state)
    return len(states)


def _digest(lines: set[Line]) -> str:
    return hashlib.sha256("\n".join(f"{place} {text}" for place, text in sorted(lines)).encode()).hexdigest()


def _lines_of_states(states: dict[str, State]) -> Iterator[Line]:
    for state in states.values():
        for table in TABLES:
            for key, row in state.rows(table).items():
                yield _line(table, instance(table, key, row))
        for place, source in state.traces.items():
            yield _line("trace", trace_instance(place, source))
        person = instance("person", state.person, state.rows("person").get(state.person, {}))
        for digest in person.name_keys():  # type: ignore[attr-defined]
            yield _line("name", NameKey(person_id=state.person, digest=digest))


def _lines_of_tables() -> Iterator[Line]:
    models_of: dict[str, type[models.Model]] = TABLES | {"trace": Trace, "name": NameKey}
    for table, model in models_of.items():
        for row in model._base_manager.iterator(chunk_size=2000):
            yield _line(table, row)


def _line(table: str, row: models.Model) -> Line:
    """`(place, canonical text)` of one row: the same on both databases."""
    values = {name: _plain(row, name) for name in columns(type(row))}
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    key = row.pk if table in TABLES else ":".join(str(value) for _name, value in sorted(values.items()))
    return f"{table} {key}", text


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, datetime):
        return f"{value.timestamp():.6f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value
