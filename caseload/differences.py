"""What a correction or a withdrawal would change in the caseload: two folds of the same people, compared row by row.

Nothing is written. A test proves that the difference told is the difference made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from caseload.projection import joining, moves
from caseload.projection.entries import entries_about, entries_by_person
from caseload.projection.fold import fold
from caseload.projection.state import State
from caseload.projection.tables import TABLES, values
from forms.models import Submission

# The timeline's link to the newest of a chain, which says nothing about the case.
NOT_TOLD = frozenset({("event", "receipt")})


class Difference(NamedTuple):
    """One field of one row. `before` is None of every field of a row that is new, `after` of one that goes away."""

    table: str
    row: str
    field: str
    before: Any
    after: Any
    kind: str  # new, gone or changed: of the row


@dataclass(frozen=True)
class Folds:
    before: list[State]
    after: list[State]


def folds(candidate: Submission) -> Folds:
    """The people whose rows an unstored correction or withdrawal changes, as they are and as they would be.

    Raises Refused, as carrying it out would.
    """
    joining.check(candidate)
    owned = moves.after(candidate)
    standing = entries_by_person(moves.now(owned))
    return Folds(
        [fold(person, standing[person]) for person in sorted(owned)],
        [fold(person, entries_about(owned[person], candidate)) for person in sorted(owned)],
    )


def between(found: Folds) -> list[Difference]:
    """Every field that would change, in a fixed order."""
    return [
        each for table in TABLES for each in _of_table(table, _rows(found.before, table), _rows(found.after, table))
    ]


def _rows(states: Iterable[State], table: str) -> dict[str, dict[str, Any]]:
    return {key: values(table, key, row) for state in states for key, row in state.rows(table).items()}


def _of_table(table: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        kind = "new" if old is None else "gone" if new is None else "changed"
        for field in sorted((old or new or {}).keys()):
            was, becomes = (old or {}).get(field), (new or {}).get(field)
            if was != becomes and (table, field) not in NOT_TOLD:
                yield Difference(table, key, field, was, becomes, kind)


FIGURES = (
    "Öppna ärenden", "I kö", "Pågående boenden", "Avslutade boenden", "Övertagna kontrakt", "Förhindrade vräkningar",
    "Öppna uppgifter", "Gammal hyresskuld kvar", "Ny hyresskuld kvar",
)  # fmt: skip


def figures(states: Iterable[State]) -> dict[str, int | Decimal]:
    """What these people's rows give to the unit's figures."""
    cases = [row for state in states for row in state.rows("case").values()]
    stays = [row for state in states for row in state.rows("stay").values()]
    tasks = [row for state in states for row in state.rows("task").values()]
    debts = [row for state in states for row in state.rows("debt").values()]
    matters = [row for state in states for row in state.rows("matter").values()]
    ended = [row for row in stays if row.get("ended_on") is not None]
    counts: list[int | Decimal] = [
        sum(row.get("closed_on") is None for row in cases),
        sum(row.get("stage") == "ko" for row in cases),
        len(stays) - len(ended),
        len(ended),
        sum(row.get("end_reason") == "overtagit_kontrakt" for row in ended),
        sum(row.get("outcome") == "forhindrad" for row in matters),
        sum(row.get("done_on") is None for row in tasks),
        _left(debts, "gammal_hyra"),
        _left(debts, "ny_hyra"),
    ]
    return dict(zip(FIGURES, counts, strict=True))


def _left(debts: list[dict[str, Any]], side: str) -> Decimal:
    return sum((row.get("balance", Decimal("0.00")) for row in debts if row["side"] == side), Decimal("0.00"))
