"""Who works with a case, changes of stage by decision, and closing."""

from collections.abc import Iterator

from caseload.effects.handing_over import give_to
from caseload.effects.vocabulary import TEXT, done, effect, takes
from caseload.projection.state import CaseState, Change, Entry, put
from caseload.stages import NEXT_STAGES, OUTCOMES, Eviction, Kind, Stage
from forms.effects import Call, Refused


@effect("take_case", "Ta ärendet")
def take_case(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """The one who sends the form becomes responsible."""
    yield from give_to(case, entry, entry.actor)


@effect(
    "assign_support",
    "Utse en medarbetare",
    takes("colleague", "Kollega", "colleague", required=True),
    takes("role", "Uppdrag", "choice", required=True),
)
def assign_support(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """`handlaggare` makes the colleague responsible; other roles give an assignment beside the one responsible."""
    colleague = call.answers["colleague"]
    if call.value("role") == "handlaggare":
        yield from give_to(case, entry, colleague)
        return
    key = f"{case.number}:{colleague.value}"
    yield from put("assignment", key, username=colleague, role=call.answers["role"], since=entry.day)


@effect(
    "complete_tasks",
    "Göra klart uppgifter",
    takes("tasks", "Uppgifter", "items", required=True),
    takes("on", "Datum", "date", required=True),
)
def complete_tasks(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    open_tasks = set(case.open_tasks())
    for item in call.value("tasks"):
        if item["value"] in open_tasks:
            yield from put("task", item["value"], done_on=call.answers["on"])


@effect(
    "set_stage",
    "Ändra skede",
    takes("stage", "Nytt skede", "choice", required=True),
    takes("on", "Från och med", "date", required=True),
    takes("reason", "Skäl", *TEXT, required=True),
    takes("queue_since", "Köstart", "date"),
    kinds=[Kind.HOUSING],
)
def set_stage(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Any step of the staircase with a reason; but nobody moves in without an offer, and a stay ends before rest."""
    if case.case["kind"] != Kind.HOUSING:
        raise Refused("Skeden finns bara i boendeärenden. Använd blanketten om vräkningsärendets handläggning.")
    now, to = case.case["stage"], call.value("stage")
    if to not in NEXT_STAGES[now]:
        raise Refused(f"Ärendet kan inte gå från {Stage(now).label} till {Stage(to).label}.")
    if to in {Stage.HOUSED, Stage.CLOSED}:
        raise Refused("Inflyttning och avslut har egna blanketter, så att inget som hör till dem glöms bort.")
    yield from put(
        "case",
        case.number,
        stage=call.answers["stage"],
        stage_since=call.answers["on"],
        stage_reason=call.answers["reason"],
        queue_since=call.answers.get("queue_since"),
    )


@effect(
    "close_case",
    "Avsluta ärendet",
    takes("on", "Datum", "date", required=True),
    takes("reason", "Avslutsorsak", "choice", required=True),
)
def close_case(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Closing needs an ended stay, and in an eviction case an outcome."""
    if case.case["kind"] == Kind.HOUSING and case.open_stay():
        raise Refused("Boendeperioden pågår. Fyll i blanketten Utflyttning innan ärendet avslutas.")
    if case.case["kind"] == Kind.EVICTION and case.case["eviction"] not in OUTCOMES | {Eviction.FOLLOWED_UP.value}:
        raise Refused("Ange först hur vräkningsärendet gick, i blanketten Handläggning av vräkningsärende.")
    yield from closing(case, call)
    if case.case["kind"] == Kind.HOUSING:
        yield from put("case", case.number, stage=Stage.CLOSED.value, stage_since=call.answers["on"])
    else:
        yield from put("case", case.number, eviction=Eviction.CLOSED.value, eviction_since=call.answers["on"])


def closing(case: CaseState, call: Call) -> Iterator[Change]:
    """Day and reason of the close, and nothing is left to do. Said in words before the database's constraint does."""
    if call.value("on") < case.case["opened_on"]:
        raise Refused("Ärendet kan inte avslutas före dagen då det öppnades. Kontrollera datumet.")
    yield from put("case", case.number, closed_on=call.answers["on"], close_reason=call.answers["reason"])
    for kind in {row["kind"] for row in case.state.rows("task", case.number).values()}:
        yield from done(case, kind, call.value("on"))
