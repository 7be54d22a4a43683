"""Differences in plain Swedish, for one who is about to correct or withdraw."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from caseload import differences, protection
from caseload.differences import Difference, Folds
from caseload.facts import ECONOMY_FIELDS, JOURNAL_FIELDS, Sources, place_of
from caseload.models import Person
from caseload.permissions import may_read_economy, may_read_journal
from caseload.projection.state import State
from caseload.projection.tables import STRUCTURE, TABLES, instance
from caseload.wording import label_of
from forms.consequences import Section
from forms.effects import Refused
from forms.models import Submission
from portal.models import User
from portal.templatetags.swedish import kronor

ECONOMY_TABLES = frozenset({"economy", "debt", "debtstate", "budget", "goal", "step"})
JOURNAL_TABLES = frozenset({"event", "attempt"})
# Fields that say nothing to a reader, or that another line says already.
SILENT = frozenset({
    ("person", "identity_hash"), ("case", "kind"), ("economy", "budget"), ("budget", "budget"), ("debtstate", "debt"),
    ("step", "goal"), ("step", "kind"), ("task", "kind"), ("responsibility", "given_at"), ("responsibility", "given_by"),
    ("event", "receipt"), ("event", "at"), ("event", "by"),
})  # fmt: skip
HIDDEN = "Vad som ändras visas inte, för personen har skyddade uppgifter. Fråga den som är handläggare i ärendet."
USERNAMES = frozenset({"responsible", "username", "owner"})


class Words(NamedTuple):
    """A heading, what a row is called, and the field that names it."""

    title: str
    row: str
    name: str


WORDS = {
    "person": Words("Personen", "Uppgifterna om personen", ""),
    "case": Words("Ärendet", "Ärendet", ""),
    "matter": Words("Ärendet", "Vräkningsuppgifterna", ""),
    "economy": Words("Ekonomin", "Ekonomiarbetet", ""),
    "assignment": Words("Vilka som arbetar i ärendet", "Uppdraget", "username"),
    "responsibility": Words("Vilka som arbetar i ärendet", "Handläggningen", "username"),
    "stay": Words("Boenden", "Boendet", "dwelling"),
    "debt": Words("Skulder", "Skulden", "creditor"),
    "debtstate": Words("Skulder", "Raden om skuld", "on"),
    "budget": Words("Hushållsbudget", "Budgetraden", "kind"),
    "goal": Words("Planen", "Målet", "title"),
    "step": Words("Planen", "Steget", "title"),
    "attempt": Words("Kontaktförsök", "Kontaktförsöket", "on"),
    "task": Words("Uppgifter", "Uppgiften", "title"),
    "event": Words("Vad som har hänt", "Händelsen", "title"),
}


def preview(user: Any, candidate: Submission) -> list[Section]:
    """What the candidate would change, as the user may read it. Nothing when it has no effect on the caseload."""
    if protection.is_hidden_from(user, candidate):
        return [Section("Ärendet", [HIDDEN])]
    try:
        found = differences.folds(candidate)
    except Refused:
        return []
    sections = sections_of(user, candidate, found)
    return sections or [Section("Ärendet", ["Inget i ärendet ändras. Bara blankettens text blir en annan."])]


def sections_of(user: Any, candidate: Submission, found: Folds) -> list[Section]:
    teller = Teller(found.before, found.after, people_named([*found.before, *found.after]), candidate)
    hidden = hidden_fields(user)
    lines: dict[str, list[str]] = {}
    seen = [each for each in differences.between(found) if each.table not in hidden_tables(user)]
    for (table, row, kind), fields in groupby(seen, key=lambda each: (each.table, each.row, each.kind)):
        told = teller.row(table, row, kind, [each for each in fields if each.field not in hidden])
        lines.setdefault(WORDS[table].title, []).extend(told)
    return [*(Section(title, each) for title, each in lines.items() if each), *_figures(user, found)]


def hidden_tables(user: Any) -> frozenset[str]:
    return (frozenset() if may_read_economy(user) else ECONOMY_TABLES) | (
        frozenset() if may_read_journal(user) else JOURNAL_TABLES
    )


def hidden_fields(user: Any) -> frozenset[str]:
    return (frozenset() if may_read_economy(user) else ECONOMY_FIELDS) | (
        frozenset() if may_read_journal(user) else JOURNAL_FIELDS
    )


def _figures(user: Any, found: Folds) -> Iterator[Section]:
    before, after = differences.figures(found.before), differences.figures(found.after)
    lines = [
        f"{name}: {_number(before[name])} blir {_number(after[name])}."
        for name in differences.FIGURES
        if before[name] != after[name] and (may_read_economy(user) or "hyresskuld" not in name)
    ]
    if lines:
        yield Section("Siffror om personen, som enhetens siffror räknas av", lines)


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) else kronor(value)


class Teller:
    """Puts values into words with the questions that they answered, as those were worded."""

    def __init__(
        self, before: list[State], after: list[State], people: dict[str, str], candidate: Submission | None = None
    ) -> None:
        self.sources = (_sources(before, None), _sources(after, candidate))
        self.rows = (_instances(before), _instances(after))
        self.people = people

    def row(self, table: str, row: str, kind: str, fields: list[Difference]) -> Iterable[str]:
        words = WORDS[table]
        name = self.named(table, row)
        if kind == "new":
            return [f"{words.row}{name} tillkommer{self._which(table, row, 1)}."]
        if kind == "gone":
            return [f"{words.row}{name} försvinner{self._which(table, row, 0)}."]
        told = [
            f"{words.row}{name}, {label_of(TABLES[each.table], each.field)}: {self._text(each, 0)} blir {self._text(each, 1)}."
            for each in fields
            if (each.table, each.field) not in SILENT and each.field.removesuffix("_id") not in STRUCTURE
        ]
        # Whose it is stands in a key, which says nothing to a reader.
        moved = table == "case" and any(each.field == "person_id" for each in fields)
        return [f"Ärende {row} hör till en annan person än förut.", *told] if moved else told

    def named(self, table: str, row: str) -> str:
        field = WORDS[table].name
        there = self.rows[1].get((table, row)) or self.rows[0].get((table, row))
        if not field or there is None:
            return ""
        side = 1 if (table, row) in self.rows[1] else 0
        return f" ”{self.value(table, row, field, side)}”"

    def _which(self, table: str, row: str, side: int) -> str:
        """What tells a row from another of the same name: the day that belongs to it."""
        field = {"task": "due_on", "stay": "started_on", "debt": "amount"}.get(table)
        text = self.value(table, row, field, side) if field else ""
        return f" ({label_of(TABLES[table], field)} {text})" if field and text else ""

    def _text(self, each: Difference, side: int) -> str:
        return self.value(each.table, each.row, each.field, side) or "inget"

    def value(self, table: str, row: str, field: str, side: int) -> str:
        there = self.rows[side].get((table, row))
        if there is None:
            return ""
        if field in USERNAMES:
            return self.people.get(getattr(there, field), getattr(there, field))
        text = self.sources[side].text(table, there, field)
        return text if len(text) < 200 else f"{text[:200]} …"


def _instances(states: list[State]) -> dict[tuple[str, str], Any]:
    return {
        (table, key): instance(table, key, row)
        for state in states
        for table in TABLES
        for key, row in state.rows(table).items()
    }


def _sources(states: list[State], candidate: Submission | None) -> Sources:
    traces = {
        place_of(*place): (receipt, question)
        for state in states
        for place, (_case, receipt, question) in state.traces.items()
    }
    receipts = {receipt for receipt, _question in traces.values()}
    found = Submission.objects.unscoped("the words of what is about to be corrected").filter(receipt__in=receipts)
    submissions = {each.receipt: each for each in found.select_related("version")}
    return Sources(traces, submissions | ({candidate.receipt: candidate} if candidate else {}), person_in(states))


def person_in(states: list[State]) -> Person:
    """Whose protection holds for what is told: that of one who is protected, if any of them is."""
    people: list[Any] = [instance("person", key, row) for state in states for key, row in state.rows("person").items()]
    found: Person = next((each for each in people if each.is_protected), people[0] if people else Person())
    return found


def people_named(states: list[State]) -> dict[str, str]:
    """Username → name, of the members of staff whom the rows speak of."""
    names = {
        str(row[field])
        for state in states
        for table in ("case", "assignment", "responsibility", "task")
        for row in state.rows(table).values()
        for field in USERNAMES
        if row.get(field)
    }
    return {each.username: str(each) for each in User.objects.filter(username__in=names)}
