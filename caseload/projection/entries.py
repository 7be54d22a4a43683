"""Submissions as entries of the fold, and which person each belongs to."""

import sys
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone

from caseload.effects import EFFECTS
from caseload.models import Case
from caseload.projection.state import Entry
from forms.effects import calls_of
from forms.models import FormVersion, Submission
from forms.schema import Schema
from portal import identity


@lru_cache(maxsize=500)
def _schema(version: int) -> Schema:
    """Versions never change, so each is read once a process."""
    return FormVersion.objects.get(pk=version).read()


def entry_of(submission: Submission) -> Entry:
    schema = _schema(submission.version_id)
    calls = calls_of(schema, submission.answers())
    first = submission.first
    return Entry(
        receipt=first.receipt,
        at=first.received_at,
        day=timezone.localdate(first.received_at),
        actor=first.actor,
        actor_name=first.actor_name,
        unit=first.unit,
        title=schema.title,
        about=first.about,
        calls=tuple(call for call in calls if call.effect in EFFECTS),
        source=submission.receipt,
    )


def person_of(entry: Entry) -> str:
    """The key of the person whom an opening entry is about: by number when it is known, else by the entry itself."""
    for call in entry.calls:
        if EFFECTS[call.effect].opens_case and (number := call.value("identity_number")):
            return f"n:{identity.number_hash(number)}"
    return f"r:{entry.receipt}"


def in_force(until: datetime | None = None) -> QuerySet[Submission]:
    """The submissions that the caseload is made of: processed, received before `until`, replaced by no later one."""
    found = Submission.objects.unscoped("the projection reads for the system").in_force(until).select_related("root")
    return found if until is None else found.filter(received_at__lt=until)


def entries_of_person(person: str, extra: Submission | None = None) -> list[Entry]:
    """Every submission in force about the person's cases, in order, with `extra` in the place of what it replaces."""
    numbers = _numbers_of(person, extra)
    found = _about(numbers, in_force())
    if extra is not None:
        found = [each for each in found if each.first.pk != extra.first.pk]
        if not extra.is_withdrawal and extra.first.about in {"", *numbers} and _concerns(person, extra):
            found.append(extra)
    return _in_order(found)


def _numbers_of(person: str, extra: Submission | None) -> set[str]:
    """The numbers of the person's cases as they will be when `extra` has been carried out."""
    numbers = set(Case.everything.filter(person=person).values_list("number", flat=True))
    if extra is not None and extra.root_id is not None and not extra.about:
        numbers.discard(extra.first.receipt)
        if _concerns(person, extra):
            numbers.add(extra.first.receipt)
    return numbers


def _concerns(person: str, submission: Submission) -> bool:
    entry = entry_of(submission)
    return bool(submission.about) or person_of(entry) == person


def cases_by_person(until: datetime | None = None) -> dict[str, list[str]]:
    """Person → case numbers, from the submissions that open cases and from nothing else."""
    opening = [version.pk for version in FormVersion.objects.all() if _opens(version.read())]
    found: dict[str, list[str]] = {}
    for submission in in_force(until).filter(version__in=opening).iterator(chunk_size=2000):
        entry = entry_of(submission)
        found.setdefault(person_of(entry), []).append(entry.receipt)
    return found


def entries_by_person(cases: dict[str, list[str]], until: datetime | None = None) -> dict[str, list[Entry]]:
    """The entries of several people, given their cases: a few queries however many there are."""
    person_of_case = {number: person for person, numbers in cases.items() for number in numbers}
    found: dict[str, list[Entry]] = {person: [] for person in cases}
    for entry in _in_order(_about(person_of_case, in_force(until))):
        found[person_of_case.get(entry.receipt) or person_of_case[entry.about]].append(entry)
    return found


def _about(numbers: Collection[str], submissions: QuerySet[Submission]) -> list[Submission]:
    """What opened the cases, what corrected that, and what was sent about them: a query each, with its own index."""
    wanted = list(numbers)
    return [
        *submissions.filter(receipt__in=wanted),
        *submissions.filter(root__receipt__in=wanted),
        *submissions.filter(about__in=wanted),
    ]


def _in_order(submissions: list[Submission]) -> list[Entry]:
    """A correction stands where what it corrects stood; what is not stored yet comes last of its moment."""
    order = sorted(submissions, key=lambda each: (each.first.received_at, each.first.pk or sys.maxsize))
    return [entry_of(each) for each in order]


def _opens(schema: Schema) -> bool:
    return any(binding.effect in EFFECTS and EFFECTS[binding.effect].opens_case for binding in schema.bindings)
