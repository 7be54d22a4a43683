"""Which model holds which table of the fold, in the order in which rows can be written."""

from functools import cache
from typing import Any

from django.db import models

from caseload.models import (
    Assignment,
    BudgetLine,
    Case,
    ContactAttempt,
    Debt,
    DebtState,
    EconomyWork,
    Event,
    EvictionMatter,
    Goal,
    Person,
    Responsibility,
    SmallStep,
    Stay,
    Task,
    Trace,
)
from caseload.projection.state import Row, State

TABLES: dict[str, type[models.Model]] = {
    "person": Person,
    "case": Case,
    "matter": EvictionMatter,
    "economy": EconomyWork,
    "assignment": Assignment,
    "responsibility": Responsibility,
    "stay": Stay,
    "debt": Debt,
    "debtstate": DebtState,
    "budget": BudgetLine,
    "goal": Goal,
    "step": SmallStep,
    "attempt": ContactAttempt,
    "task": Task,
    "event": Event,
}
ALL: dict[str, type[models.Model]] = {**TABLES, "trace": Trace}
# Columns that tie rows together; they say nothing that somebody answered, so they have no trace.
STRUCTURE = frozenset({"case", "person", "key", "number"})


# How a place is written in a Trace. Row keys hold no bar: they are receipts, kinds, numbers and hashes.
BAR = "|"
Values = dict[str, Any]


@cache
def blank(table: str) -> Values:
    """Column → value of a row about which nothing has been said."""
    return {field.attname: field.get_default() for field in TABLES[table]._meta.concrete_fields}


@cache
def primary_key(table: str) -> str:
    pk = TABLES[table]._meta.pk
    assert pk is not None  # noqa: S101 - every table has one
    return pk.attname


def values(table: str, key: str, row: Row) -> Values:
    """A row of the fold as columns."""
    filled = blank(table) | row
    for name in ("case", "person"):
        if name in row:
            filled[f"{name}_id"] = filled.pop(name)
    filled[primary_key(table)] = key
    return filled


def instance(table: str, key: str, row: Row) -> models.Model:
    """A row of the fold as an unsaved model instance."""
    return TABLES[table](**values(table, key, row))


def traces(state: State) -> dict[str, dict[str, list[str]]]:
    """Case → place → [receipt, question], for each case of the person."""
    found: dict[str, dict[str, list[str]]] = {number: {} for number in state.rows("case")}
    for place, (case, receipt, question) in state.traces.items():
        found[case][BAR.join(place)] = [receipt, question]
    return found


def columns(model: type[models.Model]) -> list[str]:
    """The columns that a canonical dump holds: all, since no table of the fold has a surrogate number."""
    return [field.attname for field in model._meta.concrete_fields]
