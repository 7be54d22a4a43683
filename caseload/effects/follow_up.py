"""Visits, follow-ups and what else happens along the way: an event in the case, and the next date as a task."""

from collections.abc import Iterator

from caseload.effects.vocabulary import done, effect, months, takes, task
from caseload.projection.state import CaseState, Change, Entry
from forms.effects import Call

# Which planned task a follow-up does.
OCCASIONS = {
    "sex_manader": "uppfoljning_6",
    "overtagande": "uppfoljning",
    "ett_och_ett_halvt": "uppfoljning_18",
}


@effect(
    "record_event",
    "Föra in en händelse i ärendet",
    takes("next_on", "Nästa gång", "date"),
)
def record_event(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """Every form with an effect is an event of the case; here the date of the next one becomes a task."""
    if due := call.value("next_on"):
        yield from task(case, entry, "nasta", f"Nästa gång: {entry.title}", due=due)


@effect(
    "home_visit",
    "Göra ett hembesök",
    takes("on", "Datum", "date", required=True),
    takes("next_on", "Nästa besök", "date"),
    takes("child_concern", "Oro för barn", "bool"),
)
def home_visit(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    yield from done(case, "hembesok", call.value("on"))
    if due := call.value("next_on"):
        yield from task(case, entry, "hembesok", "Hembesök", due=due)
    if call.value("child_concern") == "yes":
        title = "Oro för barn vid hembesök: följ rutinen för orosanmälan"
        yield from task(case, entry, "oro_barn", title, due=call.value("on"), urgent=True)


@effect(
    "follow_up",
    "Göra en uppföljning",
    takes("on", "Datum", "date", required=True),
    takes("occasion", "Vilken uppföljning", "choice"),
    takes("next_on", "Nästa uppföljning", "date"),
)
def follow_up(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    if kind := OCCASIONS.get(call.value("occasion", "")):
        yield from done(case, kind, call.value("on"))
    if due := call.value("next_on"):
        yield from task(case, entry, "uppfoljning", "Uppföljning", due=due)


@effect(
    "dialogue_interview",
    "Hålla en dialogintervju",
    takes("on", "Datum", "date", required=True),
)
def dialogue_interview(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """The planned interview is done, and the next is a year away."""
    on = call.value("on")
    yield from done(case, "dialogintervju", on)
    yield from task(case, entry, "dialogintervju", "Dialogintervju efter ett år", due=months(on, 12))
