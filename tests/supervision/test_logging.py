"""Writing, signing and correcting a log; who reads it; and that a signed log is locked in the database too."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.models import AuditEvent
from portal.scoping import UnscopedQuery
from supervision.models import Addition, Agreement, PlannedSession, Suggestion, SupervisionSession, Theme

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def filled(group):
    """What the form shows, with the little that a supervisor has to write."""
    return {
        "date": TODAY, "starts": "13:00", "ends": "14:00", "kind": "method", "form": "group", "notes": "Vi pratade läxor.",
        "participants": [str(pk) for pk in group.people_on(timezone.localdate()).values_list("pk", flat=True)],
        "themes": [str(Theme.objects.first().pk)], "what_1": "Prova veckobladet",
        "next_date": (timezone.localdate() + timedelta(days=21)).isoformat(),
    }  # fmt: skip


@pytest.fixture
def signed(client_of, group, filled):
    client_of("rut").post(f"/handledning/grupp/{group.pk}/logg/", filled | {"sign": "1"})
    return SupervisionSession.objects.unscoped("test").get()


def test_the_form_is_filled_in_from_the_contract(client_of, group):
    form = client_of("rut").get(f"/handledning/grupp/{group.pk}/logg/").context["form"]

    assert form.initial["starts"] == group.usual_start
    assert {person.username for person in form.initial["participants"]} == {"bo", "anna"}


def test_signing_locks_plans_the_next_and_is_logged(signed, group):
    assert signed.is_signed
    assert signed.agreements.get().what == "Prova veckobladet"
    assert PlannedSession.objects.get().date == signed.next_date
    assert AuditEvent.objects.filter(target_kind="supervision", action="write").exists()


def test_a_draft_survives_and_is_the_only_one(client_of, group, filled):
    client = client_of("rut")
    for notes in ("Första", "Andra"):
        client.post(f"/handledning/grupp/{group.pk}/logg/", filled | {"notes": notes})

    assert SupervisionSession.objects.unscoped("test").get().notes == "Andra"
    assert "Andra" in client.get(f"/handledning/grupp/{group.pk}/logg/").content.decode()


def test_what_is_missing_is_said_and_nothing_is_lost(client_of, group, filled):
    response = client_of("rut").post(f"/handledning/grupp/{group.pk}/logg/", filled | {"themes": [], "sign": "1"})

    assert response.status_code == 422
    assert "minst ett tema" in response.content.decode()
    assert "Vi pratade läxor." in response.content.decode()


def test_a_client_in_the_text_is_shown_in_its_place_and_the_writer_chooses(client_of, group, filled):
    url, text = f"/handledning/grupp/{group.pk}/logg/", "Vi ringde 070-123 45 67 om 18900101-9802."
    response = client_of("rut").post(url, filled | {"notes": text, "sign": "1"})
    page = response.content.decode()

    assert response.status_code == 422
    assert "070-123 45 67” ser ut som ett telefonnummer" in page
    assert "18900101-9802” ser ut som ett personnummer" in page
    assert SupervisionSession.objects.unscoped("test").count() == 0

    again = client_of("rut").post(url, filled | {"notes": "Vi läste om Storgatan 5.", "confirmed": "on", "sign": "1"})
    assert again.status_code == 302


@pytest.mark.parametrize("end", ["12:00", "13:00"])
def test_the_end_comes_after_the_start(client_of, group, filled, end):
    response = client_of("rut").post(f"/handledning/grupp/{group.pk}/logg/", filled | {"ends": end})

    assert "Sluttiden ska vara efter starttiden." in response.content.decode()


@pytest.mark.parametrize(
    ("username", "status"), [("rut", 200), ("bo", 200), ("anna", 200), ("hanna", 404), ("sara", 404)]
)
def test_a_log_is_read_by_its_group_only(client_of, signed, username, status):
    assert client_of(username).get(f"/handledning/pass/{signed.pk}/").status_code == status


def test_others_reading_is_logged_but_not_the_writers_own(client_of, signed):
    client_of("rut").get(f"/handledning/pass/{signed.pk}/")
    client_of("bo").get(f"/handledning/pass/{signed.pk}/")

    reads = AuditEvent.objects.filter(action="read", target_kind="supervision")
    assert [event.actor for event in reads] == ["bo"]


@pytest.mark.parametrize(("username", "status"), [("hanna", 404), ("bo", 403), ("sara", 403), ("stig", 403)])
def test_only_the_groups_supervisor_writes(client_of, group, username, status):
    assert client_of(username).get(f"/handledning/grupp/{group.pk}/logg/").status_code == status


def test_a_correction_is_an_addition_with_a_reason(client_of, signed):
    url = f"/handledning/pass/{signed.pk}/"
    assert client_of("rut").post(url, {"text": "Det var Anna och Bo."}).status_code == 422
    assert client_of("rut").post(url, {"reason": "Fel namn", "text": "Det var båda."}).status_code == 302
    assert client_of("bo").post(url, {"reason": "x", "text": "y"}).status_code == 403

    assert Addition.objects.get().reason == "Fel namn"
    assert signed.notes == "Vi pratade läxor."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE supervision_supervisionsession SET notes = 'x'",
        "DELETE FROM supervision_agreement",
        "UPDATE supervision_agreement SET what = 'x'",
        "DELETE FROM supervision_supervisionsession_participants",
    ],
)
def test_the_database_refuses_to_change_a_signed_log(signed, statement):
    with pytest.raises(DatabaseError, match="signed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_open_agreements_are_the_next_agenda_until_done(client_of, person, signed, group):
    agreement = Agreement.objects.unscoped("test").get()
    assert [each.pk for each in group.agenda().agreements] == [agreement.pk]
    before = timezone.now()

    assert client_of("sara").post(f"/handledning/overenskommelse/{agreement.pk}/klar/").status_code == 404
    assert client_of("bo").post(f"/handledning/overenskommelse/{agreement.pk}/klar/").status_code == 403
    assert client_of("rut").post(f"/handledning/overenskommelse/{agreement.pk}/klar/").status_code == 302
    assert client_of("rut").get(f"/handledning/overenskommelse/{agreement.pk}/klar/").status_code == 405

    assert group.agenda().agreements == []
    assert [each.pk for each in group.agenda(before).agreements] == [agreement.pk]


def test_a_need_of_change_goes_to_the_editors(client_of, group, filled):
    change = {"method_change": "Lägg till ett blad för gemensam ekonomi.", "sign": "1"}
    client_of("rut").post(f"/handledning/grupp/{group.pk}/logg/", filled | change)

    assert "gemensam ekonomi" in Suggestion.objects.unscoped("test").get().text


def test_hours_count_the_last_day(signed):
    sessions = SupervisionSession.objects.unscoped("test")

    assert sessions.between(signed.date - timedelta(days=6), signed.date).total() == timedelta(hours=1)
    assert sessions.between(signed.date + timedelta(days=1), signed.date + timedelta(days=9)).total() == timedelta()


@pytest.mark.parametrize("text", ["\x00", "x" * 200_000, "\u202eabc", "<script>alert(1)</script>"])
def test_hostile_text_is_answered(client_of, group, filled, text):
    response = client_of("rut").post(f"/handledning/grupp/{group.pk}/logg/", filled | {"notes": text})

    assert response.status_code in {302, 422}


def test_a_query_without_a_user_raises(signed):
    with pytest.raises(UnscopedQuery):
        list(SupervisionSession.objects.all())
