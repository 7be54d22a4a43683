"""What the shipped forms do to a case, sent as people send them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from caseload.models import Case, Person, Stay, Task
from forms import actions
from forms.models import FormVersion
from tests.casework import ASSESSMENT, MOVE_IN, NOTICE, house, open_eviction, open_housing, send


def kinds(case):
    return set(Task.everything.filter(case=case, done_on=None).values_list("kind", flat=True))


def test_a_notice_opens_an_eviction_case_with_its_deadline():
    case = open_eviction()

    assert (case.kind, case.eviction, case.unit, case.responsible) == ("eviction", "inkommen", "boende", "")
    assert case.matter.deadline == date(2026, 3, 26)
    assert case.matter.decision_earliest == date(2026, 3, 30)
    assert case.person.name == "Testa Påhittad"
    assert kinds(case) == {"fordela", "kontakt", "frist"}


def test_without_the_day_of_serving_there_is_no_deadline_but_still_a_case():
    case = open_eviction(delgiven="")

    assert case.matter.deadline is None
    assert "frist" not in kinds(case)


def test_an_eviction_day_asks_for_the_confirmation_the_same_day(person):
    case = open_eviction(typ="avhysningsdag", avhysning="2026-04-20T10:00:00+02:00")
    task = Task.everything.get(case=case, kind="kronofogden")
    assert task.due_on == case.opened_on

    send("F21", person("sara"), case.number, avhysning="2026-04-20T10:00:00+02:00", skickad="2026-03-05")

    assert "kronofogden" not in kinds(case)


def test_the_day_of_serving_that_is_learnt_later_sets_the_deadline(person):
    case = open_eviction(delgiven="")

    send("F20", person("sara"), case.number, datum="2026-03-06", kontakt="no", delgiven="2026-03-02")

    case.matter.refresh_from_db()
    assert case.matter.deadline == date(2026, 3, 26)


def test_the_same_number_is_the_same_person_in_another_case(person):
    first = open_eviction(personnummer="189001019802")
    second = open_housing(person("sara"), personnummer="189001019802")

    assert first.person_id == second.person_id
    assert Person.everything.get().name == "Prova Påhittad"


def test_taking_assessing_and_meeting(person):
    case = open_eviction()
    send("S01", person("sara"), case.number)
    attempts = [{"on": "2026-03-06", "way": "telefon", "result": "Svarade"}]
    send("F03", person("sara"), case.number, **ASSESSMENT | {"kontaktforsok": attempts, "orsak": "hyresskuld"})
    rows = [{"task": "Ring hyresvärden", "role": "Socialsekreterare", "due_on": "2026-03-10"}]
    send("F06", person("sara"), case.number, datum="2026-03-08", form="besok", deltagare=["klient"], problembild="Post.",
         mal="Betala i tid.", ansvar=rows, samsyn="ja")  # fmt: skip

    case.refresh_from_db()
    assert (case.responsible, case.eviction, case.economy) == ("sara", "pagar", "trepartssamtal_hallet")
    assert case.matter.previously_known is False
    assert case.contact_attempts.get().result == "Svarade"
    assert kinds(case) == {"frist", "ansvar"}
    assert Task.everything.get(kind="ansvar").due_on == date(2026, 3, 10)


def test_moving_in_plans_the_follow_ups(person):
    case = house(person("sara"), person("berit"), beslut="B-1", beslut_till="2027-04-01")

    assert case.stage == "boende"
    due = dict(Task.everything.filter(case=case).values_list("kind", "due_on"))
    assert due["uppfoljning_6"] == date(2026, 10, 1)
    assert due["dialogintervju"] == date(2027, 4, 1)
    assert due["uppfoljning_18"] == date(2027, 10, 1)
    assert due["beslut"] == date(2027, 1, 31)


def test_two_households_never_share_a_flat(person):
    house(person("sara"), person("berit"))
    other = open_housing(person("sara"))
    version = FormVersion.objects.in_force("F12")

    submission = actions.receive(
        version=version, answers=MOVE_IN, key="11111111-1111-4111-8111-111111111111", by=person("berit"),
        about=other.number,
    )  # fmt: skip
    processing = actions.process(submission)

    assert processing.state == "parked"
    assert processing.reason.startswith("I lägenheten finns redan")
    assert Stay.everything.filter(dwelling="LGH-1").count() == 1


@pytest.mark.parametrize("fields", [{"dwelling": "LGH-1"}, {"person_id": None}])
def test_the_database_itself_refuses_the_second_stay(person, fields):
    case = house(person("sara"), person("berit"))
    other = open_housing(person("sara"))
    stay = Stay(key="x", case=case, person=other.person, dwelling="LGH-2", kind="x", started_on=date(2026, 5, 1))
    if "dwelling" in fields:
        stay.dwelling = "LGH-1"
    else:
        stay.person = case.person

    with pytest.raises(IntegrityError), transaction.atomic():
        stay.save(force_insert=True)


def test_taking_over_the_lease_ends_the_stay(person):
    case = house(person("sara"), person("berit"))

    send("F17", person("sara"), case.number, datum="2027-10-01", hyresvard="Exempelbostäder")

    stay = Stay.everything.get()
    assert (stay.ended_on, stay.end_reason) == (date(2027, 10, 1), "overtagit_kontrakt")
    assert Case.everything.get().stage == "uppfoljning"


def test_tasks_can_be_done(person):
    case = open_eviction()
    task = Task.everything.get(case=case, kind="kontakt")

    send("S05", person("sara"), case.number, uppgifter=[{"value": task.pk, "label": task.title}], datum="2026-03-07")

    assert Task.everything.get(pk=task.pk).done_on == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("form", "answers", "sentence"),
    [
        ("S02", {"skede": "utslussning", "datum": "2026-03-01", "skal": "x"}, "kan inte gå från Aktualiserad till"),
        ("F17", {"datum": "2026-03-01", "hyresvard": "x"}, "ingen pågående boendeperiod"),
        ("F18", {"datum": "2026-03-01", "orsak": "annat", "nasta": "x"}, "ingen pågående boendeperiod"),
        ("S03", {"datum": "2026-03-01", "orsak": "flyttat"}, "inte avslutas före dagen då det öppnades"),
        ("F19", {"datum": "2026-03-01", "orsak": "annat", "ater": "no"}, "inte avslutas före dagen då det öppnades"),
    ],
)
def test_what_cannot_be_is_refused_in_words(person, form, answers, sentence):
    case = open_housing(person("sara"))
    version = FormVersion.objects.in_force(form)
    key = "22222222-2222-4222-8222-222222222222"

    done = actions.process(
        actions.receive(version=version, answers=answers, key=key, by=person("sara"), about=case.number)
    )

    assert done.state == "parked"
    assert sentence in done.reason


@pytest.mark.parametrize(("form", "answers"), [("F17", {"hyresvard": "x"}), ("F18", {"orsak": "annat", "nasta": "x"})])
def test_a_stay_does_not_end_before_it_began(person, form, answers):
    case = house(person("sara"), person("berit"))  # moved in on 1 April 2026
    version = FormVersion.objects.in_force(form)
    key = "55555555-5555-4555-8555-555555555555"
    early = answers | {"datum": "2026-03-31"}

    done = actions.process(
        actions.receive(version=version, answers=early, key=key, by=person("sara"), about=case.number)
    )

    assert (done.state, Stay.everything.get().ended_on) == ("parked", None)
    assert "kan inte sluta före inflyttningen" in done.reason


def test_a_closed_case_takes_no_more_forms(person):
    case = open_housing(person("sara"))
    send("S03", person("sara"), case.number, datum="2099-01-01", orsak="flyttat")
    version = FormVersion.objects.in_force("S01")
    key = "33333333-3333-4333-8333-333333333333"

    done = actions.process(actions.receive(version=version, answers={}, key=key, by=person("sara"), about=case.number))

    assert "avslutat" in done.reason
    assert Case.everything.get().responsible == ""


def test_an_eviction_case_is_not_closed_without_an_outcome(person):
    case = open_eviction()
    version = FormVersion.objects.in_force("S03")
    answers = {"datum": "2099-01-01", "orsak": "flyttat"}
    key = "44444444-4444-4444-8444-444444444444"

    done = actions.process(
        actions.receive(version=version, answers=answers, key=key, by=person("sara"), about=case.number)
    )

    assert "hur vräkningsärendet gick" in done.reason


def test_every_notice_has_the_fields_of_the_form():
    assert set(NOTICE) <= {question.key for question in FormVersion.objects.in_force("F02").read().questions}
