"""The housing track: offer, moving in, taking over the lease, moving out, leaving the queue."""

from collections.abc import Iterator
from datetime import timedelta

from caseload.effects.vocabulary import TEXT, effect, months, takes, task
from caseload.effects.work import closing
from caseload.projection.state import CaseState, Change, Entry, put
from caseload.stages import Kind, Stage
from forms.effects import Call, Refused

STAY = ("landlord", "rent", "notice", "decision", "decision_until", "takeover_by", "visit_interval")
TAKEN_OVER = "overtagit_kontrakt"
DECISION_WARNING = timedelta(days=60)
# Where the case goes when a stay ends in this way; else it goes back to assessment.
AFTER_MOVING_OUT = {
    "overtagit_kontrakt": Stage.FOLLOW_UP,
    "eget_forstahand": Stage.FOLLOW_UP,
    "andrahand": Stage.FOLLOW_UP,
    "institution": Stage.RESTING,
}


def to_stage(case: CaseState, stage: Stage, call: Call, on: str = "on") -> Iterator[Change]:
    return put("case", case.number, stage=stage.value, stage_since=call.answers[on])


@effect(
    "offer_home",
    "Erbjuda en lägenhet",
    takes("on", "Avisering", "date", required=True),
    takes("dwelling", "Lägenhet", "text", required=True),
    takes("answer", "Svar", "choice", required=True),
    kinds=[Kind.HOUSING],
)
def offer_home(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    yield from put("case", case.number, offered_dwelling=call.answers["dwelling"], offered_on=call.answers["on"])
    yield from to_stage(case, Stage.QUEUE if call.value("answer") == "nej" else Stage.OFFERED, call)


@effect(
    "move_in",
    "Flytta in",
    takes("on", "Inflyttningsdatum", "date", required=True),
    takes("dwelling", "Lägenhet", "text", required=True),
    takes("kind", "Boendeform", "choice", required=True),
    takes("landlord", "Hyresvärd", "text"),
    takes("rent", "Hyra", "kr"),
    takes("notice", "Uppsägningstid", "text"),
    takes("decision", "Beslutets nummer", "text"),
    takes("decision_until", "Beslutet gäller till", "date"),
    takes("takeover_by", "Planerat övertagande senast", "date"),
    takes("visit_interval", "Hembesök", "choice"),
    kinds=[Kind.HOUSING],
)
def move_in(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Starts a stay and plans the follow-ups. A person has at most one open stay."""
    if case.open_stay():
        raise Refused("Personen har redan en pågående boendeperiod. Avsluta den först med blanketten Utflyttning.")
    on = call.value("on")
    yield from put(
        "stay",
        entry.receipt,
        started_on=call.answers["on"],
        dwelling=call.answers["dwelling"],
        kind=call.answers["kind"],
        **{name: call.answers.get(name) for name in STAY},
    )
    yield from to_stage(case, Stage.HOUSED, call)
    plan = ((6, "uppfoljning_6", "Uppföljning efter 6 månader"), (12, "dialogintervju", "Dialogintervju efter ett år"),
            (18, "uppfoljning_18", "Uppföljning efter 1,5 år"))  # fmt: skip
    for count, kind, title in plan:
        yield from task(case, entry, kind, title, due=months(on, count), role="Socialsekreterare")
    if until := call.value("decision_until"):
        due = until - DECISION_WARNING
        yield from task(case, entry, "beslut", "Beslutet löper ut: pröva på nytt", due=due, role="Socialsekreterare")


@effect(
    "take_over_lease",
    "Ta över kontraktet",
    takes("on", "Datum för övertagandet", "date", required=True),
    takes("landlord", "Hyresvärd", "text"),
    kinds=[Kind.HOUSING],
)
def take_over_lease(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    key = _ending_stay(case, call)
    yield from put(
        "stay", key, ended_on=call.answers["on"], end_reason=TAKEN_OVER, landlord=call.answers.get("landlord")
    )
    yield from to_stage(case, Stage.FOLLOW_UP, call)
    due = call.value("on") + timedelta(days=90)
    yield from task(case, entry, "uppfoljning", "Uppföljning efter övertagandet", due=due, role="Socialsekreterare")


@effect(
    "move_out",
    "Flytta ut",
    takes("on", "Utflyttningsdatum", "date", required=True),
    takes("reason", "Orsak", "choice", required=True),
    takes("next_home", "Nästa boende", *TEXT),
    kinds=[Kind.HOUSING],
)
def move_out(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    key = _ending_stay(case, call)
    yield from put(
        "stay",
        key,
        ended_on=call.answers["on"],
        end_reason=call.answers["reason"],
        next_home=call.answers.get("next_home"),
    )
    yield from to_stage(case, AFTER_MOVING_OUT.get(call.value("reason"), Stage.ASSESSMENT), call)


def _ending_stay(case: CaseState, call: Call) -> str:
    """The stay that ends on the day of the call. Said in words before the database's constraint does."""
    stay = case.open_stay()
    if stay is None:
        raise Refused("Det finns ingen pågående boendeperiod att avsluta i ärendet.")
    key, row = stay
    if call.value("on") < row["started_on"]:
        raise Refused("Boendeperioden kan inte sluta före inflyttningen. Kontrollera datumet.")
    return key


@effect(
    "leave_queue",
    "Lämna kön",
    takes("on", "Datum", "date", required=True),
    takes("reason", "Orsak", "choice", required=True),
    takes("back", "Åter i kö", "bool", required=True),
    kinds=[Kind.HOUSING],
)
def leave_queue(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    if call.value("back") == "yes":
        yield from to_stage(case, Stage.RESTING, call)
        return
    yield from to_stage(case, Stage.CLOSED, call)
    yield from closing(case, call)
