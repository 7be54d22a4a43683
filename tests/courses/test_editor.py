"""The administrator in Wagtail's editor, and the calendar files that follow what is changed there."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from courses.models import Occasion, Registration


def text(response):
    return response.content.decode()


def admin_form(occasion, **fields):
    data = {
        "course": occasion.course_id, "place": occasion.place, "directions": "", "capacity": occasion.capacity,
        "leader": "", "language": "svenska", "interpreter": "", "state": occasion.state,
        "registration_opens": "", "registration_closes": "",
        "sessions-TOTAL_FORMS": occasion.sessions.count(), "sessions-INITIAL_FORMS": occasion.sessions.count(),
        "sessions-MIN_NUM_FORMS": 0, "sessions-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for n, session in enumerate(occasion.sessions.all()):
        data |= {f"sessions-{n}-id": session.pk, f"sessions-{n}-title": "", f"sessions-{n}-place": "",
                 f"sessions-{n}-start": f"{session.start:%Y-%m-%d %H:%M}",
                 f"sessions-{n}-end": f"{session.end:%Y-%m-%d %H:%M}"}  # fmt: skip
    return data | fields


@pytest.fixture
def edit_url(led):
    return reverse("wagtailsnippets_courses_occasion:edit", args=[led.pk])


def test_the_administrator_raises_the_capacity_and_people_move_up(client_of, led, edit_url, enter):
    enter(led, "B")
    waiting = enter(led, "C")
    kim = client_of("kim")
    assert kim.get(edit_url).status_code == 200

    response = kim.post(edit_url, admin_form(led, capacity=5))

    waiting.refresh_from_db()
    changed = Occasion.objects.get(pk=led.pk)
    assert response.status_code == 302 and waiting.is_placed
    assert changed.sequence == 1 and changed.sessions.count() == 4


def test_the_administrator_cannot_take_away_taken_places(client_of, led, edit_url, enter):
    enter(led, "B")
    page = text(client_of("kim").post(edit_url, admin_form(led, capacity=1)))
    assert "2 personer har plats. Välj minst 2 platser" in page
    assert Occasion.objects.get(pk=led.pk).capacity == 2


def test_an_open_occasion_needs_a_session(client_of, led, edit_url):
    removed = {f"sessions-{n}-DELETE": "on" for n in range(4)}
    page = text(client_of("kim").post(edit_url, admin_form(led, **removed)))
    assert "Lägg till minst en träff" in page and led.sessions.count() == 4


def test_the_administrator_makes_an_occasion_with_sessions(client_of, led):
    made = admin_form(led, place="Nya salen", **{"sessions-INITIAL_FORMS": 0})
    made |= {f"sessions-{n}-id": "" for n in range(4)}
    response = client_of("kim").post(reverse("wagtailsnippets_courses_occasion:add"), made)
    assert response.status_code == 302
    assert Occasion.objects.get(place="Nya salen").sessions.count() == 4


def test_an_occasion_with_registrations_is_not_deleted(client_of, led):
    kim = client_of("kim")
    kim.post(reverse("wagtailsnippets_courses_occasion:delete", args=[led.pk]))
    kim.post(f"/admin/bulk/courses/occasion/delete/?id={led.pk}")
    assert Occasion.objects.filter(pk=led.pk).exists() and Registration.objects.count() == 1


@pytest.mark.parametrize("who", ["karin", "sara", "mona"])
def test_others_do_not_reach_the_administrators_form(client_of, edit_url, led, who):
    client_of(who).post(edit_url, admin_form(led, place="Fel sal"))
    assert Occasion.objects.get(pk=led.pk).place == "Provsalen"


# Calendars


def events_of(response):
    calendar = Calendar.from_ical(response.content)
    return calendar, calendar.walk("VEVENT")


def test_the_calendar_holds_the_whole_series_in_neutral_words(stranger, led):
    response = stranger.get(reverse("courses:calendar", args=[led.pk]))

    calendar, events = events_of(response)
    assert response["Content-Type"].startswith("text/calendar") and calendar["METHOD"] == "PUBLISH"
    assert [str(event["SUMMARY"]) for event in events] == [f"Kurs, träff {n} av 4" for n in (1, 2, 3, 4)]
    assert [event["DTSTART"].dt.replace(microsecond=0) for event in events] == [
        session.start.replace(microsecond=0) for session in led.sessions.all()
    ]
    assert "oskol" not in text(response) and "Solrosen" not in text(response)


def test_a_changed_and_a_cancelled_series_replace_the_old_one(client_of, stranger, led, edit_url):
    """features.md J11: the same UID, a higher SEQUENCE, METHOD:CANCEL."""
    url = reverse("courses:calendar", args=[led.pk])
    _calendar, before = events_of(stranger.get(url))
    client_of("kim").post(edit_url, admin_form(led, state="cancelled"))

    calendar, after = events_of(stranger.get(url))

    assert calendar["METHOD"] == "CANCEL"
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert all(new["SEQUENCE"] > old["SEQUENCE"] for old, new in zip(before, after, strict=True))
    assert all(event["STATUS"] == "CANCELLED" for event in after)


def test_calendars_of_planned_and_staffs_occasions_are_not_for_strangers(stranger, client_of, training, boskola,
                                                                         occasion_of):  # fmt: skip
    planned, staffs = occasion_of(boskola, state="planned"), occasion_of(training)
    for occasion in (planned, staffs):
        assert stranger.get(reverse("courses:calendar", args=[occasion.pk])).status_code == 404
    assert "Pärmmetoden" in text(client_of("sara").get(reverse("courses:calendar", args=[staffs.pk])))
