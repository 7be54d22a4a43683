"""Writes the folded rows of one person in place of the old ones, inside the submission's transaction."""

from typing import Any

from django.db import models

from caseload.models import Case, NameKey, Person, Stay, Trace
from caseload.projection.entries import entries_of_person, entry_of, person_of
from caseload.projection.fold import fold, opens_case
from caseload.projection.state import State
from caseload.projection.tables import ALL, TABLES, instance, traces
from forms.effects import Call, Refused
from forms.models import Submission
from portal import identity
from portal.locks import lock

ROWS = 100  # in one statement


def project(submission: Submission, calls: list[Call]) -> None:
    """Carry out a submission's effects: fold the person anew and store what came of it. Raises Refused.

    A correction of who the person is takes the case from one person to another; then both are folded.
    """
    people = people_of(submission)
    for person in sorted(people):
        lock(f"person:{person}")
    for person in people:
        write(fold(person, entries_of_person(person, submission)))


def people_of(submission: Submission) -> list[str]:
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
    write_all([state])


def write_all(states: list[State]) -> None:
    """Replace the stored rows of several people by the folded ones, a few statements for each table."""
    people = [state.person for state in states]
    folded = {number for state in states for number in state.rows("case")}
    stored = set(Case.everything.filter(person__in=people).values_list("number", flat=True))
    cases = folded | stored
    for table in ("trace", *reversed(TABLES)):
        if table not in {"person", "case"}:
            _base(ALL[table]).filter(case__in=cases).delete()
    for table, model in TABLES.items():
        rows = [instance(table, key, row) for state in states for key, row in state.rows(table).items()]
        if table in {"person", "case"}:
            _upsert(model, rows)
        else:
            _base(model).bulk_create(rows, batch_size=ROWS)
    sheets = [Trace(case_id=case, places=places) for state in states for case, places in traces(state).items()]
    _base(Trace).bulk_create(sheets, batch_size=ROWS)
    NameKey.objects.filter(person__in=people).delete()
    NameKey.objects.bulk_create(name_keys(states), batch_size=ROWS)
    # A case whose opening was withdrawn, and people of whom nothing is left.
    Case.everything.filter(number__in=stored - folded).delete()
    Person.everything.filter(pk__in=[state.person for state in states if not state.rows("person")]).delete()


def name_keys(states: list[State]) -> list[NameKey]:
    """The hashed words of each person's name, in a fixed order."""
    return [
        NameKey(person_id=state.person, digest=digest)
        for state in states
        for digest in sorted(identity.name_hashes(state.rows("person").get(state.person, {}).get("name", "")))
    ]


def _base(model: type[models.Model]) -> models.Manager:
    return model._base_manager


def _upsert(model: type[models.Model], rows: list[Any]) -> None:
    """People and cases are referred to by other rows, so they are changed in place."""
    pk = model._meta.pk.name
    fields = [field.name for field in model._meta.concrete_fields if field.name != pk]
    _base(model).bulk_create(rows, update_conflicts=True, unique_fields=[pk], update_fields=fields)


def _check_flats(state: State) -> None:
    """Say it in words before the database's constraint does: two households never share a flat."""
    open_flats = [row["dwelling"] for row in state.rows("stay").values() if row.get("ended_on") is None]
    taken = Stay.everything.filter(dwelling__in=open_flats, ended_on=None).exclude(person=state.person)
    if taken.exists():
        raise Refused("I lägenheten finns redan ett pågående boende. Kontrollera lägenhetens nummer.")
