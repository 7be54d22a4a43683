"""After a course: evaluations, figures, and what is erased when."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses import actions, chores, figures
from courses.models import Evaluation, Occasion, Registration
from portal import chores as portal_chores
from tests.courses.conftest import begin

pytestmark = pytest.mark.django_db

SCORES = {"useful": "5", "clear": "4", "welcome": "5", "practical": "3", "good": "Allt", "better": ""}


def test_an_evaluation_is_given_once_and_can_not_be_led_back(groups, stranger):
    mine, _other, solros = groups
    stranger.post("/kurser/min-plats/kod/", {"code": solros.code})
    url = "/kurser/min-plats/utvardera/"
    page = stranger.post(url, SCORES | {"useful": "9"}).content.decode()
    assert "Allt" in page and not Evaluation.objects.exists()
    stranger.post(url, SCORES)
    stranger.post(url, SCORES)
    saved = Evaluation.objects.get()
    assert (saved.occasion, saved.useful, saved.on) == (mine, 5, timezone.localdate())
    assert {field.name for field in Evaluation._meta.fields}.isdisjoint({"registration", "at", "user"})


def test_evaluations_are_shown_when_enough_have_answered(groups, client_of):
    mine = groups[0]
    url = f"/kurser/mina-tillfallen/{mine.pk}/utvardering/"
    values = {"occasion": mine, "on": timezone.localdate(), "useful": 4, "clear": 4, "welcome": 5, "practical": 3}
    for _ in range(4):
        Evaluation.objects.create(**values, good="Kaffet")
    assert "Kaffet" not in client_of("kim").get(url).content.decode()
    Evaluation.objects.create(**values | {"useful": 5}, better="Stolarna")
    page = client_of("kim").get(url).content.decode()
    assert "Kaffet" in page and "Stolarna" in page and "4,2 av 5" in page


def test_the_figures_of_a_year_hide_small_numbers(boskola, occasion_of, enter, person, client_of):
    occasion = occasion_of(boskola, capacity=10, sessions=4)
    people = [enter(occasion, f"P{n}") for n in range(7)]
    actions.cancel(registration=people[6])
    begin(occasion, days=25)
    occasion = Occasion.objects.get(pk=occasion.pk)
    for number in (1, 2, 3):
        marks = dict.fromkeys(people[:5], "present") | {people[5]: "absent"}
        actions.mark_attendance(session=occasion.meetings[number - 1], marks=marks, by=person("kim"))
    year = timezone.localtime(occasion.starts_at).year
    row = figures.boskola(year)[0]
    assert (row["places"], row["registered"], row["placed"], row["came"], row["completed"]) == (10, "7", "6", "5", "5")
    assert row["reasons"] == [("Avbokade själv.", "färre än 5")]
    assert row["sessions"][0] == (1, 5 / 6)
    assert client_of("stig").get(f"/kurser/siffror/?ar={year}").status_code == 200
    assert client_of("stig").get("/kurser/siffror/?ar=abc").status_code == 200
    assert client_of("sara").get("/kurser/siffror/").status_code == 403


def test_trained_staff_is_counted_by_unit_among_those_the_training_is_for(completed, person):
    training = completed.occasion.course
    training.priority_groups = "Socialsekreterare"
    training.save()
    row = next(each for each in figures.trained() if each["unit"].key == "boende")
    assert (row["number"], row["of"], row["share"]) == ("färre än 5", "färre än 5", None)


def test_each_field_is_erased_when_its_time_is_over(boskola, occasion_of, enter, settings):
    occasion = occasion_of(boskola)
    enter(occasion, "Solrosen", phone="070-174 06 05", sms_ok=True, adaptation="Nära dörren", childcare=True)
    assert chores.forget() == 0
    with time_machine.travel(occasion.ends_at + timedelta(minutes=1), tick=False):
        assert chores.forget() == 2
        kept = Registration.objects.get()
        assert (kept.adaptation, kept.childcare, kept.phone) == ("", False, "070-174 06 05")
    with time_machine.travel(occasion.ends_at + timedelta(days=settings.COURSE_CONTACT_DAYS + 1), tick=False):
        chores.forget()
        kept = Registration.objects.get()
        assert (kept.phone, kept.sms_ok, kept.alias) == ("", False, "Solrosen")


def test_the_round_of_chores_erases_what_was_only_for_the_room(training, occasion_of, enter_staff, monkeypatch):
    """What the launcher's thread does each minute, with the chores that this app has registered there."""
    own = {name: each for name, each in portal_chores._chores.items() if name.startswith("course")}
    assert {"course offers", "course reminders", "course follow-up", "course retention"} == set(own)
    monkeypatch.setattr(portal_chores, "_chores", own)
    occasion = occasion_of(training, sessions=2)
    enter_staff(occasion, "sara", diet="Vegetariskt", adaptation="Hiss", experience="Ny i yrket")

    assert portal_chores.do_all() == []
    assert Registration.objects.get().diet == "Vegetariskt"
    with time_machine.travel(occasion.ends_at + timedelta(minutes=1), tick=False):
        assert portal_chores.do_all() == []

    kept = Registration.objects.get()
    assert (kept.diet, kept.adaptation, kept.experience, kept.role) == ("", "", "", "Provroll")
