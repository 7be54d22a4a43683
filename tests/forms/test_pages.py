"""Forms on their pages: the landlord's public notice, receipts, the registrator's list, and hostile input."""

import re
import uuid

import pytest
from django.test import Client

from caseload.models import Case
from forms.content.loader import load
from forms.models import FormPage, FormVersion, Processing, Submission
from portal.content import load as load_pages
from tests.casework import NOTICE, publish_shipped_forms, send

URL = "/blanketter/hyresvardens-meddelande/"
POSTED = NOTICE | {"skuld": "12 450 kr"}


@pytest.fixture
def pages(db):
    """The landlord's notice and the registration; loading every form takes seconds."""
    load_pages()
    load(only={"F01", "F02"})


def post(client, **changes):
    return client.post(URL, {"blankettnyckel": str(uuid.uuid4())} | POSTED | changes)


def test_a_landlord_gets_a_receipt_and_nothing_else(pages, stranger):
    response = post(stranger)
    page = stranger.get(response["Location"]).content.decode()
    case = Case.everything.get()

    assert response.status_code == 302
    assert case.number in page
    assert case.matter.debt == 12450
    for secret in ("Testa", "Provgatan", "12 450", "handläggare", "/arenden/"):
        assert secret not in page


def test_a_landlord_is_told_which_day_counts_for_a_registered_letter(pages, stranger):
    assert "räknas dagen då brevet lämnades till posten" in stranger.get(URL).content.decode()


def test_nobody_can_try_receipts(pages, stranger):
    post(stranger)

    assert stranger.get("/blanketter/kvitto/26-ABCDEF/").status_code == 404


def test_sending_twice_gives_the_same_receipt(pages, stranger):
    key = str(uuid.uuid4())

    assert post(stranger, blankettnyckel=key)["Location"] == post(stranger, blankettnyckel=key)["Location"]
    assert Submission.everything.count() == 1


def test_other_content_with_the_same_key_is_409(pages, stranger):
    key = str(uuid.uuid4())
    post(stranger, blankettnyckel=key)

    response = post(stranger, blankettnyckel=key, hyresvard="Någon annan")

    assert response.status_code == 409
    assert "redan skickad" in response.content.decode()


def test_faults_are_listed_with_links_and_nothing_is_lost(pages, stranger):
    response = post(stranger, hyresgast="", skuld="mycket", kontakt_telefon="ring mig", personnummer="18900101-9803")
    page = response.content.decode()

    assert response.status_code == 422
    for sentence in ("Hyresgästens namn: Svara på frågan.", "Skriv beloppet med siffror", "Skriv telefonnumret med siffror",
                     "stämmer inte med kontrollsiffran"):  # fmt: skip
        assert sentence in page
    assert 'href="#id_hyresgast"' in page
    assert 'value="mycket"' in page
    assert "18900101-9803" in page
    assert Submission.everything.count() == 0


def test_an_answer_to_a_hidden_question_is_never_stored(pages, stranger):
    post(stranger, orsak=["storningar"], typ="storning", delgiven="inte ens ett datum", okand_fraga="x")

    answers = Submission.everything.get().answers()
    assert not {"skuld", "delgiven", "okand_fraga"} & set(answers)


def test_the_csrf_token_is_needed(pages):
    assert post(Client(enforce_csrf_checks=True)).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"hyresgast": "\x00"},
        {"hyresgast": "a" * 300_000},
        {"hyresgast": "\u202e<script>alert(1)</script>"},
        {"gjort": "ö" * 5000},
        {"skuld": "9" * 400},
        {"skuld": "-1"},
        {"skuld": "1e9"},
        {"antal_hyror": "9" * 50},
        {"antal_hyror": "-3"},
        {"meddelande": "0000-00-00"},
        {"meddelande": "9999999-01-01"},
        {"typ": "okänd"},
        {"orsak": ["hyresskuld", "okänd"]},
        {"avhysning": "2026-13-45T99:99", "typ": "avhysningsdag"},
        {"kontakt_epost": "a@" + "b" * 300},
        {"personnummer": "000000-0000"},
        {"personnummer": "１８９００１０１９８０２"},
    ],
)
def test_hostile_input_is_answered_and_never_stored_broken(pages, stranger, changes):
    response = post(stranger, **changes)

    assert response.status_code in {302, 422}
    if response.status_code == 302:
        assert Processing.objects.get().state == "processed"
        page = stranger.get(response["Location"]).content.decode()
        assert "<script>alert" not in page


@pytest.mark.parametrize("key", ["", "inte-en-nyckel", "\x00", "a" * 10_000])
def test_a_form_without_its_key_is_400(pages, stranger, key):
    assert post(stranger, blankettnyckel=key).status_code == 400


def test_the_honeypot_is_400_and_nothing_is_stored(pages, stranger):
    assert post(stranger, webbplats="x").status_code == 400
    assert Submission.everything.count() == 0


def test_too_many_fields_and_too_much_text_are_400(pages, stranger):
    assert stranger.post(URL, {f"f{number}": "x" for number in range(6000)}).status_code == 400
    assert stranger.post(URL, {"gjort": "x" * 3_000_000}).status_code == 400


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(pages, stranger, method):
    assert getattr(stranger, method)(URL).status_code == 405


def test_script_in_a_name_is_shown_as_text(pages, stranger, client_of):
    post(stranger, hyresgast="<script>alert(1)</script>")
    page = client_of("berit").get("/min-sida/").content.decode()

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(("username", "status"), [("sara", 200), ("bo", 404), ("berit", 404)])
def test_opening_a_housing_case_is_for_those_who_may(pages, client_of, username, status):
    assert client_of(username).get("/blanketter/aktualisering/").status_code == status


def test_a_staff_form_is_not_there_for_a_stranger(pages, stranger):
    assert stranger.get("/blanketter/aktualisering/").status_code == 404
    assert "Aktualisering" not in stranger.get("/blanketter/").content.decode()


def test_the_receipt_of_a_new_case_leads_to_the_case(pages, client_of):
    from tests.casework import REGISTRATION

    client = client_of("sara")
    response = client.post(
        "/blanketter/aktualisering/", {"blankettnyckel": str(uuid.uuid4()), "personnummer-saknas": "on"} | REGISTRATION
    )
    page = client.get(response["Location"]).content.decode()

    assert f"/arenden/{Case.everything.get().number}/" in page


def test_the_registrator_sees_receipts_and_retries_without_content(db, client_of, monkeypatch):
    publish_shipped_forms()
    submission = send("F02", None, "", **NOTICE)
    Processing.objects.filter(submission=submission).update(state="parked", reason="Prov.")
    client = client_of("rolf")
    page = client.get("/blanketter/inkommet/").content.decode()

    assert submission.receipt in page
    assert "Testa" not in page
    assert client.post(f"/blanketter/inkommet/{submission.receipt}/forsok-igen/").status_code == 302
    assert Processing.objects.get().state == "processed"
    assert client.get(f"/blanketter/inkommet/{submission.receipt}/forsok-igen/").status_code == 405
    assert client_of("sara").get("/blanketter/inkommet/").status_code == 403


def test_what_was_sent_is_read_by_those_who_may_read_the_case_and_logged(db, client_of):
    publish_shipped_forms()
    receipt = send("F02", None, "", **NOTICE).receipt
    url = f"/blanketter/inskickat/{receipt}/"

    assert "Testa Påhittad" in client_of("sara").get(url).content.decode()
    assert client_of("samir").get(url).status_code == 404
    assert client_of("hanna").get(url).status_code == 404


def test_old_answers_are_shown_in_the_old_wording(pages, client_of):
    receipt = send("F02", None, "", **NOTICE).receipt
    page = FormPage.objects.get(key="F02")
    page.steps[0].value["questions"][0].value["label"] = "Bolag"
    page.save_revision().publish()

    shown = client_of("sara").get(f"/blanketter/inskickat/{receipt}/").content.decode()

    assert FormVersion.objects.in_force("F02").number == 2
    assert "Hyresvärd</dt>" in shown
    assert "Bolag</dt>" not in shown


def test_deleting_the_page_touches_no_submission(pages):
    receipt = send("F02", None, "", **NOTICE).receipt
    FormPage.objects.get(key="F02").delete()

    assert Submission.everything.get(receipt=receipt).shown()


def test_editors_of_a_form_do_not_read_what_people_sent(pages, client_of):
    send("F02", None, "", **NOTICE)
    client = client_of("mats")
    page = FormPage.objects.get(key="F02")

    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert client.get(f"/admin/forms/submissions/{page.pk}/").status_code in {302, 404}
    assert "Testa" not in client.get("/admin/forms/", follow=True).content.decode()


def test_the_editor_is_told_why_a_form_cannot_be_published(pages):
    from django.core.exceptions import ValidationError

    page = FormPage.objects.get(key="F02")
    page.bindings[0].value["arguments"].pop(0)
    revision = page.save_revision()

    with pytest.raises(ValidationError, match="behöver veta ”Hyresgästens namn”"):
        revision.publish()
    assert FormVersion.objects.in_force("F02").number == 1


def test_loading_the_shipped_forms_again_changes_nothing(db):
    load_pages()
    load()
    before = FormVersion.objects.count()
    load()

    assert FormVersion.objects.count() == before == FormPage.objects.count()
    assert re.match(r"[0-9a-f]{64}", FormVersion.objects.first().sha256)
