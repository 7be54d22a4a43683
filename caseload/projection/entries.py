"""Submissions as entries of the fold, and which person each belongs to."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils import timezone

from caseload.effects import EFFECTS
from caseload.models import Case
from caseload.projection.fold import opens_case
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


def entries_of_person(person: str, extra: Submission | None = None) -> list[Entry]:
    """Every processed submission about the person's cases, in order, and `extra` in its place."""
    numbers = list(Case.everything.filter(person=person).values_list("number", flat=True))
    everything = Submission.objects.unscoped("the projection reads for the system")
    mine = everything.filter(processing__state=Processing.State.PROCESSED)
    found = list(mine.filter(receipt__in=numbers)) + list(mine.filter(about__in=numbers))
    if extra is not None:
        found.append(extra)
    return [entry_of(each) for each in sorted(found, key=lambda each: (each.received_at, each.pk or 0))]


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
