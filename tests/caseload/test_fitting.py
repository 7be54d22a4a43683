"""A form is stopped when it is sent where it does not belong; what history holds is always folded."""

import uuid
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from caseload.models import Case, Event
from caseload.projection import fitting
from forms import actions
from forms.models import FormVersion, Processing, Submission
from forms.schema import Binding
from tests.casework import NOTICE, REGISTRATION, open_eviction, open_housing, send

HOUSING, EVICTION, NONE = "housing", "eviction", ""
STEP = {"datum": "2026-03-10", "kontakt": "yes"}
JOIN = {"arende": "26-AAAAAA", "kontroll": "Har sett legitimation."}


def sent(form, by, about, answers):
    version = form if isinstance(form, FormVersion) else FormVersion.objects.in_force(form)
    return actions.process(actions.receive(version=version, answers=answers, key=uuid.uuid4(), by=by, about=about))


def state_of(submission):
    return Processing.objects.values_list("state", "reason").get(pk=submission.pk)


@pytest.fixture
def numbers(person):
    housing, eviction = open_housing(person("sara")), open_eviction(namn="Andra Påhittad")
    return {HOUSING: housing.number, EVICTION: eviction.number, NONE: ""}


@pytest.mark.parametrize(
    ("form", "about", "answers", "sentence"),
    [
        ("F04", NONE, {}, "handlar om ett ärende. Öppna ärendet och fyll i blanketten där."),
        ("S10", NONE, JOIN, "handlar om ett ärende. Öppna ärendet och fyll i blanketten där."),
        (
            "F01",
            EVICTION,
            REGISTRATION,
            "öppnar ett nytt ärende, så den kan inte skickas om ett ärende som redan finns",
        ),
        ("F02", HOUSING, NOTICE, "öppnar ett nytt ärende, så den kan inte skickas om ett ärende som redan finns"),
        ("F20", HOUSING, STEP, "är inte till för boendeärenden. Välj en av blanketterna på ärendets sida."),
        ("F19", EVICTION, {}, "är inte till för vräkningsärenden. Välj en av blanketterna på ärendets sida."),
    ],
)
def test_a_form_of_the_wrong_kind_is_kept_and_nothing_happens(person, numbers, form, about, answers, sentence):
    cases, events = Case.everything.count(), Event.objects.count()

    done = sent(form, person("sara"), numbers[about], answers)

    assert done.state == "parked"
    assert sentence in done.reason
    assert FormVersion.objects.in_force(form).title in done.reason
    assert (Case.everything.count(), Event.objects.count()) == (cases, events)


def test_a_trial_says_the_same(person, numbers):
    version = FormVersion.objects.in_force("F20")

    said = actions.trial(version=version, answers=STEP, about=numbers[HOUSING], by=person("sara"))

    assert len(said) == 1
    assert "är inte till för boendeärenden" in said[0]


@pytest.mark.parametrize(("form", "about", "answers"), [("F20", HOUSING, STEP), ("F01", EVICTION, REGISTRATION)])
def test_what_history_holds_is_rebuilt(person, numbers, monkeypatch, form, about, answers):
    """As if it had been sent before there was a rule."""
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr(fitting, "check", lambda submission: None)
        old = send(form, person("sara"), numbers[about], **answers)
    output = StringIO()

    call_command("rebuild_caseload", "--verify", stdout=output)

    assert output.getvalue().endswith("equal\n")
    assert Event.objects.filter(receipt=old.receipt).exists()


def test_what_history_holds_can_be_taken_back(person, numbers, monkeypatch):
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr(fitting, "check", lambda submission: None)
        old = send("F20", person("sara"), numbers[HOUSING], **STEP)

    taken_back = actions.withdraw(submission=old, reason="Fel ärende.", key=uuid.uuid4(), by=person("sara"))

    assert state_of(taken_back) == ("processed", "")
    assert not Event.objects.filter(receipt=old.receipt).exists()


OPEN_HOUSING = Binding("open_housing_case", {"name": "hyresgast"})


def published(*bindings):
    """The landlord's notice as an editor might come to publish it: with other effects."""
    schema = FormVersion.objects.in_force("F02").read()
    return FormVersion.objects.publish(replace(schema, bindings=bindings), by="test")


def test_a_correction_does_not_make_the_case_another_kind(person, numbers):
    first = Submission.everything.get(receipt=numbers[EVICTION])

    made = actions.correct(
        submission=first,
        answers=first.answers(),
        reason="Fel slag.",
        key=uuid.uuid4(),
        by=person("sara"),
        version=published(OPEN_HOUSING),
    )

    state, reason = state_of(made)
    assert state == "parked"
    assert "är inte till för vräkningsärenden" in reason


def test_a_form_that_would_open_two_kinds_opens_none(person):
    version = published(*FormVersion.objects.in_force("F02").read().bindings, OPEN_HOUSING)

    done = sent(version, None, "", NOTICE)

    assert done.state == "parked"
    assert "öppna ärenden av två slag på en gång" in done.reason
    assert not Case.everything.exists()
