"""The ledger of debts: noted in a debt review or a follow-up, then paid and changed over time."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from caseload.effects.vocabulary import TEXT, effect, rows_of, takes
from caseload.projection.state import CaseState, Change, Entry, put
from forms.effects import Call, Refused

COLUMNS = ("creditor", "kind", "arose_on", "this_home", "landlord")
RENT = "hyresskuld"
OLD, NEW, OTHER = "gammal_hyra", "ny_hyra", "annan"
PAID, WRITTEN_OFF = "betald", "avskriven"


def note_debts(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Each row is a new debt, or what is left now of one that is in the ledger already: same creditor and kind."""
    rows, question = rows_of(call, "debts")
    seen: set[str] = set()
    for index, row in enumerate(rows):
        key = _known(case, row, seen) or f"{entry.receipt}:skuld:{index}"
        seen.add(key)
        if key not in case.state.rows("debt", case.number):
            yield from _new(case, key, row, call, question)
        yield from _state(
            key, f"{entry.receipt}:{index}", call, question, left=row.get("amount"), status=row.get("status")
        )


def _known(case: CaseState, row: dict[str, Any], seen: set[str]) -> str | None:
    """The debt of the ledger that the row speaks of, unless it is settled or another row took it."""
    for key, debt in case.state.rows("debt", case.number).items():
        alike = _plain(debt["creditor"]) == _plain(row["creditor"]) and debt["kind"] == row["kind"]
        arose = (debt.get("arose_on"), row.get("arose_on"))
        if alike and key not in seen and debt.get("settled_on") is None and (None in arose or arose[0] == arose[1]):
            return key
    return None


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _new(case: CaseState, key: str, row: dict[str, Any], call: Call, question: str) -> Iterator[Change]:
    yield Change("debt", key, "registered_on", call.value("on"), call.answers["on"].question)
    yield Change("debt", key, "amount", row["amount"], question)
    yield Change("debt", key, "side", _side(case, row))
    for name in COLUMNS:
        if row.get(name) is not None:
            value = row[name] == "yes" if name == "this_home" else row[name]
            yield Change("debt", key, name, value, question)


def _side(case: CaseState, row: dict[str, Any]) -> str:
    """New is a rent debt that arose while the person lived in a flat of ours; everything older is old.

    Without a day, what the form says about it stands, but not before anybody has moved in.
    """
    if not row["kind"].startswith(RENT):
        return OTHER
    stay, arose = case.open_stay(), row.get("arose_on")
    if stay is None:
        return OLD
    if arose is None:
        return OLD if row["kind"] == "hyresskuld_gammal" else NEW
    return NEW if arose >= stay[1]["started_on"] else OLD


def _state(
    key: str, place: str, call: Call, question: str = "", *, left: Decimal | None, status: str | None = None,
    paid: Decimal | None = None,
) -> Iterator[Change]:  # fmt: skip
    """A line of the ledger, and the debt as it stands after it."""
    line, on = f"{place}:lage", call.answers["on"]
    yield from put("debtstate", line, debt=key, on=on, paid=paid, left=left, note=call.answers.get("note"))
    yield from put("debt", key, changed_on=on)
    if status:
        yield Change("debtstate", line, "status", status, question)
        yield Change("debt", key, "status", status, question)
    if left is not None:
        yield Change("debt", key, "balance", left, question)
    if left == 0 or status in {PAID, WRITTEN_OFF}:
        yield from put("debt", key, settled_on=on)


@effect(
    "debt_state",
    "Föra in en betalning eller ett nytt läge för en skuld",
    takes("debts", "Skulder", "items", required=True),
    takes("on", "Datum", "date", required=True),
    takes("status", "Nytt läge", "choice"),
    takes("paid", "Betalt", "kr"),
    takes("left", "Kvar att betala", "kr"),
    takes("note", "Anteckning", *TEXT),
)
def debt_state(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    items = call.value("debts")
    ledger = case.state.rows("debt", case.number)
    if any(item["value"] not in ledger for item in items):
        raise Refused("Skulden finns inte i ärendet. Läs in sidan igen och välj bland skulderna som visas.")
    if len(items) > 1 and ("paid" in call.answers or "left" in call.answers):
        raise Refused("Välj en skuld i taget när du skriver ett belopp.")
    status = call.answers.get("status")
    for index, item in enumerate(items):
        paid = call.value("paid")
        left = _left(ledger[item["value"]], call)
        settled = status.value if status else PAID if left == 0 else None
        question = status.question if status else ""
        yield from _state(
            item["value"], f"{entry.receipt}:{index}", call, question, left=left, status=settled, paid=paid
        )


def _left(debt: dict[str, Any], call: Call) -> Decimal | None:
    """As it was said, or what the payment leaves; nothing is left of what is paid or written off."""
    if call.value("status") in {PAID, WRITTEN_OFF}:
        return Decimal("0.00")
    if "left" in call.answers:
        return call.value("left")
    if "paid" in call.answers:
        return max(debt.get("balance", Decimal("0.00")) - call.value("paid"), Decimal("0.00"))
    return None
