"""The economy track: three-party meeting, debt review, work plan."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

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
    yield from _move(case, Economy.MEETING_HELD, call)
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
]  # fmt: skip


def _move(case: CaseState, step: Economy, call: Call) -> Iterator[Change]:
    """Forward only: a later meeting does not undo a debt review that is done."""
    now = case.case.get("economy", Economy.NOT_STARTED.value)
    if now in ORDER and ORDER.index(step) < ORDER.index(Economy(now)):
        return
    on = call.answers.get("meeting_on") or call.answers.get("on") or call.answers.get("plan_from")
    yield from put("case", case.number, economy=step.value, economy_since=on)


@effect(
    "debt_review",
    "Göra en skuldscanning",
    takes("on", "Datum", "date", required=True),
    takes("scanned_in", "Genomförd i skede", "choice"),
    takes("debts", "Skulder", "rows"),
    takes("obstacles", "Hinder för eget kontrakt", "choices"),
    takes("summary", "Sammanfattning till klienten", *TEXT),
)
def debt_review(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    rows, question = rows_of(call, "debts")
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
    for index, row in enumerate(rows):
        key = f"{entry.receipt}:skuld:{index}"
        yield Change("debt", key, "registered_on", call.value("on"), call.answers["on"].question)
        for field in ("creditor", "kind", "amount", "status", "arose_on"):
            if row.get(field) is not None:
                yield Change("debt", key, field, row[field], question)
    yield from _move(case, Economy.SCANNED, call)
    yield from done(case, "skuldscanning", call.value("on"))


def _total(rows: Iterable[dict[str, Any]]) -> Decimal:
    return sum((row["amount"] for row in rows if row.get("amount") is not None), Decimal("0.00"))


@effect(
    "work_plan",
    "Göra en ekonomisk arbetsplan",
    takes("plan_from", "Gäller från", "date", required=True),
    takes("plan_until", "Gäller till", "date"),
    takes("goals", "Mål och läxor", "rows"),
)
def work_plan(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    yield from put(
        "economy", case.number, plan_from=call.answers["plan_from"], plan_until=call.answers.get("plan_until")
    )
    yield from _move(case, Economy.PLAN, call)
    rows, question = rows_of(call, "goals")
    for index, row in enumerate(rows):
        key = f"{entry.receipt}:mal:{index}"
        yield Change("task", key, "kind", "mal")
        for field, column in (("title", "goal"), ("due_on", "due_on")):
            if row.get(column):
                yield Change("task", key, field, row[column], question)
