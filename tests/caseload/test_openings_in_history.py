"""A form that opens a case, sent about another one before there was a rule: it is of its own case alone."""

import uuid

import pytest

from caseload import differences
from caseload.models import Case, Event, Person
from caseload.projection import fitting, rebuild
from forms import actions
from forms.models import Processing, Submission
from tests.casework import ASSESSMENT, REGISTRATION, open_eviction, open_housing, send

NUMBER, OTHER = "189001019802", "189001019810"


@pytest.fixture
def about(person):
    """The case that the form was sent about."""
    return open_eviction(personnummer=NUMBER)


@pytest.fixture
def old(person, about, monkeypatch):
    return in_history(monkeypatch, person("sara"), about)


def in_history(monkeypatch, sara, about, **answers):
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr(fitting, "check", lambda submission: None)
        return send("F01", sara, about.number, **REGISTRATION | answers)


def withdrawn(submission, by):
    made = actions.withdraw(submission=submission, reason="Fel.", key=uuid.uuid4(), by=by)
    return Processing.objects.values_list("state", "reason").get(pk=made.pk)


def corrected(submission, by, **answers):
    made = actions.correct(
        submission=submission, answers=submission.answers() | answers, reason="Fel.", key=uuid.uuid4(), by=by
    )
    return Processing.objects.values_list("state", "reason").get(pk=made.pk), made


def is_equal():
    """In batches of one person too: whose batch a case comes in changes nothing."""
    return rebuild.verify(batch=1).differing == rebuild.verify().differing == []


def test_taken_back_it_leaves_nothing(person, about, old):
    assert is_equal()

    assert withdrawn(old, person("sara")) == ("processed", "")

    assert not Case.everything.filter(number=old.receipt).exists()
    assert list(Event.objects.values_list("case", flat=True)) == [about.number]
    assert Person.everything.count() == 1
    assert is_equal()


def test_later_forms_about_the_other_case_leave_it_where_it_is(person, about, old):
    send("F03", person("sara"), about.number, **ASSESSMENT)

    assert Case.everything.get(number=old.receipt).person_id == f"r:{old.receipt}"
    assert about.events.order_by("at").first().receipt == about.number
    assert not about.events.filter(receipt=old.receipt).exists()
    assert is_equal()
    assert withdrawn(old, person("sara")) == ("processed", "")
    assert about.events.count() == 2
    assert is_equal()


def test_a_later_opening_about_its_person_keeps_it(person, about, monkeypatch):
    """The cases of somebody are counted alike, whichever way they came in."""
    old = in_history(monkeypatch, person("sara"), about, personnummer=OTHER)

    other = open_housing(person("sara"), personnummer=OTHER)

    assert Case.everything.get(number=old.receipt).person_id == other.person_id
    assert is_equal()


def test_about_a_case_of_the_same_person_it_is_counted_once(person, about, monkeypatch):
    old = in_history(monkeypatch, person("sara"), about, personnummer=NUMBER)

    assert Case.everything.get(number=old.receipt).person_id == about.person_id
    assert Event.objects.count() == 2
    assert is_equal()
    assert withdrawn(old, person("sara")) == ("processed", "")
    assert is_equal()


def test_corrected_it_moves_its_own_case(person, about, old):
    state, _made = corrected(old, person("sara"), personnummer=OTHER, namn="Rätt Påhittad")

    assert state == ("processed", "")
    assert Case.everything.get(number=old.receipt).person.identity_number == OTHER
    assert Case.everything.get(number=about.number).person.identity_number == NUMBER
    assert Person.everything.count() == 2
    assert is_equal()


def test_what_was_told_before_is_what_happened(person, about, old):
    origin = actions.Origin(kind="withdrawal", replaces=old, reason="Fel.")
    candidate = actions.unstored(version=old.version, answers={}, about=old.about, by=person("sara"), origin=origin)

    told = differences.between(differences.folds(candidate))

    gone = {(each.table, each.row) for each in told if each.kind == "gone"}
    assert {("case", old.receipt), ("event", old.receipt), ("person", f"r:{old.receipt}")} <= gone
    assert all(about.number not in each.row for each in told)


def test_the_other_case_may_be_taken_back_first(person, about, old):
    first = Submission.everything.get(receipt=about.number)

    assert withdrawn(first, person("sara")) == ("processed", "")

    assert list(Case.everything.values_list("number", flat=True)) == [old.receipt]
    assert is_equal()
