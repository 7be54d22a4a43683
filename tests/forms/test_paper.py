"""From an empty sheet of paper to a submission, once, in the version that was printed."""

import uuid

import pytest

from forms import paper
from forms.models import Sheet, Submission
from portal import printing
from tests.forms.making import QUESTIONS, publish


@pytest.fixture
def sheet(db, person):
    return paper.make_sheet(version=publish(), by=person("sara"))


def key_in(client, sheet, **fields):
    answers = {"blankettnyckel": str(uuid.uuid4()), "namn": "Prova", "text": ""} | fields
    return client.post(f"/blanketter/blad/{sheet.number}/", answers)


def test_an_empty_form_is_printed_with_a_number_of_its_own(db, client_of):
    publish(questions=[*QUESTIONS, {"key": "barn", "label": "Barn", "type": "rows",
                                    "columns": [{"key": "a", "label": "Ålder", "type": "int"}]}])  # fmt: skip
    answer = client_of("sara").post("/blanketter/papper/T1/")

    assert answer.content.startswith(b"%PDF")
    assert Sheet.objects.get().number in answer["Content-Disposition"]
    assert client_of("sara").get("/blanketter/papper/T1/").status_code == 405
    assert client_of("rolf").post("/blanketter/papper/T1/").status_code == 403


def test_a_sheet_is_keyed_in_once_and_marked_as_paper(sheet, client_of):
    sara = client_of("sara")
    assert "/kvitto/" in key_in(sara, sheet)["Location"]
    stored = Submission.everything.get()

    assert (stored.source, stored.sheet, stored.actor) == ("paper", sheet.number, "sara")
    assert key_in(sara, sheet, namn="En gång till").status_code == 409
    assert stored.receipt in sara.get(f"/blanketter/blad/{sheet.number}/").content.decode()
    assert Submission.everything.count() == 1


def test_it_is_keyed_in_as_it_was_printed(sheet, client_of):
    publish(questions=[*QUESTIONS, {"key": "nytt", "label": "Nytt", "type": "text", "required": True}])
    sara = client_of("sara")

    assert "Nytt" not in sara.get(f"/blanketter/blad/{sheet.number}/").content.decode()
    assert key_in(sara, sheet).status_code == 302
    assert Submission.everything.get().version.number == 1


def test_the_number_is_found_as_it_stands_on_the_paper(sheet, client_of):
    sara = client_of("sara")
    found = sara.post("/blanketter/blad/", {"nummer": f"{sheet.number[:4].lower()} - {sheet.number[4:]}"})

    assert found["Location"] == f"/blanketter/blad/{sheet.number}/"
    assert "Det finns inget blad" in sara.post("/blanketter/blad/", {"nummer": "XXXX"}).content.decode()


def test_a_staff_form_is_keyed_in_by_those_who_may_fill_it_in(db, client_of, person):
    version = publish(audience="staff", permission="caseload.open_case")
    made = paper.make_sheet(version=version, by=person("sara"))

    assert client_of("sara").get(f"/blanketter/blad/{made.number}/").status_code == 200
    assert client_of("bo").get(f"/blanketter/blad/{made.number}/").status_code == 403


def test_the_receipt_is_had_as_pdf(sheet, client_of, stranger):
    url = key_in(client_of("sara"), sheet)["Location"]

    assert stranger.get(f"{url}kvitto.pdf").content.startswith(b"%PDF")
    assert stranger.get("/blanketter/kvitto/fel/kvitto.pdf").status_code == 404


def test_on_paper_a_scale_has_all_its_steps_and_a_condition_is_said_in_words(sheet, monkeypatch, person):
    told = []
    monkeypatch.setattr(printing, "pdf", lambda template, data: told.append(data) or b"")
    scale = {"key": "skick", "label": "Skick?", "type": "scale", "options": [["1", "Dåligt"], ["5", "Bra"]]}
    yes = {"key": "skador", "label": "Finns det skador?", "type": "bool"}
    tests = [{"question": "skador", "values": ["yes"]}, {"question": "skick", "operator": "at_most", "values": ["2"]}]
    what = {"key": "vad", "label": "Vilka?", "type": "text", "show_if": {"match": "any", "tests": tests}}
    paper.pdf(paper.make_sheet(version=publish(key="T2", questions=[scale, yes, what]), by=person("sara")))
    asked = told[0]["steps"][0]["questions"]

    assert asked[0]["options"] == ["1 – Dåligt", "2", "3", "4", "5 – Bra"]
    assert asked[2]["only_if"] == "Svara bara om ”Finns det skador” är Ja eller ”Skick” är högst 2."
    assert asked[0]["only_if"] == ""
