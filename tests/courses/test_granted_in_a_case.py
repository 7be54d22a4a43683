"""A course that is granted in a case: each mark of the leader is a submission about the case, with its trace."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from caseload.models import Case, Event
from caseload.projection.fold import CLOSED
from caseload.projection.joining import UNKNOWN
from courses import actions
from courses.models import Attendance, CoursePage, Kind, Registration
from forms.models import Submission
from portal.models import AuditEvent
from tests.casework import open_eviction, publish_shipped_forms, send
from tests.courses.conftest import begin


@pytest.fixture(autouse=True)
def shipped_forms(db):
    publish_shipped_forms()


@pytest.fixture
def case(person):
    found = open_eviction()
    send("S01", person("sara"), found.number)
    return found


@pytest.fixture
def course(granted: CoursePage) -> CoursePage:
    granted.sessions_required = 2
    granted.save()
    return granted


@pytest.fixture
def registration(course, occasion_of, person, case):
    occasion = occasion_of(course, capacity=5, sessions=3, leader=person("karin"))
    made = actions.register_client(
        occasion=occasion, key=uuid4(), by=person("sara"), alias="Testa", case_number=case.number
    )
    begin(occasion, days=15)
    return made


def mark(client, registration, status, session=0):
    sessions = list(registration.occasion.sessions.all())
    url = reverse("courses:attendance", args=[registration.occasion_id, sessions[session].pk])
    return client.post(url, {f"person-{registration.pk}": status, "deviation": ""})


def submissions(case):
    found = Submission.objects.unscoped("the test").filter(about=case.number, version__form_key="F27")
    return list(found.order_by("pk"))


def test_a_mark_stands_on_the_cases_timeline_with_its_submission(client_of, case, registration):
    assert mark(client_of("karin"), registration, "present").status_code == 302

    (sent,) = submissions(case)
    assert sent.actor == "karin" and sent.processing.state == "processed"
    assert sent.answers() | {"datum": ""} == {
        "kurs": "Beviljad kurs", "traff": "1 av 3", "datum": "", "narvaro": "present",
        "hittills": "1 av 3 träffar, 2 behövs för att ha gått kursen.",
    }  # fmt: skip
    event = Event.objects.get(receipt=sent.receipt)
    assert event.title == "Närvaro på kurs" and event.by == str(sent.actor_name)
    page = client_of("sara").get(reverse("case", args=[case.number])).content.decode()
    assert "Närvaro på kurs" in page and sent.receipt in page


def test_the_same_mark_again_is_told_once_and_another_corrects_it(client_of, case, registration):
    for status in ("present", "present", "excused"):
        mark(client_of("karin"), registration, status)

    first, corrected = submissions(case)
    assert corrected.replaces == first and corrected.answers()["narvaro"] == "excused"
    assert corrected.reason == "Kursledaren ändrade närvaron."
    assert Event.objects.filter(case=case.number, title="Närvaro på kurs").count() == 1


def test_a_mark_that_is_taken_away_is_withdrawn_and_may_come_back(client_of, case, registration):
    mark(client_of("karin"), registration, "absent")
    mark(client_of("karin"), registration, "")
    assert not Event.objects.filter(case=case.number, title="Närvaro på kurs").exists()

    mark(client_of("karin"), registration, "present")

    assert [each.kind for each in submissions(case)] == ["new", "withdrawal", "correction"]
    assert Event.objects.filter(case=case.number, title="Närvaro på kurs").count() == 1


def test_the_last_session_says_that_the_course_is_done(client_of, case, registration):
    for session in (0, 1):
        mark(client_of("karin"), registration, "present", session)
    assert submissions(case)[-1].answers()["hittills"] == "2 av 3 träffar. Kursen är klar."


def test_an_unknown_case_parks_the_report_and_the_mark_stays(client_of, course, occasion_of, person, case):
    occasion = occasion_of(course, capacity=5, sessions=3, leader=person("karin"))
    lost = actions.register_client(
        occasion=occasion, key=uuid4(), by=person("sara"), alias="Vilse", case_number="26-FINNSEJ"
    )
    begin(occasion, days=15)

    assert mark(client_of("karin"), lost, "present").status_code == 302

    parked = Submission.objects.unscoped("the test").get(about="26-FINNSEJ")
    assert (parked.processing.state, parked.processing.reason) == ("parked", "Ärendet finns inte.")
    assert Attendance.objects.filter(registration=lost, status="present").exists()


@pytest.mark.parametrize("kind", [Kind.OPEN_ANONYMOUS, Kind.OPEN_IDENTIFIED])
def test_an_open_course_tells_no_case_anything(
    client_of, course, boskola, identified, occasion_of, person, case, kind
):
    open_course = {boskola.kind: boskola, identified.kind: identified}[kind]
    occasion = occasion_of(open_course, capacity=5, sessions=3, leader=person("karin"))
    made = actions.register(occasion=occasion, key=uuid4(), alias="Solrosen Sol", phone="070-174 06 05")
    begin(occasion, days=15)

    mark(client_of("karin"), made, "present")

    assert Attendance.objects.filter(registration=made).exists() and not submissions(case)
    assert not Submission.objects.unscoped("the test").filter(version__form_key="F27").exists()


# The number is checked at the counter


def at_counter(client, occasion, number, **fields):
    sent = {"key": str(uuid4()), "occasion": occasion.pk, "alias": "Testa", "case_number": number, **fields}
    return client.post(reverse("courses:counter"), sent)


@pytest.fixture
def occasion(course, occasion_of):
    return occasion_of(course, capacity=5, sessions=3)


def test_a_case_that_one_may_open_is_enough_and_the_look_is_logged(client_of, case, occasion):
    at_counter(client_of("sara"), occasion, f" {case.number.lower()} ")

    assert Registration.objects.get().case_number == case.number
    event = AuditEvent.objects.get(target=case.number, target_kind="case", actor="sara", action="read")
    assert event.reason == "handläggare; anmälan till kurs"


def test_a_wrong_number_is_told_at_its_field_and_all_that_was_typed_is_kept(client_of, case, occasion):
    page = at_counter(client_of("sara"), occasion, "26-FINNSEJ", phone="070-174 06 05", language="somaliska")

    text = page.content.decode()
    assert page.context["form"].errors["case_number"] == [UNKNOWN]
    assert UNKNOWN in text
    assert all(f'value="{each}"' in text for each in ("26-FINNSEJ", "070-174 06 05", "somaliska", "Testa"))
    assert not Registration.objects.exists()


def test_a_case_that_one_may_not_open_is_answered_as_one_that_is_not_there(client_of, person, case, occasion):
    answers = [at_counter(client_of("samir"), occasion, number) for number in (case.number, "26-FINNSEJ")]

    assert [each.context["form"].errors["case_number"] for each in answers] == [[UNKNOWN], [UNKNOWN]]
    assert not Registration.objects.exists()
    assert AuditEvent.objects.filter(target=case.number, actor="samir", action="denied").exists()


def test_a_closed_case_takes_nobody(client_of, person, case, occasion):
    Case.everything.filter(pk=case.pk).update(closed_on=timezone.localdate(), close_reason="annat")

    page = at_counter(client_of("sara"), occasion, case.number)

    assert page.context["form"].errors["case_number"] == [CLOSED]
    assert not Registration.objects.exists()
