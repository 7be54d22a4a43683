"""The fold's own words: what comes in (Entry), what an effect says (Change), and the rows that come of it (State).

Nothing here reads the clock, the database or the person logged in: the same entries give the same rows, always.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from forms.effects import Answer, Call


@dataclass(frozen=True)
class Entry:
    """One submission as the fold sees it. `day` is the local date on which it was received.

    A correction takes the place of what it corrects: number, time and sender are those of the first of its chain, so
    that the caseload is what it would have been had it been right at once. `source` is where the words stand.
    """

    receipt: str
    at: datetime
    day: date
    actor: str
    actor_name: str
    unit: str
    title: str
    about: str
    calls: tuple[Call, ...]
    source: str


class Change(NamedTuple):
    """One value for one field of one row; `question` is what gave it, or empty when the effect computed it.

    A rebuild makes some twenty of them for each submission, so it is a tuple.
    """

    table: str
    row: str
    field: str
    value: Any
    question: str = ""


def put(table: str, row: str, **values: Any) -> Iterator[Change]:
    """Changes for one row. An Answer keeps its question; None means: say nothing about the field."""
    for name, value in values.items():
        if isinstance(value, Answer):
            yield Change(table, row, name, value.value, value.question)
        elif value is not None:
            yield Change(table, row, name, value)


Row = dict[str, Any]


@dataclass
class State:
    """The rows of one person's cases, and where each value came from."""

    person: str
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    traces: dict[tuple[str, str, str], tuple[str, str, str]] = field(default_factory=dict)

    def rows(self, table: str, case: str | None = None) -> dict[str, Row]:
        rows = self.tables.get(table, {})
        return rows if case is None else {key: row for key, row in rows.items() if row.get("case") == case}

    def apply(self, changes: Iterable[Change], case: str, entry: Entry) -> None:
        for table, key, name, value, question in changes:
            try:
                row = self.tables[table][key]
            except KeyError:
                row = self.tables.setdefault(table, {})[key] = self._new_row(table, case)
            row[name] = value
            self.traces[table, key, name] = (case, entry.source, question)

    def _new_row(self, table: str, case: str) -> Row:
        if table == "person":
            return {}
        if table == "case":
            return {"person": self.person}
        return {"case": case, "person": self.person} if table == "stay" else {"case": case}


@dataclass(frozen=True)
class CaseState:
    """What an effect may look at: the case as it stands before the submission."""

    number: str
    state: State

    @property
    def person(self) -> str:
        return self.state.person

    @property
    def case(self) -> Row:
        return self.state.rows("case").get(self.number, {})

    @property
    def matter(self) -> Row:
        return self.state.rows("matter").get(self.number, {})

    def open_tasks(self, kind: str | None = None) -> list[str]:
        tasks = self.state.rows("task", self.number).items()
        return [key for key, row in tasks if row.get("done_on") is None and kind in (None, row["kind"])]

    def open_stay(self) -> tuple[str, Row] | None:
        stays = self.state.rows("stay").items()
        return next(((key, row) for key, row in stays if row.get("ended_on") is None), None)
