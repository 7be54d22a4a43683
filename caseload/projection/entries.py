"""Submissions as entries of the fold, and which person each belongs to."""

import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from caseload.effects import EFFECTS
from caseload.models import Case
from caseload.projection.fold import opens_case
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


def entries_of_person(person: str, extra: Submission | None = None) -> list[Entry]:
    """Every submission in force about the person's cases, in order, with `extra` in the place of what it replaces."""
    numbers = _numbers_of(person, extra)
    everything = Submission.objects.unscoped("the projection reads for the system")
    mine = Q(receipt__in=numbers) | Q(root__receipt__in=numbers) | Q(about__in=numbers)
    found = list(everything.in_force().filter(mine).select_related("root"))
    if extra is not None:
        found = [each for each in found if each.first.pk != extra.first.pk]
        if not extra.is_withdrawal and extra.first.about in {"", *numbers} and _concerns(person, extra):
            found.append(extra)
    return [
        entry_of(each)
        for each in sorted(found, key=lambda each: (each.first.received_at, each.first.pk or sys.maxsize))
    ]


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


def all_entries(submissions: Iterable[Submission]) -> Iterator[tuple[str, Entry]]:
    """`(person, entry)` for each submission with effects on the caseload, in the order given."""
    person_by_case: dict[str, str] = {}
    for submission in submissions:
        entry = entry_of(submission)
        if not entry.calls:
            continue
        if opens_case(entry):
            person_by_case[entry.receipt] = person_of(entry)
            yield person_by_case[entry.receipt], entry
        else:
            yield person_by_case[entry.about], entry
