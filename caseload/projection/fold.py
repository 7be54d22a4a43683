"""From the submissions about one person to the rows of the caseload."""

from collections.abc import Iterable

from caseload.effects import EFFECTS
from caseload.projection.state import CaseState, Entry, State, put
from caseload.stages import Economy, Eviction, Stage
from forms.effects import Refused

CLOSED = "Ärendet är avslutat. Öppna ett nytt ärende om personen behöver stöd igen."


def opens_case(entry: Entry) -> bool:
    return any(EFFECTS[call.effect].opens_case for call in entry.calls)


def case_of(entry: Entry) -> str:
    """The one case that the entry is of. What opens a case is of its own, whatever case it was sent about."""
    return entry.receipt if opens_case(entry) else entry.about


def fold(person: str, entries: Iterable[Entry], into: State | None = None) -> State:
    """The rows that the entries give, in their order. Raises Refused with a Swedish sentence."""
    state = into or State(person)
    for entry in entries:
        apply_entry(state, entry)
    return state


def apply_entry(state: State, entry: Entry) -> None:
    number = case_of(entry)
    case = CaseState(number, state)
    if not opens_case(entry):
        _check_open(case)
    before = _standing(case)
    for call in entry.calls:
        state.apply(EFFECTS[call.effect].function(case, call, entry), number, entry)
    state.apply(_event(entry, before, _standing(case)), number, entry)


def _check_open(case: CaseState) -> None:
    if not case.case:
        raise Refused("Ärendet finns inte.")
    if case.case.get("closed_on"):
        raise Refused(CLOSED)


TRACKS = (("stage", "Skede", Stage), ("eviction", "Vräkningsärendet", Eviction), ("economy", "Ekonomi", Economy))


def _standing(case: CaseState) -> list[str]:
    row = case.case
    return [row.get(field, "") for field, _word, _labels in TRACKS]


def _event(entry: Entry, before: list[str], after: list[str]) -> Iterable:
    """A line of the timeline, with what it moved in words."""
    moved = [
        f"{word}: {labels(now).label}"
        for (_field, word, labels), then, now in zip(TRACKS, before, after, strict=True)
        if now and now != then
    ]
    by = entry.actor_name or "Utan inloggning"
    text = ". ".join(moved) or None
    return put("event", entry.receipt, at=entry.at, title=entry.title, text=text, by=by, receipt=entry.source)
