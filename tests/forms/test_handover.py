"""What is handed over arrives, signed, once for each receipt, and is never given up."""

import hashlib
import hmac
import http.server
import json
import threading
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from forms import actions, handover
from forms.models import Delivery, FormRules
from portal.keys import read_or_make_key
from tests.forms.making import publish


@pytest.fixture
def sent(db):
    def send(way):
        FormRules.objects.create(form_key="T1", handover=way)
        return actions.receive(version=publish(), answers={"namn": "Prova Åäö"}, key=uuid.uuid4())

    return send


class CaseSystem:
    """Answers with the codes it is given, then 200."""

    def __init__(self, *codes):
        self.got, self.codes = [], list(codes)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers), body))
                self.send_response(outer.codes.pop(0) if outer.codes else 200)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"


@pytest.fixture
def case_system(settings):
    systems = []

    def make(*codes):
        system = CaseSystem(*codes)
        settings.HANDOVER_URL = system.url
        systems.append(system)
        return system

    yield make
    for system in systems:
        system.server.shutdown()
        system.server.server_close()


def test_the_webhook_is_signed_and_names_the_receipt(sent, case_system):
    system, submission = case_system(), sent("webhook")

    assert handover.deliver() == 1
    headers, body = system.got[0]
    at, signature = (part.split("=", 1)[1] for part in headers["X-Signature"].split(","))
    key = read_or_make_key(django_settings.KEY_DIR / "handover.key")
    assert hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest() == signature
    assert headers["Idempotency-Key"] == submission.receipt
    assert json.loads(body)["answers"] == {"namn": "Prova Åäö"}
    assert handover.deliver() == 0
    assert Delivery.objects.get().state == "done"


@pytest.mark.parametrize("code", [500, 401, 302])
def test_what_does_not_arrive_is_tried_again_and_never_given_up(sent, case_system, code):
    case_system(*[code] * 8)
    sent("webhook")
    for attempt in range(8):
        Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert handover.deliver() == 0
        late = Delivery.objects.get()
        assert (late.state, late.attempts, late.note) == ("queued", attempt + 1, f"Ärendesystemet svarade {code}.")
    assert late.due_at > timezone.now() + timedelta(hours=20)
    Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert handover.deliver() == 1


def test_nobody_there_is_said_and_tried_again(sent, settings):
    settings.HANDOVER_URL = "http://127.0.0.1:1/"
    sent("webhook")

    assert handover.deliver() == 0
    assert Delivery.objects.get().note == "Ärendesystemet svarar inte."


def test_without_an_address_it_waits_and_says_so(sent):
    sent("webhook")

    assert handover.deliver() == 0
    assert "HANDOVER_URL" in Delivery.objects.get().note


def test_the_folder_gets_whole_files(sent, settings, tmp_path):
    settings.HANDOVER_FOLDER = str(tmp_path / "ut")
    submission = sent("folder")

    assert handover.deliver() == 1
    files = list((tmp_path / "ut").iterdir())
    assert [file.name for file in files] == [f"{submission.receipt}.json"]
    assert json.loads(files[0].read_text())["answers"] == {"namn": "Prova Åäö"}


def test_what_a_dead_process_was_handing_over_is_taken_up_again(sent, settings, tmp_path):
    settings.HANDOVER_FOLDER = str(tmp_path)
    sent("folder")
    Delivery.objects.update(state="sending", claimed_at=timezone.now() - timedelta(minutes=11))

    assert handover.deliver() == 1


def test_a_form_without_the_rule_hands_nothing_over(db):
    actions.receive(version=publish(), answers={"namn": "x"}, key=uuid.uuid4())

    assert Delivery.objects.count() == 0


def test_the_registrator_sees_what_is_late_and_hurries_it(sent, client_of):
    submission = sent("webhook")
    handover.deliver()
    rolf = client_of("rolf")

    assert "Har inte kommit fram" in rolf.get("/blanketter/inkommet/").content.decode()
    assert rolf.post(f"/blanketter/inkommet/{submission.receipt}/lamna-over/").status_code == 302
    assert Delivery.objects.get().due_at <= timezone.now()
