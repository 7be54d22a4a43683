"""The plan: goals, the small steps towards them, and how it went since last time."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from caseload.effects.debts import note_debts
from caseload.effects.economy import move
from caseload.effects.vocabulary import TEXT, done, effect, months, rows_of, takes, task
from caseload.projection.state import CaseState, Change, Entry, Row, put
from caseload.stages import Economy
from forms.effects import Answer, Call, Refused

CLOSED = {"klar", "struken"}
RESULTS = {"uppnatt": "klar", "delvis": "pagar"}
FOLLOW_UP = "planuppfoljning"
# Table, field, and the column of the form that gives it.
GOAL_CELLS = (
    ("goal", "title", "goal"),
    ("goal", "who", "who"),
    ("goal", "due_on", "due_on"),
    ("goal", "status", "status"),
    ("task", "title", "goal"),
    ("task", "due_on", "due_on"),
)


@effect(
    "work_plan",
    "Göra en ekonomisk arbetsplan",
    takes("plan_from", "Gäller från", "date", required=True),
    takes("plan_until", "Gäller till", "date"),
    takes("goals", "Mål och läxor", "rows"),
    takes("interval", "Hur ofta planen följs upp", "choice"),
)
def work_plan(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Goals of an older plan go on when the new one has them too; the others are replaced."""
    start = call.answers["plan_from"]
    until, interval = call.answers.get("plan_until"), call.answers.get("interval")
    yield from put("economy", case.number, plan_from=start, plan_until=until, interval=interval)
    yield from move(case, Economy.PLAN, call)
    rows, question = rows_of(call, "goals")
    kept = {_plain(row["goal"]) for row in rows if row.get("goal")}
    for key, goal in open_goals(case).items():
        if _plain(goal["title"]) not in kept:
            yield from close_goal(case, key, "ersatt", start.value)
    for index, row in enumerate(rows):
        yield from _goal(case, row, f"{entry.receipt}:mal:{index}", question, start)
    yield from _next_follow_up(case, call, entry, start.value)


def _goal(case: CaseState, row: Row, new: str, question: str, start: Answer) -> Iterator[Change]:
    """A goal is a task as well, with the same key."""
    known = (key for key, goal in open_goals(case).items() if _plain(goal["title"]) == _plain(row["goal"]))
    key = next(known, new)
    if key == new:
        yield from put("goal", key, set_on=start)
        yield Change("task", key, "kind", "mal")
    for table, field, column in GOAL_CELLS:
        if row.get(column):
            yield Change(table, key, field, row[column], question)
    if row.get("status") in CLOSED:
        yield from close_goal(case, key, row["status"], start.value, question)
    for kind, column in (("delsteg", "steps"), ("laxa", "homework")):
        for index, title in enumerate(_parts(row.get(column))):
            yield from _step(f"{new}:{kind}:{index}", kind, title, question, start, key, row.get("due_on"))


def _parts(text: str | None) -> list[str]:
    """Several small steps in one answer are parted by semicolons."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _step(
    key: str, kind: str, title: str, question: str, start: Answer, goal: str, due: date | None
) -> Iterator[Change]:  # fmt: skip
    yield Change("step", key, "kind", kind)
    yield Change("step", key, "title", title, question)
    yield from put("step", key, set_on=start, goal=goal or None)
    if due:
        yield Change("step", key, "due_on", due, question)


def open_goals(case: CaseState) -> dict[str, Row]:
    goals = case.state.rows("goal", case.number).items()
    return {key: row for key, row in goals if row.get("closed_on") is None}


def close_goal(case: CaseState, key: str, status: str, on: date, question: str = "") -> Iterator[Change]:
    yield Change("goal", key, "status", status, question)
    yield from put("goal", key, closed_on=on)
    yield from put("task", key, done_on=on)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@effect(
    "tick_steps",
    "Bocka av mål, delsteg och läxor i planen",
    takes("done", "Det som är klart", "items"),
    takes("on", "Datum", "date", required=True),
    takes("homework", "Ny läxa", *TEXT),
    takes("homework_due", "Läxan klar senast", "date"),
)
def tick_steps(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    if not call.value("done") and not call.value("homework"):
        raise Refused("Bocka av minst ett steg, eller skriv en ny läxa.")
    goals, steps = case.state.rows("goal", case.number), case.state.rows("step", case.number)
    for item in call.value("done", []):
        key = item["value"]
        if key in goals:
            yield from close_goal(case, key, "klar", call.value("on"), call.answers["done"].question)
        elif key in steps:
            yield Change("step", key, "done_on", call.value("on"), call.answers["on"].question)
        else:
            raise Refused("Steget finns inte i planen. Läs in sidan igen och välj bland stegen som visas.")
    yield from _homework(call, entry, call.value("homework_due"))


def _homework(call: Call, entry: Entry, due: date | None) -> Iterator[Change]:
    if given := call.answers.get("homework"):
        for index, title in enumerate(_parts(given.value.replace("\n", ";"))):
            key = f"{entry.receipt}:laxa:{index}"
            yield from _step(key, "laxa", title[:255], given.question, call.answers["on"], "", due)


@effect(
    "follow_up_plan",
    "Följa upp planen",
    takes("on", "Datum", "date", required=True),
    takes("goals", "Hur det gick med målen", "rows"),
    takes("rent_in_time", "Hyran betald i tid", "bool"),
    takes("debts", "Nya skulder", "rows"),
    takes("binder", "Pärmen i ordning", "choice"),
    takes("homework", "Läxa till nästa gång", *TEXT),
    takes("next_on", "Nästa uppföljning", "date"),
)
def follow_up_plan(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    on = call.answers["on"]
    seen = {name: call.answers.get(name) for name in ("rent_in_time", "binder")}
    yield from put("economy", case.number, followed_on=on, **seen)
    if case.state.rows("economy").get(case.number, {}).get("plan_from"):
        yield from move(case, Economy.PLAN_FOLLOWED, call)
    rows, question = rows_of(call, "goals")
    for row in rows:
        yield from _result(case, row, on.value, question)
    yield from note_debts(case, call, entry)
    yield from _homework(call, entry, call.value("next_on"))
    yield from _next_follow_up(case, call, entry, on.value)


def _result(case: CaseState, row: dict[str, Any], on: date, question: str) -> Iterator[Change]:
    """The goals are named in the form; one that is not in the plan is told in the form only."""
    for key, goal in open_goals(case).items():
        if _plain(goal["title"]) == _plain(row.get("mal") or "") and (
            status := RESULTS.get(row.get("resultat") or "")
        ):
            if status in CLOSED:
                yield from close_goal(case, key, status, on, question)
            else:
                yield Change("goal", key, "status", status, question)


def _next_follow_up(case: CaseState, call: Call, entry: Entry, on: date) -> Iterator[Change]:
    """The series goes on: the planned follow-up is done, and the next is when somebody says or the interval does."""
    yield from done(case, FOLLOW_UP, on)
    stored = case.state.rows("economy").get(case.number, {}).get("interval", "")
    due = call.value("next_on") or _after(on, call.value("interval", stored))
    if due:
        yield from task(case, entry, FOLLOW_UP, "Följ upp arbetsplanen", due=due)


def _after(on: date, interval: str) -> date | None:
    weeks, ahead = {"vecka": 1, "tva_veckor": 2}.get(interval), {"manad": 1, "tva_manader": 2}.get(interval)
    if weeks:
        return on + timedelta(weeks=weeks)
    return months(on, ahead) if ahead else None
