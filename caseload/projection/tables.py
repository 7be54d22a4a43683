"""Which model holds which table of the fold, in the order in which rows can be written."""

from typing import Any

from django.db import models

from caseload.models import (
    Assignment,
    Case,
    ContactAttempt,
    Debt,
    EconomyWork,
    Event,
    EvictionMatter,
    Person,
    Stay,
    Task,
    Trace,
)

TABLES: dict[str, type[models.Model]] = {
    "person": Person,
    "case": Case,
    "matter": EvictionMatter,
    "economy": EconomyWork,
    "assignment": Assignment,
    "stay": Stay,
    "debt": Debt,
    "attempt": ContactAttempt,
    "task": Task,
    "event": Event,
}
# Columns that tie rows together; they say nothing that somebody answered, so they have no trace.
STRUCTURE = frozenset({"case", "person", "key", "number"})


def instance(table: str, key: str, row: dict[str, Any]) -> models.Model:
    """A row of the fold as an unsaved model instance."""
    model = TABLES[table]
    values = {f"{name}_id" if name in {"case", "person"} else name: value for name, value in row.items()}
    return model(**{model._meta.pk.attname: key} | values)


def trace_instance(place: tuple[str, str, str], source: tuple[str, str, str]) -> Trace:
    (table, row, field), (case, receipt, question) = place, source
    return Trace(case_id=case, table=table, row=row, field=field, receipt=receipt, question=question)


def columns(model: type[models.Model]) -> list[str]:
    """The columns that a canonical dump holds, in a fixed order; surrogate numbers differ between databases."""
    return sorted(field.attname for field in model._meta.concrete_fields if field.attname != "id")
