"""Values of a case as a reader meets them: label, text, and the number of the source that wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst

from caseload import protection
from caseload.models import Case, Person, Trace
from caseload.projection.tables import BAR
from caseload.wording import label_of
from forms.models import Submission, versions_named
from forms.schema import Question
from portal.addresses import address
from portal.templatetags.swedish import datum, klockan, kronor

ECONOMY_FIELDS = frozenset({"debt", "unpaid_rents", "periods", "income"})
JOURNAL_FIELDS = frozenset({"landlord_did", "assessment_reason", "stage_reason", "needs", "previously_known"})

# Who a person with protected identity is and where: on no paper.
PLACE_FIELDS = frozenset({
    "identity_number", "phone", "address", "apartment", "landlord", "offered_dwelling", "dwelling",
})  # fmt: skip

PERSON_FIELDS = ("identity_number", "protection", "phone", "safe_to_contact", "language", "household", "children")
HOUSING_FIELDS = (
    "stage", "stage_since", "stage_reason", "situation", "wanted", "queue_since", "needs", "income",
    "offered_dwelling", "offered_on", "assessment", "assessment_reason", "closed_on", "close_reason",
)  # fmt: skip
EVICTION_CASE_FIELDS = (
    "eviction", "eviction_since", "assessment", "assessment_reason", "closed_on", "close_reason",
)  # fmt: skip
MATTER_FIELDS = (
    "deadline", "decision_earliest", "notice_kind", "causes", "debt", "unpaid_rents", "periods", "served_on",
    "message_on", "noticed_on", "eviction_at", "address", "apartment", "children_in_home", "landlord", "contact",
    "contact_phone", "contact_mail", "landlord_did", "previously_known", "cause_confirmed", "outcome", "outcome_on",
)  # fmt: skip
ECONOMY_WORK_FIELDS = (
    "meeting_on", "meeting_form", "participants", "problem", "goals", "shared_view", "unclear", "next_meeting_on",
    "scanned_on", "scanned_in", "total_debt", "old_rent_debt", "obstacles", "summary", "plan_from", "plan_until",
    "interval", "followed_on", "rent_in_time", "binder",
)  # fmt: skip
STAY_FIELDS = ("kind", "dwelling", "started_on", "ended_on", "end_reason", "rent", "decision", "decision_until")
DEBT_FIELDS = ("creditor", "kind", "arose_on", "amount", "balance", "status")
DEBT_STATE_FIELDS = ("on", "status", "paid", "left", "note")
BUDGET_FIELDS = ("kind", "amount", "pay_day")
BUDGET_TOTALS = ("income_total", "expense_total", "left_over")
# Where a form's column has another name than the field.
COLUMN_OF = {"kind": "typ"}
ATTEMPT_FIELDS = ("on", "way", "result")
SOURCE_COLUMNS = ("receipt", "version", "received_at", "actor_name")
EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class Source:
    """A submission and one of its questions, worded as it was when it was answered."""

    number: int
    receipt: str
    url: str
    title: str
    question: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Fact:
    label: str
    text: str
    source: Source | None


@dataclass
class Sources:
    """Numbers the sources of a case page in the order in which they are first shown."""

    traces: dict[str, tuple[str, str]]
    """Place → receipt and question."""

    submissions: dict[str, Submission]
    person: Person
    shown: dict[tuple[str, str], Source] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> "Sources":
        traces = _traces_of(case)
        receipts = {receipt for receipt, _question in traces.values()}
        submissions = Submission.objects.unscoped("sources of a case that was fetched with access")
        found = list(submissions.filter(receipt__in=receipts).only(*SOURCE_COLUMNS))
        versions = versions_named(each.version_id for each in found)
        for each in found:
            each.version = versions[each.version_id]
        return cls(traces, {each.receipt: each for each in found}, case.person)

    def question(self, table: str, row: str, name: str) -> Question | None:
        receipt, question = self.traces.get(place_of(table, row, name), ("", ""))
        return self.submissions[receipt].version.read().question(question) if question else None

    def source(self, table: str, row: str, name: str) -> Source | None:
        place = self.traces.get(place_of(table, row, name))
        if place is None:
            return None
        if place not in self.shown:
            submission = self.submissions[place[0]]
            question = self.question(table, row, name)
            self.shown[place] = Source(
                number=len(self.shown) + 1,
                receipt=submission.receipt,
                url=address("forms_submission", submission.receipt),
                title=submission.version.title,
                question=question.label if question else "",
                at=submission.received_at,
                by=submission.actor_name or "utan inloggning",
            )
        return self.shown[place]

    def facts(self, table: str, row: models.Model, names: tuple[str, ...], hidden: frozenset[str]) -> list[Fact]:
        """The fields that have a value and that the reader may see."""
        cells = (
            self._cell(table, row, name) for name in names if name not in hidden and getattr(row, name) not in EMPTY
        )
        return [cell for cell in cells if cell.text]

    def table(self, table: str, rows: Iterable[models.Model], names: tuple[str, ...]) -> list[list[Fact]]:
        """Rows of facts for a table on the page; cells without a value stay empty."""
        return [[self._cell(table, row, name) for name in names] for row in rows]

    def _cell(self, table: str, row: models.Model, name: str) -> Fact:
        return Fact(capfirst(label_of(row, name)), self.text(table, row, name), self.source(table, str(row.pk), name))

    def text(self, table: str, row: models.Model, name: str) -> str:
        """In the wording of the choice that was made, when the question had choices."""
        value = getattr(row, name)
        if protection.covers(self.person, table, name) and value not in EMPTY:
            return protection.COVERED
        question = self.question(table, str(row.pk), name)
        options = _options(question, name) if question else {}
        if isinstance(value, list):
            return ", ".join(options.get(each, str(each)) for each in value)
        if options and value in options:
            return options[value]
        return _plain(row, name, value)


def place_of(table: str, row: str, name: str) -> str:
    """A value's place, as a Trace names it."""
    return BAR.join((table, row, name))


def _traces_of(case: Case) -> dict[str, tuple[str, str]]:
    """The case's own values, and what any case of the person wrote about the person."""
    about_person = place_of("person", case.person_id, "")
    found: dict[str, tuple[str, str]] = {}
    for sheet in Trace.objects.filter(case__person=case.person_id):
        found |= {
            place: (receipt, question)
            for place, (receipt, question) in sheet.places.items()
            if sheet.case_id == case.pk or place.startswith(about_person)
        }
    return found


def _options(question: Question, name: str) -> dict[str, str]:
    """The wording of the choices: of the question, or of its column with the field's name when it has rows."""
    column = question.column(name) or question.column(COLUMN_OF.get(name, ""))
    return dict((column or question).options)


def _plain(row: models.Model, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, datetime):
        return f"{datum(value)} {klockan(value)}"
    if isinstance(value, date):
        return datum(value)
    if isinstance(value, Decimal):
        return kronor(value)
    if value in ("yes", "no"):
        return "Ja" if value == "yes" else "Nej"
    if name == "identity_number":
        return f"{value[:8]}-****"
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)
