"""Protected identity: one rule for what is covered, asked by every page, list, print and file of the caseload.

The name is covered by `Person.shown_name`, answers in forms by forms/concealing.py; here are the caseload's own values.
They are shown only on a page of their own, asked for with a reason, to those who may see the case.
"""

from typing import Any

from django.utils.text import capfirst

from caseload import unopened
from caseload.models import Case, Person
from caseload.models.people import PROTECTED
from caseload.wording import label_of
from forms.models import Submission

COVERED = "Skyddad uppgift"
# What tells who somebody is, how to reach them or where they are.
FIELDS: dict[str, frozenset[str]] = {
    "person": frozenset({"name", "identity_number", "phone"}),
    "case": frozenset({"offered_dwelling"}),
    "matter": frozenset({"landlord", "contact", "contact_phone", "contact_mail", "address", "apartment"}),
    "stay": frozenset({"dwelling", "landlord", "next_home"}),
    "debt": frozenset({"landlord"}),
}


def covers(person: Person, table: str, field: str) -> bool:
    return person.is_protected and field in FIELDS.get(table, frozenset())


def place(person: Person, value: str) -> str:
    """An address or a flat as a list shows it beside a person."""
    return COVERED if value and person.is_protected else value


def covered_submissions(submissions: list[Submission]) -> set[int]:
    """Those that are about a person with protected identity: that opened the case, or were sent about it; while no case
    holds what was sent, by its own words."""
    stored = _protections(submissions)
    covered = {number for number, protection in stored.items() if protection in PROTECTED}
    return _of(submissions, covered | unopened.protected(unopened.numbers_of(submissions), stored).keys())


def submissions_worked_with(user: Any, submissions: list[Submission]) -> set[int]:
    """Those whose case the user sees: of somebody protected that is who works with the person, or opened it in an
    emergency, the same as may ask for the protected details."""
    stored = _protections(submissions)
    openings = unopened.protected(unopened.numbers_of(submissions), stored)
    seen = set(Case.objects.visible_to(user).filter(number__in=stored.keys()).values_list("number", flat=True))
    # Who sees a case that does not say yet that its person is protected, need not be one who works with the person.
    seen -= {number for number in openings if stored.get(number) not in PROTECTED}
    return _of(submissions, seen | unopened.worked_with(user, openings.values(), stored))


def is_hidden_from(user: Any, submission: Submission) -> bool:
    """Whether it is about somebody protected with whom the user does not work; also of one that is not stored yet."""
    return bool(covered_submissions([submission]) - submissions_worked_with(user, [submission]))


def _numbers(submissions: list[Submission]) -> set[str]:
    return {number for each in submissions for number in (each.about, each.first.receipt) if number}


def _protections(submissions: list[Submission]) -> dict[str, str]:
    cases = Case.everything.filter(number__in=_numbers(submissions))
    return dict(cases.values_list("number", "person__protection"))


def _of(submissions: list[Submission], numbers: set[str]) -> set[int]:
    return {each.pk for each in submissions if numbers & {each.about, each.first.receipt}}


def uncovered(case: Case) -> list[tuple[str, str]]:
    """Label and text of what is covered elsewhere, for the one page that shows it."""
    stays = list(case.stays.filter(ended_on=None))
    rows = [("person", case.person), ("case", case), ("matter", getattr(case, "matter", None))]
    rows += [("stay", stay) for stay in stays]
    return [
        (capfirst(label_of(row, name)), _text(row, name))
        for table, row in rows
        if row is not None
        for name in sorted(FIELDS[table])
        if getattr(row, name)
    ]


def _text(row: Any, name: str) -> str:
    value = str(getattr(row, name))
    return f"{value[:8]}-{value[8:]}" if name == "identity_number" else value
