"""Messages out: written with their cause, sent once, tried again, stopped in time, and neutral."""

import http.server
import json
import os
import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal import chores, post
from portal.models import Message
from portal.post import channels, delivery, sms
from portal.post.neutral import faults

ROUNDS = int(os.environ.get("RACE_ROUNDS", "4"))
State = Message.State


@pytest.fixture
def letter(db):
    """`letter(body="…")` queues a mail and returns its row."""

    def queue(**fields):
        fields = {"key": uuid4().hex, "kind": "test", "channel": "mail", "to": "sol@example.org", "body": "Hej!",
                  "subject": "Kurs", "by": None, **fields}  # fmt: skip
        return post.queue(**fields)

    return queue


def now_of(message):
    message.refresh_from_db()
    return message


def test_what_is_queued_is_sent_once_with_the_same_name_each_time(letter):
    message = letter(calendar="BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n")

    assert delivery.deliver() == 1
    assert delivery.deliver() == 0

    assert [each.to for each in mail.outbox] == [["sol@example.org"]]
    assert mail.outbox[0].extra_headers["Message-ID"] == channels.message_id(now_of(message))
    assert mail.outbox[0].attachments[0].mimetype == "text/calendar; method=CANCEL"
    assert message.state == State.SENT and message.ended_at


def test_the_same_key_is_the_same_message(letter):
    first = letter(key="reminder:1")
    assert letter(key="reminder:1", body="Något annat").pk == first.pk
    assert Message.objects.get().body == "Hej!"


def test_a_message_goes_away_with_a_cause_that_was_rolled_back(letter):
    with pytest.raises(RuntimeError), transaction.atomic():
        letter()
        raise RuntimeError
    assert not Message.objects.exists()


def test_it_waits_until_it_is_due_and_is_not_sent_too_late(letter):
    letter(due=timezone.now() + timedelta(hours=1))
    late = letter(until=timezone.now() - timedelta(minutes=1))

    assert delivery.deliver() == 0
    assert now_of(late).state == State.CANCELLED and "för sent" in late.note

    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert delivery.deliver() == 1


def test_what_is_no_longer_needed_is_stopped(letter):
    letter(about="occasion:1", kind="reminder")
    kept = letter(about="occasion:1", kind="change")

    assert post.cancel(about="occasion:1", kinds=("reminder",)) == 1
    assert delivery.deliver() == 1
    assert now_of(kept).state == State.SENT


@pytest.fixture
def failing(monkeypatch):
    def fail_with(error):
        def send(_mail, fail_silently=False):
            raise error

        monkeypatch.setattr("django.core.mail.EmailMessage.send", send)

    return fail_with


@pytest.mark.parametrize(
    "error", [OSError("no route"), smtplib.SMTPServerDisconnected(), RuntimeError("a fault of ours")]
)
def test_a_failure_that_may_pass_is_tried_again_later_and_later_then_given_up(letter, failing, error):
    message = letter()
    failing(error)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        waits = []
        while now_of(message).state == State.QUEUED:
            clock.move_to(message.due)
            delivery.deliver()
            waits.append((now_of(message).due - timezone.now()).total_seconds() / 60)
    assert waits == [1, 5, 15, 60, 240, 720, 0]
    assert message.state == State.FAILED and message.note == type(error).__name__


def test_an_address_that_is_refused_is_not_tried_again(letter, failing):
    message = letter()
    failing(smtplib.SMTPRecipientsRefused({}))
    delivery.deliver()
    assert now_of(message).state == State.FAILED


def test_a_death_while_sending_is_sent_once_more_and_says_so_but_never_a_third_time(letter):
    message = letter()
    delivery._claim(message.pk)  # and the process dies here
    assert delivery.deliver() == 0

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False) as clock:
        Message.objects.get()
        delivery._free_the_stuck()
        delivery._claim(message.pk)  # dies again
        clock.shift(timedelta(minutes=11))
        assert delivery.deliver() == 0
        assert now_of(message).state == State.FAILED and "oklart" in message.note

    second = letter()
    delivery._claim(second.pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert delivery.deliver() == 1
    assert "två gånger" in now_of(second).note


@pytest.mark.parametrize("sabotage", [False, True])
def test_two_deliverers_at_the_same_time_send_each_message_once(transactional_db, letter, monkeypatch, sabotage):
    """The control lets both claim: then doubles must show, or the race proves nothing."""
    sent, gate = [], threading.Barrier(2)
    monkeypatch.setattr(channels, "send", lambda message: sent.append(message.key))
    if sabotage:
        monkeypatch.setattr(delivery, "_claim", lambda pk: Message.objects.get(pk=pk))

    def work():
        gate.wait(10)
        delivery.deliver()
        connection.close()

    for _round in range(ROUNDS):
        for _ in range(12):
            letter()
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(work), pool.submit(work)]:
                done.result(60)
    assert (len(sent) > len(set(sent))) is sabotage
    assert len(set(sent)) == 12 * ROUNDS


def test_addresses_and_text_are_erased_after_a_time(letter, settings):
    sent = letter(body="Se https://example.org/kurser/min-plats/lank/abc/")
    waiting = letter(due=timezone.now() + timedelta(days=60))
    delivery.deliver()
    assert now_of(sent).text == "Se [länk]"

    delivery.erase_addresses()
    assert now_of(sent).to

    with time_machine.travel(timezone.now() + timedelta(days=settings.POST_KEEP_DAYS + 1), tick=False):
        delivery.erase_addresses()
    assert (now_of(sent).to, sent.body, sent.state) == ("", "", State.SENT)
    assert now_of(waiting).to


def test_a_channel_that_the_office_does_not_have_says_so(letter, settings):
    settings.SMS_GATEWAY = ""
    message = letter(channel="sms", to="070-174 06 05")
    assert (message.state, message.to) == (State.CANCELLED, "") and "inte inkopplad" in message.note


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Påminnelse från socialtjänsten", "socialtjänsten"),
        ("Din boskola börjar", "boskola"),
        ("Möte med Soc", "soc"),
        ("Hemlösas kurs", "hemlösas"),
        ("Gäller 19811228-9874", "ett personnummer"),
        ("Ditt ärende", "ärende"),
    ],
)
def test_what_would_tell_about_the_receiver_is_refused(letter, text, fault):
    assert faults(text) == [fault]
    with pytest.raises(post.NotNeutral, match="Skriv neutralt"):
        letter(body=text)
    assert letter(body=text, neutral=False).state == State.QUEUED


@pytest.mark.parametrize("text", ["Påminnelse om kurs tisdag kl. 13.00.", "Kursen om sociala medier", "070-123 45 67"])
def test_what_is_neutral_may_be_sent(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("written", "number"),
    [("070-123 45 67", "+46701234567"), ("+46 70 123 45 67", "+46701234567"), ("0046701234567", "+46701234567")],
)
def test_numbers_are_made_international(written, number):
    assert sms.international(written) == number


@pytest.mark.parametrize("written", ["", "12", "hej", "123456789", "0" * 40])
def test_what_is_no_number_is_never_sent(written):
    with pytest.raises(sms.Never):
        sms.international(written)


def test_sms_goes_to_a_file_in_the_demo(letter, settings, tmp_path):
    settings.SMS_GATEWAY, settings.DATA_DIR = "file", tmp_path
    letter(channel="sms", to="070-123 45 67")
    assert delivery.deliver() == 1
    assert json.loads((tmp_path / "sms.jsonl").read_text()) == {"to": "+46701234567", "text": "Hej!"}
    assert (tmp_path / "sms.jsonl").stat().st_mode & 0o077 == 0


@pytest.fixture
def gateway(settings):
    """A gateway that answers with `answers`, one after the other, and keeps what it got."""
    got, answers = [], []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            content = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["Authorization"], json.loads(content)))
            self.send_response(answers.pop(0))
            self.end_headers()

        def log_message(self, *_args):
            """Nothing to the test's output."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/", "hemlig"
    yield got, answers
    server.shutdown()
    server.server_close()


def test_sms_goes_to_the_gateway_and_follows_its_answer(letter, gateway):
    got, answers = gateway
    answers += [503, 200, 400]
    message = letter(channel="sms", to="070-123 45 67")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        delivery.deliver()
        assert now_of(message).state == State.QUEUED
        clock.shift(timedelta(minutes=2))
        delivery.deliver()
    assert now_of(message).state == State.SENT
    assert got[1] == ("Bearer hemlig", {"to": "+46701234567", "from": "Kurs", "text": "Hej!"})

    refused = letter(channel="sms", to="070-123 45 67")
    delivery.deliver()
    assert now_of(refused).state == State.FAILED


def test_the_database_keeps_state_and_end_together(letter):
    message = letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state=State.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state=State.SENDING)


def test_the_log_shows_what_was_sent_but_not_to_whom(letter, client_of):
    letter(subject="Kursen börjar")
    delivery.deliver()
    page = client_of("kim").get("/utskick/?lage=sent").content.decode()
    assert "Kursen börjar" in page and "sol@example.org" not in page
    assert client_of("kim").get("/utskick/?lage=failed").context["page"].object_list.count() == 0
    assert client_of("sara").get("/utskick/").status_code == 403
    assert client_of("kim").post("/utskick/").status_code == 405


def test_one_chore_that_fails_does_not_stop_the_others(monkeypatch, db):
    done = []
    made = [chores.Chore("bad", 1, lambda: 1 / 0), chores.Chore("good", 2, lambda: done.append(1))]
    monkeypatch.setattr(chores, "_chores", {each.name: each for each in made})
    assert chores.do_all() == ["bad"] and done == [1]
    with pytest.raises(CommandError, match="bad"):
        call_command("do_chores")


def test_the_worker_works_until_it_is_stopped(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(chores, "_chores", {"one": chores.Chore("one", 1, done.set)})
    worker = chores.Worker(seconds=0.01).start()
    assert done.wait(10)
    worker.stop()
    assert not worker._thread.is_alive()
