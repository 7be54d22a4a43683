"""Submissions as entries of the fold, and which person each belongs to."""

from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone

from caseload.effects import EFFECTS
from caseload.models import Case
from caseload.projection.state import Entry
from forms.effects import calls_of
from forms.models import FormVersion, Processing, Submission
from forms.schema import Schema
from portal import identity


@lru_cache(maxsize=500)
def _schema(version: int) -> Schema:
    """Versions never change, so each is read once a process."""
    return FormVersion.objects.get(pk=version).read()


def entry_of(submission: Submission) -> Entry:
    schema = _schema(submission.version_id)
    calls = calls_of(schema, submission.answers())
    return Entry(
        receipt=submission.receipt,
        at=submission.received_at,
        day=timezone.localdate(submission.received_at),
        actor=submission.actor,
        actor_name=submission.actor_name,
        unit=submission.unit,
        title=schema.title,
        about=submission.about,
        calls=tuple(call for call in calls if call.effect in EFFECTS),
    )


def person_of(entry: Entry) -> str:
    """The key of the person whom an opening entry is about: by number when it is known, else by the entry itself."""
    for call in entry.calls:
        if EFFECTS[call.effect].opens_case and (number := call.value("identity_number")):
            return f"n:{identity.number_hash(number)}"
    return f"r:{entry.receipt}"


def processed(until: datetime | None = None) -> QuerySet[Submission]:
    """The submissions that the caseload is made of, received before `until`."""
    found = Submission.objects.unscoped("the projection reads for the system")
    found = found.filter(processing__state=Processing.State.PROCESSED)
    return found if until is None else found.filter(received_at__lt=until)


def entries_of_person(person: str, extra: Submission | None = None) -> list[Entry]:
    """Every processed submission about the person's cases, in order, and `extra` in its place."""
    numbers = list(Case.everything.filter(person=person).values_list("number", flat=True))
    return _in_order([*_about(numbers, processed()), *([extra] if extra is not None else [])])


def cases_by_person(until: datetime | None = None) -> dict[str, list[str]]:
    """Person → case numbers, from the submissions that open cases and from nothing else."""
    opening = [version.pk for version in FormVersion.objects.all() if _opens(version.read())]
    found: dict[str, list[str]] = {}
    for submission in processed(until).filter(version__in=opening).order_by("received_at", "pk").iterator(2000):
        found.setdefault(person_of(entry_of(submission)), []).append(submission.receipt)
    return found


def entries_by_person(cases: dict[str, list[str]], until: datetime | None = None) -> dict[str, list[Entry]]:
    """The entries of several people, given their cases: two queries however many there are."""
    person_of_case = {number: person for person, numbers in cases.items() for number in numbers}
    found: dict[str, list[Entry]] = {person: [] for person in cases}
    for entry in _in_order(_about(list(person_of_case), processed(until))):
        found[person_of_case.get(entry.receipt) or person_of_case[entry.about]].append(entry)
    return found


def _about(numbers: list[str], submissions: QuerySet[Submission]) -> list[Submission]:
    """Two queries, since each has an index of its own."""
    return [*submissions.filter(receipt__in=numbers), *submissions.filter(about__in=numbers)]


def _in_order(submissions: list[Submission]) -> list[Entry]:
    return [entry_of(each) for each in sorted(submissions, key=lambda each: (each.received_at, each.pk or 0))]


def _opens(schema: Schema) -> bool:
    return any(binding.effect in EFFECTS and EFFECTS[binding.effect].opens_case for binding in schema.bindings)
