"""Publishing several forms at once, and at a planned time: with faults nothing is published, and the editor is told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page

from forms.models import FormPage, FormVersion
from portal.models import User
from portal.models.messages import Message
from tests.forms.making import publish_page

NOW, LATER = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
FAULT = {"effect": "close_case", "arguments": [{"parameter": "on", "question": "namn"}]}


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(db):
    """Version 1 is in force; the draft has another title."""
    page = publish_page()
    page.title = "Nytt namn"
    return page


def with_fault(page):
    page.bindings = [("binding", FAULT)]
    return page


def test_a_draft_may_lack_the_words_of_a_question_and_is_not_published(page, client_of):
    questions = page.steps[0].value["questions"] if "questions" in page.steps[0].value else page.steps[0].value
    questions[0].value["label"] = ""
    page.save_revision()

    response = client_of("mats").get(f"/admin/pages/{page.pk}/edit/")

    assert response.status_code == 200
    assert "saknar text." in response.content.decode()


def bulk(client, *pages, **fields):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{url}?{ids}&next=/admin/", {"include_descendants": ""} | fields, follow=True)


def test_several_at_once_are_published(page, client_of):
    page.save_revision()
    bulk(client_of("mats"), page)

    assert FormVersion.objects.in_force("T1").title == "Nytt namn"


@pytest.mark.parametrize("chosen", ["the form", "what is above it"])
def test_several_at_once_with_a_fault_are_refused_and_told(page, client_of, chosen):
    with_fault(page).save_revision()
    pages = [page] if chosen == "the form" else [page.get_parent()]
    response = bulk(client_of("mats"), *pages, include_descendants="on")

    assert response.status_code == 200
    assert "Blanketten ”Nytt namn”: " in response.content.decode()
    assert "Inget har publicerats." in response.content.decode()
    assert FormVersion.objects.get().title == "Prov"


def plan(page, by="mats"):
    page.go_live_at = LATER
    page.save_revision(user=User.objects.get(username=by)).publish()


def come_to_the_time():
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        call_command("publish_scheduled", verbosity=0)


def test_a_planned_form_comes_into_force_at_its_time_and_not_before(page, person):
    person("mats")
    plan(page)
    assert FormVersion.objects.in_force("T1").title == "Prov"
    come_to_the_time()

    assert FormVersion.objects.in_force("T1").title == "Nytt namn"
    assert FormPage.objects.get(key="T1").title == "Nytt namn"


def test_what_can_not_be_published_can_not_be_planned(page, client_of):
    page.go_live_at = LATER
    revision = with_fault(page).save_revision()
    response = client_of("mats").post(reverse("forms_publish", args=[page.pk]), {"revision": revision.pk})

    assert response.status_code == 422
    assert not Page.objects.get(pk=page.pk).scheduled_revision


def test_the_editor_is_told_when_a_form_will_be_published(page, client_of):
    page.go_live_at = LATER
    revision = page.save_revision()
    client = client_of("mats")
    response = client.post(reverse("forms_publish", args=[page.pk]), {"revision": revision.pk}, follow=True)

    assert "publiceras 9 mars 2026" in response.content.decode()


def test_a_planned_form_that_has_become_faulty_stays_a_draft_and_its_editor_is_told(page, person, settings):
    settings.EMAIL_HOST = "mail.exempel.se"
    editor = person("mats")
    editor.email = "mats@exempel.se"
    editor.save()
    plan(page)
    revision = Page.objects.get(pk=page.pk).scheduled_revision
    content = revision.content | {"bindings": with_fault(page).bindings.get_prep_value()}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    come_to_the_time()

    assert FormVersion.objects.get().title == "Prov"
    assert not Page.objects.get(pk=page.pk).scheduled_revision
    message = Message.objects.get(kind="forms_schedule")
    assert "skulle ha publicerats nu" in message.body
    assert Page.objects.get(pk=page.pk).has_unpublished_changes
