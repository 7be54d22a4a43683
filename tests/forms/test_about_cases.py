"""The door of a case: empty sheets with the case's number and nothing personal, keyed in once, and files."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forms.models import Sheet, Submission, Upload
from portal import printing
from tests.casework import house, publish_shipped_forms

VISIT = {
    "datum": "2026-04-10",
    "typ": "stod",
    "tilltrade": "yes",
    "skick": "4",
    "brandvarnare": "yes",
    "hyra": "ja",
    "storningar": "no",
    "villkor": "ja",
    "oro_barn": "no",
    "nasta": "2099-01-01",
}


@pytest.fixture
def case(person):
    publish_shipped_forms()
    return house(person("sara"), person("berit"))


@pytest.fixture
def url(case):
    return f"/arenden/{case.number}/blankett/F13/"


@pytest.fixture
def sheet(url, client_of):
    client_of("sara").post(url, {"skriv_ut": "ja"})
    return Sheet.objects.get()


def key_in(client, url, sheet, **fields):
    return client.post(url, VISIT | {"blankettnyckel": str(uuid.uuid4()), "blad": sheet.number} | fields)


def test_the_sheet_carries_the_number_of_the_case_and_no_name(url, case, client_of, monkeypatch):
    told = []
    monkeypatch.setattr(printing, "pdf", lambda template, data: told.append(data) or b"%PDF")
    answer = client_of("sara").post(url, {"skriv_ut": "ja"})

    assert answer.content == b"%PDF"
    assert told[0]["about"] == f"Gäller {case.number}"
    assert case.person.name.split()[0] not in str(told[0])
    assert Submission.everything.filter(version__form_key="F13").count() == 0


def test_it_is_keyed_in_once_on_the_case_and_marked_as_paper(url, case, sheet, client_of):
    sara = client_of("sara")
    place = sara.get(f"/blanketter/blad/{sheet.number}/")["Location"]
    page = sara.get(place).content.decode()

    assert place == f"{url}?blad={sheet.number}"
    assert f"Skriv in blad {sheet.number[:4]}-{sheet.number[4:]}" in page
    assert re.search(rf'name="blad" value="{sheet.number}"', page)
    assert key_in(sara, url, sheet).status_code == 302
    stored = Submission.everything.get(version__form_key="F13")
    assert (stored.source, stored.sheet, stored.about) == ("paper", sheet.number, case.number)
    assert key_in(sara, url, sheet).status_code == 409
    assert stored.receipt in sara.get(f"/blanketter/blad/{sheet.number}/").content.decode()


def test_who_may_not_see_the_case_keys_in_nothing(url, sheet, client_of):
    place = client_of("samir").get(f"/blanketter/blad/{sheet.number}/")

    assert client_of("samir").get(place["Location"]).status_code == 404
    assert key_in(client_of("samir"), url, sheet).status_code == 404


@pytest.mark.parametrize("number", ["FINNS2NU", "x" * 5000, "\x00"])
def test_a_number_that_is_not_of_this_case_is_404(url, client_of, number):
    assert client_of("sara").get(url, {"blad": number}).status_code == 404


def photo(name="kok.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def test_photos_of_a_flat_come_with_the_visit_and_are_read_by_those_of_the_case(url, client_of):
    sara = client_of("sara")
    assert 'enctype="multipart/form-data"' in sara.get(url).content.decode()
    sara.post(
        url, VISIT | {"blankettnyckel": str(uuid.uuid4()), "ga": "skicka", "foton": [photo(), photo("hall.jpg")]}
    )
    stored = Submission.everything.get(version__form_key="F13")
    file = f"/blanketter/inskickat/{stored.receipt}/fil/{Upload.objects.filter(submission=stored).first().token}/"

    assert [each["name"] for each in stored.answers()["foton"]] == ["kok.jpg", "hall.jpg"]
    assert sara.get(file)["Content-Disposition"].startswith("attachment")
    assert client_of("samir").get(file).status_code == 404


def test_the_shipped_forms_ask_for_their_files():
    import tomllib

    from forms.content.loader import FOLDER

    files = {
        key: [
            question["key"]
            for step in tomllib.loads((FOLDER / f"{key}.toml").read_text())["steps"]
            for question in step["questions"]
            if question["type"] == "file"
        ]
        for key in ("F02", "F12", "F13")
    }
    assert files == {"F02": ["bilaga"], "F12": ["besiktningsprotokoll"], "F13": ["foton"]}
