"""Writes the folded rows of one person in place of the old ones, inside the submission's transaction."""

from django.db import models

from caseload.models import Case, NameKey, Person, Stay, Trace
from caseload.projection import fitting, joining, moves
from caseload.projection.entries import entries_about
from caseload.projection.fold import fold
from caseload.projection.moves import Owned
from caseload.projection.state import State
from caseload.projection.tables import ALL, TABLES, traces, values
from forms.effects import Call, Refused
from forms.models import Submission
from portal import identity
from portal.db import quick
from portal.locks import lock

# The tables that hang on a case, those first that nothing hangs on.
OF_CASES: list[type[models.Model]] = [
    model for table, model in reversed(ALL.items()) if table not in {"person", "case"}
]
WRITTEN: dict[str, type[models.Model]] = {**ALL, "name": NameKey}
Prepared = dict[str, list[quick.Prepared]]


def project(submission: Submission, calls: list[Call]) -> None:
    """Carry out a submission's effects: fold anew the people whom it touches and store what came of it. Raises Refused.

    A correction of who the person is, and a decision about who is who, take cases from one person to another.
    """
    fitting.check(submission)
    joining.check(submission)
    owned = _locked(submission)
    states = [fold(person, entries_about(numbers, submission)) for person, numbers in sorted(owned.items())]
    _check_flats(states)
    write_all(states)


def _locked(submission: Submission) -> Owned:
    """The people whom the submission touches, held until the transaction ends."""
    held: set[str] = set()
    while True:
        owned = moves.after(submission)
        if owned.keys() <= held:
            return owned
        # Somebody may have joined them while we waited: look again with the locks in hand.
        lock(*(f"person:{person}" for person in owned.keys() - held))
        held |= owned.keys()


def write_all(states: list[State]) -> None:
    """Replace the stored rows of several people by the folded ones, a few statements for each table."""
    people = [state.person for state in states]
    folded = {number for state in states for number in state.rows("case")}
    stored = set(Case.everything.filter(person__in=people).values_list("number", flat=True))
    for model in OF_CASES:
        quick.delete(model, "case", folded | stored)
    quick.delete(NameKey, "person", people)
    insert(states)
    # A case whose opening was withdrawn, and people of whom nothing is left.
    Case.everything.filter(number__in=stored - folded).delete()
    Person.everything.filter(pk__in=[state.person for state in states if not state.rows("person")]).delete()


def empty() -> None:
    """Remove all rows but people and cases, to which others refer."""
    for model in OF_CASES:
        quick.delete(model)
    quick.delete(NameKey)


def insert(states: list[State]) -> None:
    """Write the rows of people of whom nothing but the people and cases themselves is stored; those are changed."""
    put(prepared(states))


def prepared(states: list[State]) -> Prepared:
    """The rows as the database takes them; the longer half of writing them, and it needs no connection."""
    found = {
        table: quick.prepared(model, [values(table, *row) for state in states for row in state.rows(table).items()])
        for table, model in TABLES.items()
    }
    sheets = [(case, places) for state in states for case, places in traces(state).items()]
    found["trace"] = quick.prepared(Trace, [{"case_id": case, "places": places} for case, places in sheets])
    names = [{"person_id": key.person_id, "digest": key.digest} for key in name_keys(states)]
    return found | {"name": quick.prepared(NameKey, names)}


def put(rows: Prepared) -> None:
    """Write prepared rows, each table before those that refer to it."""
    for table, model in WRITTEN.items():
        quick.write(model, rows[table], replacing=table in {"person", "case"})


def name_keys(states: list[State]) -> list[NameKey]:
    """The hashed words of each person's name, in a fixed order."""
    return [
        NameKey(person_id=state.person, digest=digest)
        for state in states
        for digest in sorted(identity.name_hashes(state.rows("person").get(state.person, {}).get("name", "")))
    ]


def _check_flats(states: list[State]) -> None:
    """Say it in words before the database's constraint does: two households never share a flat."""
    stays = [row for state in states for row in state.rows("stay").values()]
    open_flats = [row["dwelling"] for row in stays if row.get("ended_on") is None]
    taken = Stay.everything.filter(dwelling__in=open_flats, ended_on=None)
    if len(set(open_flats)) < len(open_flats) or taken.exclude(person__in=[each.person for each in states]).exists():
        raise Refused("I lägenheten finns redan ett pågående boende. Kontrollera lägenhetens nummer.")
