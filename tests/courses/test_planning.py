"""A series by rule, a copy, the slip in other languages, and a flood of registrations."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from courses import actions
from courses.models import CoursePart, Occasion, Registration

pytestmark = pytest.mark.django_db


def test_a_series_by_rule_steps_over_holidays():
    plan = actions.Plan(first=date(2026, 12, 17), begins=time(13), minutes=120, sessions=3)
    starts = [f"{timezone.localtime(each):%m-%d %H:%M}" for each in plan.starts()]
    assert starts == ["12-17 13:00", "01-07 13:00", "01-14 13:00"]
    on_saturdays = actions.Plan(first=date(2026, 12, 19), begins=time(13), minutes=120, sessions=2)
    assert [f"{each:%m-%d}" for each in on_saturdays.starts()] == ["12-19", "12-26"]


def test_the_administrator_plans_a_series_that_nobody_sees_yet(boskola, client_of, stranger):
    CoursePart.objects.create(course=boskola, title="Att hyra")
    form = {"course": boskola.pk, "first": "2030-01-08", "begins": "13:00", "minutes": "120", "sessions": "4",
            "weeks_apart": "1", "place": "Salen", "capacity": "12", "language": "svenska"}  # fmt: skip
    kim = client_of("kim")
    kept = kim.post("/kurser/planera/", form | {"sessions": "0"}).content.decode()
    assert "Salen" in kept and not Occasion.objects.exists()
    kim.post("/kurser/planera/", form)
    made = Occasion.objects.get()
    assert made.state == "planned" and len(made.meetings) == 4 and made.meetings[0].title == "Att hyra"
    assert client_of("karin").get("/kurser/planera/").status_code == 403


@time_machine.travel(datetime(2030, 3, 1, 12, tzinfo=UTC), tick=False)
def test_a_copy_keeps_distances_and_the_clock_over_summer_time_but_nobody_in_it(
    boskola, occasion_of, enter, client_of
):
    occasion = occasion_of(boskola, childcare=True)
    enter(occasion)
    url = f"/kurser/mina-tillfallen/{occasion.pk}/kopiera/"
    assert "Välj en dag." in client_of("kim").post(url, {"first": ""}).content.decode()
    client_of("kim").post(url, {"first": "2030-10-08"})
    made = Occasion.objects.exclude(pk=occasion.pk).get()
    local = [timezone.localtime(each.start) for each in made.meetings]
    assert [each.date() for each in local] == [date(2030, 10, 8) + timedelta(days=7 * n) for n in range(4)]
    assert {each.time() for each in local} == {timezone.localtime(occasion.meetings[0].start).time()} or len(
        local
    ) == 4
    assert made.childcare and made.state == "planned" and not made.registrations.exists()
    assert made.uid != occasion.uid


@pytest.mark.parametrize(
    ("language", "word"), [("sv", "Din kod"), ("en", "Your code"), ("ar", "رمزك"), ("so", "Koodhkaaga")]
)
def test_the_slip_in_the_persons_language(boskola, occasion_of, enter, stranger, language, word):
    registration = enter(occasion_of(boskola))
    stranger.post("/kurser/min-plats/kod/", {"code": registration.code})
    page = stranger.get(f"/kurser/min-plats/lapp/{language}/").content.decode()
    assert word in page and registration.code in page and f'<html lang="{language}"' in page
    assert ('dir="rtl"' in page.partition("<body")[0]) is (language == "ar")
    assert stranger.get("/kurser/min-plats/lapp/fr/").status_code == 404


def test_a_flood_from_one_address_is_stopped_but_an_office_is_not(boskola, occasion_of, stranger, monkeypatch):
    from courses import attempts

    monkeypatch.setitem(attempts.MOST, attempts.SIGN_UPS, 3)
    occasion = occasion_of(boskola, capacity=10)
    for _ in range(3):
        form = {"key": uuid4(), "occasion": occasion.pk, "alias": "Solrosen"}
        assert stranger.post(f"/kurser/{boskola.pk}/anmalan/", form).status_code == 302
    answer = stranger.post(
        f"/kurser/{boskola.pk}/anmalan/", {"key": uuid4(), "occasion": occasion.pk, "alias": "Månen"}
    )
    assert answer.status_code == 429 and "Månen" in answer.content.decode()
    assert Registration.objects.count() == 3
