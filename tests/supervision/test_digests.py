"""The weekly digest: once a week for each, scoped by permission, counts only, told of by a mail that says nothing."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from supervision import actions
from supervision.models import Digest

MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel("2026-11-25 07:00+01:00"):
        yield


@pytest.fixture
def with_mail(person):
    for username in ("rut", "arvid", "hanna", "bo"):
        user = person(username)
        user.email = f"{username}@exempel.se"
        user.save()


def all_digests():
    return Digest.objects.unscoped("test")


def test_the_command_makes_one_for_each_who_leads(group, with_mail, person):
    person("samir"), person("stig")
    call_command("send_digests", verbosity=0)

    assert set(all_digests().values_list("recipient__username", "year", "week")) == {
        ("rut", 2026, 47),
        ("arvid", 2026, 47),
    }


def test_running_it_again_makes_and_mails_nothing_new(group, with_mail):
    for _ in range(3):
        call_command("send_digests", verbosity=0)

    assert all_digests().count() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["arvid@exempel.se", "rut@exempel.se"]


def test_the_database_refuses_a_second_digest_of_a_week(group, person):
    digest = actions.make_digest(recipient=person("rut"), week=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(recipient=person("rut"), year=digest.year, week=digest.week, counts={})


def test_the_mail_is_neutral(group, with_mail, hold, person):
    hold(group, 3)
    call_command("send_digests", verbosity=0)
    message = mail.outbox[0]

    assert message.subject == "Ny veckosammanfattning finns"
    for word in ("Pärmgruppen", "Rut", "Bo", "Anna", "Arvid", "socialtjänst", "klient", "handledning"):
        assert word not in message.subject + message.body


def test_a_mail_server_that_refuses_is_tried_again(group, with_mail, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError

    with monkeypatch.context() as closed:
        closed.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(ConnectionRefusedError):
            call_command("send_digests", verbosity=0)
    call_command("send_digests", verbosity=0)

    assert sorted(message.to[0] for message in mail.outbox) == ["arvid@exempel.se", "rut@exempel.se"]


def test_somebody_without_an_address_has_the_page(group, person):
    call_command("send_digests", verbosity=0)

    assert mail.outbox == []
    assert all_digests().filter(recipient=person("rut")).exists()


def test_the_counts_are_of_ones_own_groups(new_group, group, hold, client_of, person):
    outside = new_group("Vuxengruppen", leaders=("hanna",), members=("samir",), unit="vuxen")
    sunday, monday = 3, 9
    hold(group, sunday, agreements=[{"what": "Prova", "who": None, "due_on": date(2026, 11, 24)}])
    hold(group, monday)
    hold(group, 10)
    hold(outside, 5, leader="hanna", hours=3)

    counts = actions.make_digest(recipient=person("rut"), week=MONDAY).counts
    assert (counts["sessions"], counts["minutes"]) == (2, 120)
    assert (counts["agreements"], counts["late"], counts["due"]) == (1, 1, 0)
    assert actions.make_digest(recipient=person("hanna"), week=MONDAY).counts["minutes"] == 180
    assert actions.make_digest(recipient=person("arvid"), week=MONDAY).counts["minutes"] == 120


def test_urgent_questions_are_counted_for_those_they_concern(new_group, group, client_of, person):
    import uuid

    for username, where in (("bo", group), ("samir", None)):
        person(username)
        actions.ask(key=uuid.uuid4(), text="Fråga", is_urgent=True, wanted_form="", group=where, by=person(username))
    new_group("Vuxengruppen", leaders=("hanna",), members=("samir",), unit="vuxen")

    assert actions.make_digest(recipient=person("arvid"), week=MONDAY).counts["urgent"] == 1
    assert actions.make_digest(recipient=person("hanna"), week=MONDAY).counts["urgent"] == 0
    assert actions.make_digest(recipient=person("rut"), week=MONDAY).counts["urgent"] == 2  # an adviser answers all


def test_a_digest_holds_only_numbers(group, hold, person):
    hold(group, 3)

    assert all(
        isinstance(value, int) for value in actions.make_digest(recipient=person("rut"), week=MONDAY).counts.values()
    )


def test_a_role_that_has_ended_gets_no_more(group, with_mail, person):
    """CASA's leak: ended relations must not stay in mails."""
    group.supervisors.update(ends_on=timezone.localdate() - timedelta(days=1))
    person("arvid").groups.clear()
    call_command("send_digests", verbosity=0)

    assert all_digests().count() == 0
    assert mail.outbox == []


def test_a_digest_is_read_by_its_recipient_only(group, person, client_of):
    digest = actions.make_digest(recipient=person("rut"), week=MONDAY)
    url = f"/handledning/veckan/{digest.pk}/"

    assert "16 november 2026" in client_of("rut").get(url).content.decode()
    assert client_of("arvid").get(url).status_code == 404
    assert client_of("bo").get(url).status_code == 404
    assert client_of("stig").get(url).status_code == 403
    assert client_of("rut").post(url).status_code == 405
    assert url in client_of("rut").get("/handledning/veckan/").content.decode()
    assert url in client_of("rut").get("/min-sida/").content.decode()
    assert url not in client_of("arvid").get("/handledning/veckan/").content.decode()
    assert client_of("bo").get("/handledning/veckan/").status_code == 403


def test_iso_weeks_at_the_turn_of_the_year(group, person):
    digest = actions.make_digest(recipient=person("rut"), week=date(2027, 1, 2))

    assert (digest.year, digest.week) == (2026, 53)
    assert (digest.first, digest.last) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.django_db(transaction=True)
def test_commands_at_the_same_moment_send_one_mail_each(new_group, with_mail):
    new_group()
    faults = []

    def run():
        try:
            call_command("send_digests", verbosity=0)
        except Exception as fault:
            faults.append(fault)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sorted(message.to[0] for message in mail.outbox) == ["arvid@exempel.se", "rut@exempel.se"]
