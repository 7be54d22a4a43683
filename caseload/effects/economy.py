"""The economy track: three-party meeting, and the debt review with its budget."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from caseload.effects.debts import note_debts
from caseload.effects.vocabulary import TEXT, done, effect, rows_of, takes, task
from caseload.projection.state import CaseState, Change, Entry, put
from caseload.stages import Economy
from forms.effects import Call

MEETING = ("meeting_form", "participants", "problem", "goals", "shared_view", "unclear", "next_meeting_on")


@effect(
    "three_party_meeting",
    "Hålla ett trepartssamtal",
    takes("meeting_on", "Datum", "date", required=True),
    takes("meeting_form", "Form", "choice"),
    takes("participants", "Deltagare", "choices"),
    takes("problem", "Problembild", *TEXT),
    takes("goals", "Klientens egna mål", *TEXT),
    takes("shared_view", "Samsyn", "choice"),
    takes("unclear", "Vad är oklart", *TEXT),
    takes("next_meeting_on", "Nästa samtal", "date"),
    takes("responsibilities", "Ansvarsfördelning", "rows"),
)
def three_party_meeting(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """One task for each row of the division of responsibility; the track stands at "meeting held"."""
    on = call.answers["meeting_on"]
    yield from put("economy", case.number, meeting_on=on, **{name: call.answers.get(name) for name in MEETING})
    yield from move(case, Economy.MEETING_HELD, call)
    yield from done(case, "trepartssamtal", on.value)
    rows, question = rows_of(call, "responsibilities")
    for index, row in enumerate(rows):
        key = f"{entry.receipt}:ansvar:{index}"
        yield Change("task", key, "kind", "ansvar")
        for field, column in (("title", "task"), ("role", "role"), ("due_on", "due_on")):
            if row.get(column):
                yield Change("task", key, field, row[column], question)
    if "next_meeting_on" in call.answers:
        yield from task(case, entry, "trepartssamtal", "Nästa trepartssamtal", due=call.value("next_meeting_on"))


ORDER = [
    Economy.NOT_STARTED, Economy.MEETING_BOOKED, Economy.MEETING_HELD, Economy.SCANNING, Economy.SCANNED, Economy.PLAN,
    Economy.PLAN_FOLLOWED,
]  # fmt: skip


def move(case: CaseState, step: Economy, call: Call) -> Iterator[Change]:
    """Forward only: a later meeting does not undo a debt review that is done. A new plan is active until followed up."""
    now = case.case.get("economy", Economy.NOT_STARTED.value)
    if now in ORDER and step != Economy.PLAN and ORDER.index(step) < ORDER.index(Economy(now)):
        return
    on = call.answers.get("meeting_on") or call.answers.get("on") or call.answers.get("plan_from")
    yield from put("case", case.number, economy=step.value, economy_since=on)


@effect(
    "debt_review",
    "Göra en skuldscanning",
    takes("on", "Datum", "date", required=True),
    takes("scanned_in", "Genomförd i skede", "choice"),
    takes("incomes", "Inkomster", "rows"),
    takes("expenses", "Fasta utgifter", "rows"),
    takes("debts", "Skulder", "rows"),
    takes("obstacles", "Hinder för eget kontrakt", "choices"),
    takes("summary", "Sammanfattning till klienten", *TEXT),
)
def debt_review(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    rows, _question = rows_of(call, "debts")
    yield from put(
        "economy",
        case.number,
        scanned_on=call.answers["on"],
        scanned_in=call.answers.get("scanned_in"),
        obstacles=call.answers.get("obstacles"),
        summary=call.answers.get("summary"),
        total_debt=_total(rows),
        old_rent_debt=_total(row for row in rows if row.get("kind") == "hyresskuld_gammal"),
    )
    yield from note_debts(case, call, entry)
    yield from _budget(case, call, entry)
    yield from move(case, Economy.SCANNED, call)
    yield from done(case, "skuldscanning", call.value("on"))


def _budget(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Income and fixed expenses a month. Nothing was said about the budget when neither was answered."""
    totals = {}
    for parameter, way, column in (("incomes", "in", "netto"), ("expenses", "ut", "kr")):
        rows, question = rows_of(call, parameter)
        totals[way] = sum((row[column] for row in rows), Decimal("0.00"))
        for index, row in enumerate(rows):
            key = f"{entry.receipt}:{way}:{index}"
            yield from put("budget", key, budget=entry.receipt, on=call.answers["on"], way=way)
            for field, name in (("kind", "typ"), ("amount", column), ("pay_day", "betalningsdag")):
                if row.get(name) is not None:
                    yield Change("budget", key, field, row[name], question)
    if "incomes" in call.answers or "expenses" in call.answers:
        yield from put(
            "economy",
            case.number,
            budget=entry.receipt,
            budget_on=call.answers["on"],
            income_total=totals["in"],
            expense_total=totals["ut"],
            left_over=totals["in"] - totals["ut"],
        )


def _total(rows: Iterable[dict[str, Any]]) -> Decimal:
    return sum((row["amount"] for row in rows if row.get("amount") is not None), Decimal("0.00"))
