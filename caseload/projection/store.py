"""Writes the folded rows of one person in place of the old ones, inside the submission's transaction."""

from typing import Any

from django.db import models

from caseload.models import Case, NameKey, Person, Stay, Trace
from caseload.projection.entries import entries_of_person, entry_of, person_of
from caseload.projection.fold import fold, opens_case
from caseload.projection.state import State
from caseload.projection.tables import TABLES, instance, trace_instance
from forms.effects import Call, Refused
from forms.models import Submission
from portal.locks import lock


def project(submission: Submission, calls: list[Call]) -> None:
    """Carry out a submission's effects: fold the person anew and store what came of it. Raises Refused.

    A correction of who the person is takes the case from one person to another; then both are folded.
    """
    people = _people_of(submission)
    for person in sorted(people):
        lock(f"person:{person}")
    for person in people:
        write(fold(person, entries_of_person(person, submission)))


def _people_of(submission: Submission) -> list[str]:
    """Whose rows change; the one who has the case afterwards first."""
    entry = entry_of(submission)
    if submission.root_id is None:
        return [person_of(entry) if opens_case(entry) else _person_of_case(entry.about)]
    if entry.about:
        return [_person_of_case(entry.about)]
    stored = Case.everything.filter(number=entry.receipt).values_list("person_id", flat=True)
    return list(dict.fromkeys([*([] if submission.is_withdrawal else [person_of(entry)]), *stored]))


def _person_of_case(number: str) -> str:
    person = Case.everything.filter(number=number).values_list("person_id", flat=True).first()
    if person is None:
        raise Refused("Ärendet finns inte.")
    return person


def write(state: State) -> None:
    """Replace the stored rows of the person by the folded ones."""
    _check_flats(state)
    stored = Case.everything.filter(person=state.person).values_list("number", flat=True)
    cases = {*state.rows("case"), *stored}
    Trace.objects.filter(case__in=cases).delete()
    for table in reversed(TABLES):
        if table not in {"person", "case"}:
            _base(TABLES[table]).filter(case__in=cases).delete()
    for table, model in TABLES.items():
        rows = [instance(table, key, row) for key, row in state.rows(table).items()]
        if table in {"person", "case"}:
            _upsert(model, rows)
        else:
            _base(model).bulk_create(rows, batch_size=100)
    Trace.objects.bulk_create(
        [trace_instance(place, source) for place, source in state.traces.items()], batch_size=100
    )
    _take_away_what_is_gone(state)
    _write_name_keys(state)


def _take_away_what_is_gone(state: State) -> None:
    """A case whose opening was withdrawn, and a person of whom nothing is left."""
    Case.everything.filter(person=state.person).exclude(number__in=state.rows("case")).delete()
    if not state.rows("person"):
        NameKey.objects.filter(person=state.person).delete()
        Person.everything.filter(pk=state.person).delete()


def _base(model: type[models.Model]) -> models.Manager:
    return model._base_manager


def _upsert(model: type[models.Model], rows: list[Any]) -> None:
    """People and cases are referred to by other rows, so they are changed in place."""
    pk = model._meta.pk.name
    fields = [field.name for field in model._meta.concrete_fields if field.name != pk]
    _base(model).bulk_create(rows, update_conflicts=True, unique_fields=[pk], update_fields=fields)


def _write_name_keys(state: State) -> None:
    person = Person.everything.filter(pk=state.person).first()
    NameKey.objects.filter(person=state.person).delete()
    if person is None:
        return
    NameKey.objects.bulk_create(NameKey(person=person, digest=digest) for digest in sorted(person.name_keys()))


def _check_flats(state: State) -> None:
    """Say it in words before the database's constraint does: two households never share a flat."""
    open_flats = [row["dwelling"] for row in state.rows("stay").values() if row.get("ended_on") is None]
    taken = Stay.everything.filter(dwelling__in=open_flats, ended_on=None).exclude(person=state.person)
    if taken.exists():
        raise Refused("I lägenheten finns redan ett pågående boende. Kontrollera lägenhetens nummer.")
