"""Submissions as entries of the fold, and which person each belongs to."""

import json
import sys
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from caseload.effects import EFFECTS
from caseload.projection.fold import case_of, opens_case
from caseload.projection.people import People, deciding_versions, decisions
from caseload.projection.state import Entry
from forms.effects import calls_of
from forms.models import FormVersion, Submission
from forms.schema import Schema
from portal import identity

Place = tuple[datetime, int]
"""Where in the order of all submissions one stands."""


@lru_cache(maxsize=500)
def schema_of(version: int) -> Schema:
    """Versions never change, so each is read once a process."""
    return FormVersion.objects.get(pk=version).read()


class Sent(NamedTuple):
    """Of a submission what the fold asks of the first of its chain."""

    pk: int
    receipt: str
    received_at: datetime
    actor: str
    actor_name: str
    unit: str
    about: str


def entry_of(submission: Submission) -> Entry:
    return _entry(submission.version_id, submission.answers(), submission.receipt, submission.first)


def _entry(version: int, answers: dict[str, Any], source: str, first: Sent | Submission) -> Entry:
    schema = schema_of(version)
    return Entry(
        receipt=first.receipt,
        at=first.received_at,
        day=timezone.localdate(first.received_at, timezone.get_default_timezone()),
        actor=first.actor,
        actor_name=first.actor_name,
        unit=first.unit,
        title=schema.title,
        about=first.about,
        calls=tuple(call for call in calls_of(schema, answers) if call.effect in EFFECTS),
        source=source,
    )


FIELDS = ("version", "content", *Sent._fields, *(f"root__{name}" for name in Sent._fields))


def _entries(submissions: QuerySet[Submission]) -> Iterator[tuple[Place, Entry]]:
    """Entries with their places, straight from the columns: model instances would be a quarter of a rebuild."""
    for version, content, *rest in submissions.values_list(*FIELDS).iterator(chunk_size=2000):
        own, root = Sent(*rest[: len(Sent._fields)]), Sent(*rest[len(Sent._fields) :])
        first = own if root.pk is None else root
        yield (first.received_at, first.pk), _entry(version, json.loads(content), own.receipt, first)


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


def entries_about(numbers: Collection[str], extra: Submission) -> list[Entry]:
    """Every submission in force about the cases, in order, with `extra` in the place of what it replaces."""
    others = in_force().exclude(Q(pk=extra.first.pk) | Q(root=extra.first.pk)) if extra.first.pk else in_force()
    found = _about(numbers, others)
    if not extra.is_withdrawal and case_of(entry := entry_of(extra)) in numbers:
        # What is not stored yet comes last of its moment.
        found.append(((extra.first.received_at, extra.first.pk or sys.maxsize), entry))
    return _in_order(found)


def cases_by_person(until: datetime | None = None) -> dict[str, list[str]]:
    """Person → case numbers, from the submissions that open cases and those that say who is who, and nothing else."""
    bases = {}
    for _place, entry in _entries(in_force(until).filter(version__in=opening_versions())):
        bases[entry.receipt] = person_of(entry)
    people = People.after(bases, decisions(deciding(until)))
    found: dict[str, list[str]] = {}
    for number in bases:
        found.setdefault(people.of(number), []).append(number)
    return found


def opening_versions() -> list[int]:
    """The versions of forms that open cases."""
    return [version.pk for version in FormVersion.objects.all() if opens(version.read())]


def deciding(until: datetime | None = None) -> list[Submission]:
    """The submissions in force that say who is who."""
    versions = deciding_versions()
    return list(in_force(until).filter(version__in=versions)) if versions else []


def bases_of(numbers: Collection[str]) -> dict[str, str]:
    """Case → the key that its opening gives, for the cases that have an opening in force."""
    wanted = list(numbers)
    opened = [*in_force().filter(receipt__in=wanted), *in_force().filter(root__receipt__in=wanted)]
    return {entry.receipt: person_of(entry) for entry in map(entry_of, opened) if opens_case(entry)}


def is_spoken_of(number: str) -> bool:
    """Whether anything in force is of the case besides its opening."""
    return any(_of_others(_entries(in_force().filter(about=number))))


def entries_by_person(cases: dict[str, list[str]], until: datetime | None = None) -> dict[str, list[Entry]]:
    """The entries of several people, given their cases: a few queries however many there are."""
    person_of_case = {number: person for person, numbers in cases.items() for number in numbers}
    found: dict[str, list[Entry]] = {person: [] for person in cases}
    for entry in _in_order(_about(person_of_case, in_force(until))):
        found[person_of_case[case_of(entry)]].append(entry)
    return found


def _about(numbers: Collection[str], submissions: QuerySet[Submission]) -> list[tuple[Place, Entry]]:
    """What opened the cases, what corrected that, and what was sent about them: a query each, with its own index.

    Each is found once, though history holds openings that were sent about another case.
    """
    wanted = list(numbers)
    return [
        *_openings(_entries(submissions.filter(receipt__in=wanted))),
        *_openings(_entries(submissions.filter(root__receipt__in=wanted))),
        *_of_others(_entries(submissions.filter(about__in=wanted))),
    ]


def _openings(found: Iterator[tuple[Place, Entry]]) -> Iterator[tuple[Place, Entry]]:
    return (each for each in found if opens_case(each[1]))


def _of_others(found: Iterator[tuple[Place, Entry]]) -> Iterator[tuple[Place, Entry]]:
    """Without what opens a case of its own."""
    return (each for each in found if not opens_case(each[1]))


def _in_order(found: list[tuple[Place, Entry]]) -> list[Entry]:
    """A correction stands where what it corrects stood."""
    return [entry for _place, entry in sorted(found, key=lambda each: each[0])]


def opens(schema: Schema) -> bool:
    """Whether forms of the version open cases."""
    return any(binding.effect in EFFECTS and EFFECTS[binding.effect].opens_case for binding in schema.bindings)
