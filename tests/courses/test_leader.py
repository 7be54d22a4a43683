"""Course leaders: who comes, attendance on a phone, and who may not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Attendance, Move, Registration
from portal.models import AuditEvent
from tests.courses.conftest import begin


def text(response):
    return response.content.decode()


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
