"""From the submissions about one person to the rows of the caseload."""

from collections.abc import Iterable

from caseload.effects import EFFECTS
from caseload.projection.state import CaseState, Entry, State, put
from forms.effects import Refused


def opens_case(entry: Entry) -> bool:
    return any(EFFECTS[call.effect].opens_case for call in entry.calls)


def fold(person: str, entries: Iterable[Entry]) -> State:
    """The rows that the entries give, in their order. Raises Refused with a Swedish sentence."""
    state = State(person)
    for entry in entries:
        apply_entry(state, entry)
    return state


def apply_entry(state: State, entry: Entry) -> None:
    number = entry.receipt if opens_case(entry) else entry.about
    case = CaseState(number, state)
    if not opens_case(entry):
        _check_open(case)
    for call in entry.calls:
        state.apply(EFFECTS[call.effect].function(case, call, entry), number, entry)
    state.apply(_event(entry), number, entry)


def _check_open(case: CaseState) -> None:
    if not case.case:
        raise Refused("Ärendet finns inte.")
    if case.case.get("closed_on"):
        raise Refused("Ärendet är avslutat. Öppna ett nytt ärende om personen behöver stöd igen.")


def _event(entry: Entry) -> Iterable:
    by = entry.actor_name or "Utan inloggning"
    return put("event", entry.receipt, at=entry.at, title=entry.title, by=by, receipt=entry.source)
