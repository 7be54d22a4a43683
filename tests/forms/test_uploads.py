"""Files are looked at by content, kept in the database, and given only to those who may read the submission."""

import io
import socket
import struct
import tempfile
import threading
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forms import drafts
from forms.models import FormAccess, Submission, Upload
from portal.models import AuditEvent
from tests.forms.making import FILE, QUESTIONS, URL, publish_page


def image(kind="PNG", size=(4, 4)):
    out = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.7\n%%EOF\n"
GOOD = {"intyg.pdf": PDF, "bild.png": image(), "foto.jpg": image("JPEG"), "ny.webp": image("WEBP")}


@pytest.fixture
def page(db):
    return publish_page(questions=[*QUESTIONS, FILE])


def post(client, *files, **fields):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(URL, {"blankettnyckel": str(uuid.uuid4()), "namn": "Prova", "intyg": sent} | fields)


@pytest.mark.parametrize("name", GOOD)
def test_allowed_kinds_are_stored_whole_with_their_fingerprint(page, stranger, name):
    assert post(stranger, (name, GOOD[name])).status_code == 302
    upload = Upload.objects.get()
    answer = Submission.everything.get().answers()["intyg"][0]

    assert bytes(upload.data) == GOOD[name]
    assert (answer["sha256"], answer["size"], answer["name"]) == (upload.sha256, len(GOOD[name]), name)
    assert upload.submission == Submission.everything.get()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("skript.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "måste vara en PDF eller en bild"),
        ("sida.pdf", b"<html><script>alert(1)</script>", "måste vara en PDF eller en bild"),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + b"skrap" * 20, "går inte att läsa"),
        ("tom.pdf", b"", "tom"),
        ("program.exe", b"MZ" + b"\0" * 100, "måste vara en PDF eller en bild"),
        ("arkiv.zip", b"PK\x03\x04" + b"\0" * 100, "måste vara en PDF eller en bild"),
    ],
)
def test_everything_else_is_refused_with_a_sentence_and_nothing_is_stored(page, stranger, name, data, sentence):
    response = post(stranger, (name, data))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert (Upload.objects.count(), Submission.everything.count()) == (0, 0)


def test_too_large_is_refused(page, stranger, settings):
    settings.UPLOAD_MAX_MB = 1

    assert "för stor" in post(stranger, ("stor.pdf", PDF + b"x" * 1_100_000)).content.decode()


def test_too_many_pixels_are_refused_without_reading_them(page, stranger):
    assert "Förminska" in post(stranger, ("jatte.png", image(size=(30_000, 30_000)))).content.decode()


def test_the_name_is_text_without_a_path_and_with_the_ending_of_its_content(page, stranger):
    post(stranger, ("../../etc/<script>.php", PDF))

    assert Upload.objects.get().name == "_script_.pdf"


def test_a_fault_elsewhere_does_not_lose_the_file(page, stranger):
    key = str(uuid.uuid4())
    refused = post(stranger, ("intyg.pdf", PDF), namn="", blankettnyckel=key)
    token = Upload.objects.get().token

    assert token in refused.content.decode()
    assert post(stranger, blankettnyckel=key, **{"intyg-token": [token]}).status_code == 302
    assert Submission.everything.get().answers()["intyg"][0]["token"] == token


def test_a_file_can_be_left_out_again(page, stranger):
    key = str(uuid.uuid4())
    post(stranger, ("intyg.pdf", PDF), namn="", blankettnyckel=key)
    token = Upload.objects.get().token
    post(stranger, blankettnyckel=key, **{"intyg-token": [token], "intyg-bort": [token]})

    assert "intyg" not in Submission.everything.get().answers()


def test_nobody_takes_along_a_file_of_another_form(page, stranger):
    post(stranger, ("intyg.pdf", PDF), namn="")
    token = Upload.objects.get().token

    assert post(stranger, **{"intyg-token": [token]}).status_code == 409
    assert Submission.everything.count() == 0


def test_only_those_who_may_read_the_submission_get_the_file_as_an_attachment(page, stranger, client_of, person):
    post(stranger, ("intyg.pdf", PDF))
    url = f"/blanketter/inskickat/{Submission.everything.get().receipt}/fil/{Upload.objects.get().token}/"
    sara = client_of("sara")

    assert stranger.get(url).status_code == 302
    assert sara.get(url).status_code == 404
    FormAccess.objects.create(form_key="T1", group=person("sara").groups.first(), right="read")
    answer = sara.get(url)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(action="read", target_kind="file", actor="sara").count() == 1


def test_files_of_a_form_that_was_never_sent_are_cleared(page, stranger):
    import time_machine

    post(stranger, ("intyg.pdf", PDF), namn="")
    with time_machine.travel("2099-01-01"):
        drafts.clear()

    assert Upload.objects.count() == 0


class Clamd:
    """A scanner that finds something in what holds EICAR."""

    def __init__(self, path):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        self.asked = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack(">I", file.read(4))[0]:
                    data += file.read(length)
                self.asked.append(data)
                connection.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in data else b"stream: OK\0")


@pytest.fixture
def clamd(tmp_path, settings):
    path = Path(tempfile.gettempdir()) / f"clamd-{uuid.uuid4().hex[:8]}"  # a socket's path must be short
    settings.CLAMD_SOCKET = str(path)
    scanner = Clamd(path)
    yield scanner
    scanner.server.close()
    path.unlink()


def test_the_scanner_sees_every_file_and_what_it_finds_is_refused(page, stranger, clamd):
    assert post(stranger, ("frisk.pdf", PDF + b"x" * 200_000)).status_code == 302
    assert "skadligt" in post(stranger, ("sjuk.pdf", PDF + b"EICAR")).content.decode()
    assert [len(each) for each in clamd.asked] == [len(PDF) + 200_000, len(PDF) + 5]
    assert Upload.objects.count() == 1


def test_without_an_answer_from_the_scanner_nothing_is_taken(page, stranger, settings):
    settings.CLAMD_SOCKET = "/there/is/no/scanner"

    assert "kan inte tas emot just nu" in post(stranger, ("intyg.pdf", PDF)).content.decode()
    assert Upload.objects.count() == 0
