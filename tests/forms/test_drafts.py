"""What is not finished is kept, for the one who wrote it and nobody else, and fills no list by itself."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from forms.models import Draft, FormVersion, Submission
from tests.forms.making import QUESTIONS, URL, publish, publish_page

LINK = re.compile(r"/blanketter/utkast/([\w-]{40,})/")


@pytest.fixture
def page(db):
    return publish_page()


def post(client, url=URL, **fields):
    return client.post(url, {"blankettnyckel": str(uuid.uuid4()), "namn": "Prova", "text": ""} | fields)


def saved_link(client, **fields):
    return LINK.search(post(client, spara="ja", **fields).content.decode())[0]


def test_a_stranger_comes_back_by_the_link_and_sends(page, stranger, client_of):
    key = str(uuid.uuid4())
    link = saved_link(stranger, blankettnyckel=key, text="Halvfärdigt")
    opened = stranger.get(link)

    assert "Halvfärdigt" in opened.content.decode()
    assert opened["Cache-Control"].count("no-store") == 1
    answer = post(stranger, link, blankettnyckel=key, text="Färdigt")
    assert "/kvitto/" in answer["Location"]
    assert Submission.everything.get().answers() == {"namn": "Prova", "text": "Färdigt"}
    assert Draft.objects.count() == 0
    assert stranger.get(link).status_code == 404


def test_required_answers_are_not_asked_for_when_saving(page, stranger):
    assert post(stranger, spara="ja", namn="").status_code == 200
    assert Draft.objects.get().data["namn"] == [""]


def test_only_the_fingerprint_of_the_link_is_kept(page, stranger):
    token = LINK.search(saved_link(stranger))[1]

    assert token not in str(Draft.objects.values())
    assert len(token) >= 43


def test_saving_again_gives_a_new_link_and_ends_the_old_one(page, stranger):
    key = str(uuid.uuid4())
    first = saved_link(stranger, blankettnyckel=key)
    second = saved_link(stranger, blankettnyckel=key, utkast=LINK.search(first)[1], text="mer")

    assert stranger.get(first).status_code == 404
    assert "mer" in stranger.get(second).content.decode()
    assert Draft.objects.count() == 1


def test_nobody_else_writes_over_a_draft_by_its_key(page, stranger, client_of):
    key = str(uuid.uuid4())
    saved_link(stranger, blankettnyckel=key, text="mitt")
    post(stranger, blankettnyckel=key, spara="ja", text="ditt")
    post(client_of("sara"), blankettnyckel=key, spara="ja", text="ditt")

    assert Draft.objects.get().data["text"] == ["mitt"]


def test_the_page_saves_by_itself_for_staff_and_fills_no_list(page, client_of, stranger):
    sara, key = client_of("sara"), str(uuid.uuid4())

    assert post(sara, blankettnyckel=key, spara="auto", text="hann inte").status_code == 200
    assert "Mina utkast" not in sara.get("/min-sida/").content.decode()
    assert f"?utkast={key}" in sara.get(URL).content.decode()
    assert "hann inte" in sara.get(f"{URL}?utkast={key}").content.decode()
    assert post(stranger, spara="auto").status_code == 204
    assert Draft.objects.count() == 1


def test_what_staff_save_stands_on_their_page_and_is_nobody_elses(page, client_of):
    sara, samir, key = client_of("sara"), client_of("samir"), str(uuid.uuid4())
    post(sara, blankettnyckel=key, spara="ja", text="hemligt")

    assert "Mina utkast" in sara.get("/min-sida/").content.decode()
    assert "hemligt" not in samir.get(f"{URL}?utkast={key}").content.decode()
    assert samir.post(f"/blanketter/utkast/{key}/kasta/").status_code == 404
    assert sara.get(f"/blanketter/utkast/{key}/kasta/").status_code == 405
    assert sara.post(f"/blanketter/utkast/{key}/kasta/").status_code == 302
    assert Draft.objects.count() == 0


def test_a_draft_is_finished_in_the_version_in_which_it_was_begun(page, stranger):
    key = str(uuid.uuid4())
    link = saved_link(stranger, blankettnyckel=key)
    publish(questions=[*QUESTIONS, {"key": "nytt", "label": "Nytt", "type": "text", "required": True}])

    assert "Nytt" not in stranger.get(link).content.decode()
    assert post(stranger, link, blankettnyckel=key).status_code == 302
    assert Submission.everything.get().version.number == 1


def test_a_page_that_was_open_while_a_version_came_is_sent_as_it_was_opened(page, stranger):
    opened = re.search(r'name="oppnad" value="([^"]+)"', stranger.get(URL).content.decode())[1]
    publish(questions=[*QUESTIONS, {"key": "nytt", "label": "Nytt", "type": "text", "required": True}])

    assert post(stranger, oppnad=opened).status_code == 302
    assert post(stranger).status_code == 422
    assert Submission.everything.get().version.number == 1


def test_expired_drafts_are_thrown_away(page, stranger):
    link = saved_link(stranger)
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert stranger.get(link).status_code == 404
    call_command("clear_drafts")
    assert Draft.objects.count() == 0


def test_nobody_saves_half_a_megabyte(page, stranger):
    assert post(stranger, spara="ja", text="x" * 600_000).status_code == 413


def test_a_draft_has_an_owner_or_a_link(db):
    version = publish()
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(key=uuid.uuid4(), version=version, began_at=now, changed_at=now, expires_at=now)


def test_staff_fill_in_for_somebody_at_the_counter(page, client_of, person):
    post(client_of("sara"), at_nagon="ja")
    stored = Submission.everything.get()

    assert (stored.source, stored.actor) == ("counter", "sara")
    assert FormVersion.objects.in_force("T1") == stored.version


def test_a_stranger_cannot_claim_to_be_at_the_counter(page, stranger):
    post(stranger, at_nagon="ja")

    assert Submission.everything.get().source == "web"
