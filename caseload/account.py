"""The trace from the other end: what a submission wrote, what of it still stands, and what wrote over the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from caseload.facts import Sources, place_of
from caseload.models import Case
from caseload.permissions import may_read_journal
from caseload.projection import moves
from caseload.projection.entries import entries_about, entries_by_person
from caseload.projection.fold import fold
from caseload.projection.state import Change, Entry, State
from caseload.projection.tables import STRUCTURE, TABLES, instance
from caseload.telling import SILENT, WORDS, Teller, hidden_fields, hidden_tables, people_named, person_in
from caseload.wording import label_of
from forms.effects import Refused
from forms.models import Submission

Place = tuple[str, str, str]


class Line(NamedTuple):
    """One value that the submission wrote. `by` is the submission that wrote over it, or None."""

    label: str
    text: str
    stands: bool
    by: Submission | None
    now: str


@dataclass
class Remembering(State):
    """A fold that remembers what one submission wrote, also when others wrote over it later."""

    source: str = ""
    written: dict[Place, Change] = field(default_factory=dict)

    def apply(self, changes: Iterable[Change], case: str, entry: Entry) -> None:
        kept = list(changes)
        super().apply(kept, case, entry)
        if entry.source == self.source:
            self.written |= {(each.table, each.row, each.field): each for each in kept}


def told(user: Any, submission: Submission) -> dict[str, Any] | None:
    """For the submission's page. None for those who may not see the case, and for what wrote nothing."""
    numbers = {submission.about, submission.receipt, submission.first.receipt} - {""}
    case = Case.objects.visible_to(user).filter(number__in=numbers).first()
    if case is None or submission.is_withdrawal or not may_read_journal(user):
        return None
    mine = Remembering(case.person_id, source=submission.receipt)
    cases = moves.now([case.person_id])
    try:
        fold(case.person_id, entries_about(cases[case.person_id], submission), mine)
    except Refused:  # what came later builds on what replaced it
        return None
    now = fold(case.person_id, entries_by_person(cases)[case.person_id])
    groups = _groups(user, submission, mine, now)
    return {"case": case, "groups": groups, "standing": _standing(groups)} if groups else None


def _standing(groups: list[tuple[str, list[Line]]]) -> tuple[int, int]:
    lines = [line for _title, each in groups for line in each]
    return sum(line.stands for line in lines), len(lines)


def _groups(user: Any, submission: Submission, mine: Remembering, now: State) -> list[tuple[str, list[Line]]]:
    words = _Words(submission, mine, now)
    found: dict[str, list[Line]] = {}
    for (table, row, name), change in sorted(mine.written.items()):
        silent = (table, name) in SILENT or name in STRUCTURE
        if not silent and table not in hidden_tables(user) and name not in hidden_fields(user):
            line = words.line(table, row, name, change)
            if line.text:
                found.setdefault(WORDS[table].title, []).append(line)
    return list(found.items())


class _Words:
    """Puts what was written into the words of its questions, and finds what wrote over it."""

    def __init__(self, submission: Submission, mine: Remembering, now: State) -> None:
        self.submission, self.mine, self.now = submission, mine, now
        traces = {place_of(*place): (submission.receipt, each.question) for place, each in mine.written.items()}
        self.sources = Sources(traces, {submission.receipt: submission}, person_in([now]))
        self.later = _later(mine, now)
        self.people = people_named([mine, now])
        self.teller = Teller([mine], [now], self.people)

    def line(self, table: str, row: str, name: str, change: Change) -> Line:
        place = (table, row, name)
        trace = self.now.traces.get(place)
        stands = trace is not None and trace[1] == self.submission.receipt
        by = self.later.get(trace[1]) if trace and not stands else None
        label = f"{WORDS[table].row}{self.teller.named(table, row)}, {label_of(TABLES[table], name)}"
        text = self.people.get(change.value, "") if name in {"responsible", "username", "owner"} else ""
        text = text or self.sources.text(table, instance(table, row, {name: change.value}), name)
        return Line(label, text, stands, by, self.teller.value(table, row, name, 1) if by else "")


def _later(mine: Remembering, now: State) -> dict[str, Submission]:
    """The submissions that wrote over something of this one, by receipt."""
    receipts = {now.traces[place][1] for place in mine.written if place in now.traces}
    found = Submission.objects.unscoped("what wrote over the values of a case that was fetched with access")
    return {each.receipt: each for each in found.filter(receipt__in=receipts).select_related("version")}
