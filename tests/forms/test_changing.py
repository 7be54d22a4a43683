"""A correction stands where the mistake stood, a withdrawal leaves no trace in the caseload, and no text is lost."""

import random
import uuid

import pytest
from django.db import IntegrityError, transaction

from caseload.models import Case, NameKey, Person
from caseload.projection import rebuild
from forms import actions
from forms.models import Processing, Submission
from tests.casework import ASSESSMENT, NOTICE, house, open_housing, publish_shipped_forms, send

FIRST, SECOND = "18900101-9802", "18900102-9801"


@pytest.fixture
def forms(db):
    publish_shipped_forms()


@pytest.fixture
def sara(forms, person):
    return person("sara")


def correct(submission, by, reason="Skrev fel.", **answers):
    changed = {key: value for key, value in (submission.answers() | answers).items() if value is not None}
    return actions.correct(submission=submission, answers=changed, reason=reason, key=uuid.uuid4(), by=by)


def withdraw(submission, by):
    return actions.withdraw(submission=submission, reason="Fel person.", key=uuid.uuid4(), by=by)


def state_of(submission):
    return Processing.objects.get(pk=submission.pk).state


def the_projection_is_a_pure_fold():
    return rebuild.verify().equal


def test_a_correction_changes_the_value_and_tells_who_wrote_it(sara):
    first = send("F02", None, "", **NOTICE)
    fixed = correct(first, sara, skuld="8000.00")
    case = Case.everything.get()

    assert case.number == first.receipt
    assert case.matter.debt == 8000
    assert case.trace.places[f"matter|{case.number}|debt"][0] == fixed.receipt
    assert first.answers()["skuld"] == "12450.00"
    assert the_projection_is_a_pure_fold()


def test_a_correction_keeps_the_day_and_the_due_dates(sara):
    case = open_housing(sara)
    opened, due = case.opened_on, list(case.tasks.values_list("kind", "due_on"))
    correct(Submission.everything.get(receipt=case.number), sara, hushall=4)
    case.refresh_from_db()

    assert (case.opened_on, list(case.tasks.values_list("kind", "due_on"))) == (opened, due)
    assert case.person.household == 4


def test_a_withdrawn_opening_takes_the_case_away_and_its_correction_brings_it_back(sara):
    first = send("F02", None, "", **NOTICE)
    gone = withdraw(first, sara)

    assert (Case.everything.count(), Person.everything.count(), NameKey.objects.count()) == (0, 0, 0)
    assert first.shown()
    back = actions.correct(
        submission=gone, answers=first.answers(), reason="Det var rätt ändå.", key=uuid.uuid4(), by=sara
    )
    assert state_of(back) == "processed"
    assert Case.everything.get().number == first.receipt
    assert the_projection_is_a_pure_fold()


def test_an_opening_that_others_build_on_cannot_be_withdrawn(sara):
    case = open_housing(sara)
    send("F03", sara, case.number, **ASSESSMENT)
    tried = withdraw(Submission.everything.get(receipt=case.number), sara)

    assert (state_of(tried), Case.everything.count()) == ("parked", 1)
    assert Processing.objects.get(pk=tried.pk).reason == "Ärendet finns inte."
    assert the_projection_is_a_pure_fold()


def test_a_withdrawn_move_in_frees_the_flat(sara, person):
    case = house(sara, person("bo"))
    moved = Submission.everything.get(version__form_key="F12")
    withdraw(moved, sara)

    assert case.stays.count() == 0
    assert the_projection_is_a_pure_fold()


def test_a_corrected_identity_takes_the_whole_case_to_the_right_person(sara):
    from portal import identity

    case = open_housing(sara, personnummer=identity.parse(FIRST).digits)
    other = open_housing(sara, personnummer=identity.parse(FIRST).digits, namn="Prova Påhittad")
    send("F03", sara, case.number, **ASSESSMENT)
    correct(Submission.everything.get(receipt=case.number), sara, personnummer=identity.parse(SECOND).digits)
    case.refresh_from_db()
    other.refresh_from_db()

    assert case.person_id != other.person_id
    assert Person.everything.count() == 2
    assert case.events.count() == 2
    assert the_projection_is_a_pure_fold()


def test_what_was_replaced_is_replaced_once(sara):
    first = send("F02", None, "", **NOTICE)
    correct(first, sara, skuld="1.00")

    with pytest.raises(actions.Conflict):
        correct(first, sara, skuld="2.00")
    assert Submission.everything.count() == 2


def test_the_database_wants_a_reason(sara):
    first = send("F02", None, "", **NOTICE)

    with pytest.raises((IntegrityError, actions.Conflict)), transaction.atomic():
        correct(first, sara, reason="", skuld="1.00")


def test_a_parked_one_that_was_corrected_needs_nobody_any_more(sara):
    first = send("F02", None, "", **NOTICE)
    Processing.objects.filter(pk=first.pk).update(state="parked", reason="Prov.")
    correct(first, sara, skuld="1.00")

    assert state_of(first) == "processed"
    assert the_projection_is_a_pure_fold()


def test_a_later_correction_of_a_parked_correction_leaves_one_in_force(sara):
    first = send("F02", None, "", **NOTICE)
    second = correct(first, sara, skuld="2.00")
    Processing.objects.filter(pk=second.pk).update(state="parked", reason="Prov.")
    correct(second, sara, skuld="3.00")

    in_force = Submission.objects.unscoped("test").in_force()
    assert [each.answers()["skuld"] for each in in_force] == ["3.00"]
    actions.process(second)
    assert Case.everything.get().matter.debt == 3


def test_trial_stores_nothing(sara):
    case = open_housing(sara)
    first = Submission.everything.get(receipt=case.number)
    send("F03", sara, case.number, **ASSESSMENT)
    origin = actions.Origin(kind="withdrawal", replaces=first, reason="prov")
    said = actions.trial(version=first.version, answers={}, about="", by=sara, origin=origin)

    assert said == ["Ärendet finns inte."]
    assert (Submission.everything.count(), Case.everything.count()) == (2, 1)


@pytest.mark.parametrize("seed", range(3))
def test_corrections_withdrawals_and_undoing_in_any_order_end_where_a_rebuild_ends(sara, seed):
    """A slice of K12; `make soak` runs it at full size."""
    chance = random.Random(seed)
    firsts = [send("F02", None, "", **NOTICE | {"hyresgast": f"Prov {number}"}) for number in range(6)]
    heads = dict.fromkeys(range(6))
    for step in range(30):
        number = chance.randrange(6)
        head = heads[number] or firsts[number]
        if head.is_withdrawal or chance.random() < 0.6:
            answers = firsts[number].answers() | {"skuld": f"{step}.00"}
            heads[number] = actions.correct(submission=head, answers=answers, reason="r", key=uuid.uuid4(), by=sara)
        else:
            heads[number] = withdraw(head, sara)
    alive = sum(1 for number in range(6) if not (heads[number] or firsts[number]).is_withdrawal)

    assert Case.everything.count() == alive
    assert the_projection_is_a_pure_fold()
