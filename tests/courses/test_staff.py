"""Those who work here: own courses, counter, managers, leaders, administrator, calendars and what is shipped."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from courses import actions
from courses.models import Attendance, Move, Occasion, Registration
from portal.models import AuditEvent, User
from tests.courses.conftest import begin


def text(response):
    return response.content.decode()


def staff_answers(**fields):
    return {"key": str(uuid4()), "role": "Provroll", "unit": "Provenhet", **fields}


@pytest.fixture
def half_days(training, occasion_of):
    return occasion_of(training, capacity=1, sessions=2)


@pytest.fixture
def managed(person):
    """Sara, whose manager is Arvid."""
    sara = person("sara")
    sara.manager = person("arvid")
    sara.save()
    return sara


# Own courses


def test_the_list_and_the_page_show_free_places(client_of, training, half_days):
    sara = client_of("sara")
    assert "1 plats kvar" in text(sara.get(reverse("courses:trainings")))
    assert "1 plats kvar" in text(sara.get(training.url))


def test_the_form_knows_ones_role_and_unit(client_of, half_days):
    page = text(client_of("sara").get(reverse("courses:sign_up_self", args=[half_days.pk])))
    assert 'value="Socialsekreterare"' in page and 'value="Boendeenheten"' in page


def test_one_registers_for_both_half_days_at_once(client_of, half_days, person):
    sara = client_of("sara")
    response = sara.post(reverse("courses:sign_up_self", args=[half_days.pk]), staff_answers(), follow=True)

    registration = Registration.objects.get()
    assert "Du har en plats. Välkommen!" in text(response)
    assert registration.user == person("sara") and registration.approval == ""
    assert "Pärmmetoden" in text(sara.get(reverse("desk")))


def test_a_bad_form_keeps_what_was_typed(client_of, half_days):
    sent = staff_answers(role="", diet="Vegetariskt")
    page = text(client_of("sara").post(reverse("courses:sign_up_self", args=[half_days.pk]), sent))
    assert "Vegetariskt" in page and "Något behöver rättas" in page and not Registration.objects.exists()


def test_one_cancels_ones_own_and_not_anothers(client_of, half_days, enter_staff):
    registration = enter_staff(half_days, "sara")
    url = reverse("courses:cancel_own", args=[registration.pk])

    assert client_of("samir").post(url).status_code == 404
    assert client_of("sara").get(url).status_code == 405
    assert "Du är avbokad." in text(client_of("sara").post(url, follow=True))
    assert Registration.objects.get().is_cancelled


def test_boskola_is_not_for_staffs_own_form(client_of, boskola, occasion_of):
    occasion = occasion_of(boskola)
    assert client_of("sara").get(reverse("courses:sign_up_self", args=[occasion.pk])).status_code == 404


# Managers


def test_the_place_is_held_until_the_manager_approves(client_of, managed, half_days):
    client_of("sara").post(reverse("courses:sign_up_self", args=[half_days.pk]), staff_answers())
    registration = Registration.objects.get()
    assert registration.is_placed and registration.awaits_approval
    assert "väntar på ditt svar" in text(client_of("arvid").get(reverse("desk")))

    client_of("arvid").post(reverse("courses:decide", args=[registration.pk]), {"decision": "approve"})

    registration.refresh_from_db()
    assert registration.approval == "given" and registration.is_placed


def test_a_refusal_gives_the_place_to_the_next(client_of, managed, half_days, enter_staff):
    first, second = enter_staff(half_days, "sara"), enter_staff(half_days, "samir")

    client_of("arvid").post(reverse("courses:decide", args=[first.pk]), {"decision": "refuse"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.approval, second.state) == ("cancelled", "refused", "placed")
    assert Move.objects.filter(registration=first).last().why == "Chefen godkände inte anmälan."


def test_only_ones_own_manager_decides_and_only_once(client_of, managed, half_days, enter_staff, person):
    registration = enter_staff(half_days, "sara")
    url = reverse("courses:decide", args=[registration.pk])

    assert client_of("eva").post(url, {"decision": "approve"}).status_code == 404
    assert client_of("samir").post(url, {"decision": "approve"}).status_code == 403
    assert client_of("arvid").get(url).status_code == 405
    wrong = client_of("arvid").post(url, {"decision": "maybe"}, follow=True)
    assert "Välj om du godkänner" in text(wrong)
    client_of("arvid").post(url, {"decision": "approve"})
    assert "redan besvarad" in text(client_of("arvid").post(url, {"decision": "refuse"}, follow=True))
    assert Registration.objects.get().is_placed


# The counter


def counter_answers(occasion, **fields):
    return {"key": str(uuid4()), "occasion": occasion.pk, "alias": "Solrosen", **fields}


def test_staff_registers_a_client_and_gets_the_slip(client_of, boskola, occasion_of):
    occasion = occasion_of(boskola)

    page = text(client_of("sara").post(reverse("courses:counter"), counter_answers(occasion), follow=True))

    assert Registration.objects.get().code in page and "Anmäl nästa person" in page
    assert AuditEvent.objects.filter(actor="sara", target_kind="course_occasion", target=str(occasion.pk)).exists()


def test_two_people_from_the_same_form_are_not_taken_for_one(client_of, boskola, occasion_of):
    sent = counter_answers(occasion_of(boskola))
    sara = client_of("sara")
    sara.post(reverse("courses:counter"), sent)

    page = text(sara.post(reverse("courses:counter"), {**sent, "alias": "Månen"}))

    assert "redan skickad" in page and "Månen" in page and sent["key"] not in page
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [("granted", "", "Skriv ärendenumret"), ("boskola", "26-1", "Ta bort ärendenumret")],
)
def test_a_case_number_only_and_always_for_a_granted_course(
    client_of, boskola, granted, occasion_of, kind, number, sentence
):
    occasions = {"granted": occasion_of(granted), "boskola": occasion_of(boskola)}
    sent = counter_answers(occasions[kind], case_number=number)
    assert sentence in text(client_of("sara").post(reverse("courses:counter"), sent))
    assert not Registration.objects.exists()


def test_a_granted_place_keeps_its_case_number(client_of, granted, occasion_of):
    client_of("sara").post(reverse("courses:counter"), counter_answers(occasion_of(granted), case_number="26-1"))
    assert Registration.objects.get().case_number == "26-1"


# Leaders


@pytest.fixture
def led(boskola, occasion_of, person, enter):
    occasion = occasion_of(boskola, leader=person("karin"))
    enter(occasion, "Solrosen")
    return occasion


def test_the_leader_sees_the_list_and_it_is_logged(client_of, led):
    karin = client_of("karin")
    assert "Boskolan" in text(karin.get(reverse("courses:leader_occasions")))

    page = text(karin.get(reverse("courses:participants", args=[led.pk])))

    assert "Solrosen" in page
    logged = AuditEvent.objects.get(target_kind="course_participants")
    assert (logged.actor, logged.action, logged.target) == ("karin", "list", str(led.pk))


def test_another_leaders_occasion_does_not_exist(client_of, led, person, enter):
    person("hanna").groups.set(person("karin").groups.all())
    hanna, registration = client_of("hanna"), Registration.objects.get()
    session = led.sessions.first()

    assert hanna.get(reverse("courses:participants", args=[led.pk])).status_code == 404
    assert hanna.get(reverse("courses:attendance", args=[led.pk, session.pk])).status_code == 404
    assert hanna.post(reverse("courses:cancel_participant", args=[led.pk, registration.pk])).status_code == 404
    assert not AuditEvent.objects.exists()


def test_attendance_in_one_screen_and_twice_is_the_same(client_of, led):
    registration, session = Registration.objects.get(), led.sessions.first()
    url = reverse("courses:attendance", args=[led.pk, session.pk])
    karin = client_of("karin")
    assert "Solrosen" in text(karin.get(url))

    for _ in range(2):
        karin.post(url, {f"person-{registration.pk}": "excused"})

    mark = Attendance.objects.get()
    assert (mark.status, mark.marked_by, mark.registration) == ("excused", "karin", registration)
    karin.post(url, {f"person-{registration.pk}": ""})
    assert not Attendance.objects.exists()


def test_attendance_that_is_not_a_choice_is_refused(client_of, led):
    registration, session = Registration.objects.get(), led.sessions.first()
    url = reverse("courses:attendance", args=[led.pk, session.pk])
    page = text(client_of("karin").post(url, {f"person-{registration.pk}": "late"}))
    assert "Något behöver rättas" in page and not Attendance.objects.exists()


def test_a_session_of_another_occasion_is_not_found(client_of, led, boskola, occasion_of):
    other = occasion_of(boskola, begins=30).sessions.first()
    assert client_of("karin").get(reverse("courses:attendance", args=[led.pk, other.pk])).status_code == 404


def test_the_leader_cancels_for_somebody_who_called(client_of, led):
    registration = Registration.objects.get()
    url = reverse("courses:cancel_participant", args=[led.pk, registration.pk])
    karin = client_of("karin")
    assert karin.get(url).status_code == 405

    karin.post(url)

    assert Registration.objects.get().is_cancelled
    assert Move.objects.last().by == "personal"


def test_what_is_over_cannot_be_cancelled(client_of, led):
    begin(led, days=60)
    registration = Registration.objects.get()
    url = reverse("courses:cancel_participant", args=[led.pk, registration.pk])
    assert "Kursen är slut" in text(client_of("karin").post(url, follow=True))
    assert Registration.objects.get().is_placed


@pytest.mark.parametrize(
    ("name", "args", "who"),
    [
        ("trainings", [], "stig"),
        ("sign_up_self", [1], "stig"),
        ("counter", [], "eva"),
        ("approvals", [], "sara"),
        ("leader_occasions", [], "sara"),
        ("participants", [1], "sara"),
        ("attendance", [1, 1], "sara"),
    ],
)
def test_who_may_not_gets_403_and_a_stranger_the_login(client_of, stranger, name, args, who):
    url = reverse(f"courses:{name}", args=args)
    assert client_of(who).get(url).status_code == 403
    assert stranger.get(url).url.startswith(reverse("account_login"))


def test_lists_ask_the_database_the_same_few_times_however_long(client_of, training, occasion_of, boskola, person):
    karin = client_of("karin")
    counts = []
    for _ in range(2):
        for n in range(4):
            occasion_of(training, begins=5 + n)
            occasion_of(boskola, begins=5 + n, leader=person("karin"))
        for name in ("courses:trainings", "courses:leader_occasions"):
            karin.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                karin.get(reverse(name))
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


# The administrator, in Wagtail's editor


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


# What is shipped


def test_content_and_demo_load_and_loading_again_changes_nothing(db):
    def everything():
        return [list(model.objects.order_by("pk").values()) for model in (Occasion, Registration, Move, Attendance)]

    call_command("load_content", verbosity=0, stdout=StringIO())
    call_command("load_demo", verbosity=0, stdout=StringIO())
    first = everything()
    call_command("load_demo", verbosity=0, stdout=StringIO())

    assert everything() == first and all(first)
    assert Registration.objects.waiting().exists() and Registration.objects.filter(state="cancelled").exists()
    done = [each for each in Registration.objects.placed() if each.is_completed]
    assert done and User.objects.get(username="karin")


def test_one_action_is_the_only_door(boskola, occasion_of, person):
    """A member of staff can't be put on boskola, and nobody without account on a training."""
    with pytest.raises(actions.Refused):
        actions.register(occasion=occasion_of(boskola), key=uuid4(), person=person("sara"))
