"""Planned sessions: a series by the contract, moved and cancelled, in calendars and against what was held."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from portal.models import AuditEvent
from supervision import actions, calendars
from supervision.models import PlannedSession

TODAY = timezone.localdate()


@pytest.fixture
def series():
    return {
        "date": TODAY.isoformat(), "weeks": "3", "number": "4", "starts": "13:00", "ends": "14:30", "place": "Rum 2",
    }  # fmt: skip


def planned_days(group):
    return list(group.planned_sessions.filter(cancelled_at=None).values_list("date", flat=True))


def test_the_form_says_what_the_contract_says(client_of, group):
    form = client_of("rut").get(f"/handledning/grupp/{group.pk}/planera/").context["form"]

    assert (form.initial["weeks"], form.initial["number"]) == (group.interval_weeks, group.agreed_sessions)
    assert (form.initial["starts"], form.initial["date"]) == (group.usual_start, TODAY)


def test_a_series_has_its_interval_and_number(client_of, group, series):
    assert client_of("rut").post(f"/handledning/grupp/{group.pk}/planera/", series).status_code == 302

    assert planned_days(group) == [TODAY + timedelta(weeks=3 * turn) for turn in range(4)]
    assert AuditEvent.objects.filter(target_kind="supervision_plan").exists()


def test_planning_the_same_again_makes_nothing_twice(client_of, group, series):
    for _ in range(2):
        client_of("rut").post(f"/handledning/grupp/{group.pk}/planera/", series)

    assert len(planned_days(group)) == 4


def test_nothing_is_planned_after_the_contract_ends(client_of, group, series):
    group.ends_on = TODAY + timedelta(weeks=6)
    group.save()
    client_of("rut").post(f"/handledning/grupp/{group.pk}/planera/", series)

    assert planned_days(group)[-1] == group.ends_on
    assert len(planned_days(group)) == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends": "13:00"}, "Sluttiden ska vara efter starttiden."),
        ({"date": "1900-01-01"}, "Dagen ligger utanför tiden som kontraktet gäller."),
        ({"date": "i morgon"}, "giltigt datum"),
        ({"number": "0"}, "större"),
        ({"number": "100000"}, "mindre"),
        ({"weeks": "53"}, "mindre"),
        ({"place": "Hos 070-174 06 05"}, "Platsen syns i kalendrar."),
    ],
)
def test_what_can_not_be_planned_is_said_and_kept(client_of, group, series, change, sentence):
    response = client_of("rut").post(f"/handledning/grupp/{group.pk}/planera/", series | change)
    page = response.content.decode()

    assert response.status_code == 422
    assert sentence in page
    assert f'value="{(series | change)["place"]}"' in page
    assert planned_days(group) == []


@pytest.mark.parametrize(
    ("username", "status"), [("rut", 200), ("arvid", 200), ("bo", 403), ("hanna", 404), ("samir", 404), ("stig", 403)]
)
def test_those_who_lead_and_those_who_set_up_plan(client_of, group, username, status):
    assert client_of(username).get(f"/handledning/grupp/{group.pk}/planera/").status_code == status


@pytest.fixture
def planned(group):
    return PlannedSession.objects.create(group=group, date=TODAY, starts=time(13), ends=time(14), place="Rum 2")


def test_moving_raises_the_number_that_calendars_look_at(client_of, group, planned):
    url = f"/handledning/planerat/{planned.pk}/"
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answers = {"date": tomorrow, "starts": "10:00", "ends": "11:00", "place": ""}
    assert client_of("bo").post(url, answers).status_code == 403
    assert client_of("hanna").post(url, answers).status_code == 404
    assert client_of("rut").post(url, answers).status_code == 302

    planned.refresh_from_db()
    assert (planned.date.isoformat(), planned.starts, planned.sequence) == (tomorrow, time(10), 1)


def test_two_sessions_can_not_stand_at_the_same_time(client_of, group, planned):
    other = PlannedSession.objects.create(group=group, date=TODAY + timedelta(days=7), starts=time(13), ends=time(14))
    response = client_of("rut").post(
        f"/handledning/planerat/{other.pk}/", {"date": TODAY.isoformat(), "starts": "13:00", "ends": "14:00"}
    )
    assert response.status_code == 422
    assert "Gruppen har redan ett pass den tiden." in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedSession.objects.filter(pk=other.pk).update(date=TODAY)


def test_cancelling_is_done_once_by_those_who_plan(client_of, planned):
    url = f"/handledning/planerat/{planned.pk}/stall-in/"
    assert client_of("rut").get(url).status_code == 405
    assert client_of("bo").post(url).status_code == 403
    assert client_of("hanna").post(url).status_code == 404
    assert client_of("rut").post(url).status_code == 302
    assert client_of("rut").post(url).status_code == 404

    planned.refresh_from_db()
    assert planned.cancelled_at is not None
    assert planned.sequence == 1


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def test_the_calendar_has_the_series_and_nothing_about_people(client_of, group, series):
    client_of("rut").post(f"/handledning/grupp/{group.pk}/planera/", series)
    response = client_of("bo").get(f"/handledning/grupp/{group.pk}/kalender.ics")
    content = response.content.decode()

    assert response["Content-Type"].startswith("text/calendar")
    assert len(events(content)) == 4
    assert len({str(event["UID"]) for event in events(content)}) == 4
    assert {str(event["SUMMARY"]) for event in events(content)} == {"Handledning"}
    assert "METHOD:PUBLISH" in content
    for name in ("Rut", "Bo ", "Anna", group.name):
        assert name not in content
    assert client_of("hanna").get(f"/handledning/grupp/{group.pk}/kalender.ics").status_code == 404


def test_a_cancelled_session_leaves_the_calendar(client_of, person, planned):
    before = events(calendars.single(planned))[0]
    actions.cancel_planned(planned=planned, by=person("rut"))
    content = client_of("bo").get(f"/handledning/planerat/{planned.pk}/kalender.ics").content.decode()
    after = events(content)[0]

    assert "METHOD:CANCEL" in content
    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_times_are_those_of_sweden(planned):
    event = events(calendars.single(planned))[0]

    assert timezone.localtime(event["DTSTART"].dt).time() == time(13)
    assert timezone.localtime(event["DTEND"].dt).date() == TODAY


def test_a_signed_log_holds_the_planned_session_that_starts_nearest(group, planned, hold):
    late = PlannedSession.objects.create(group=group, date=TODAY, starts=time(16), ends=time(17))
    session = hold(group)

    assert session.planned == planned
    assert PlannedSession.objects.get(pk=planned.pk).is_held
    assert list(PlannedSession.objects.waiting()) == [late]


def test_a_held_session_is_neither_moved_nor_cancelled(client_of, group, planned, hold):
    hold(group)

    assert client_of("rut").get(f"/handledning/planerat/{planned.pk}/").status_code == 404
    assert client_of("rut").post(f"/handledning/planerat/{planned.pk}/stall-in/").status_code == 404


def test_the_next_time_of_a_log_is_not_planned_beside_the_series(group, hold):
    day = TODAY + timedelta(weeks=3)
    PlannedSession.objects.create(group=group, date=day, starts=time(9), ends=time(10))
    hold(group, next_date=day)

    assert planned_days(group) == [day]
