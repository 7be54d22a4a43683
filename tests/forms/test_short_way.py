"""The short way of a public form remembers which version is in force, and is never older than the content."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from forms.models import FormPage, Submission
from portal.db import changes
from tests.forms.making import URL, publish, publish_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(transactional_db: None) -> FormPage:
    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code="sv")
        Page.add_root(instance=Page(title="Root", slug="root"))
    changes.make_triggers()
    return publish_page()


def send(client: Client) -> int:
    answer = client.post(URL, {"blankettnyckel": str(uuid.uuid4()), "namn": "Prova", "antal": "3"})
    return answer.status_code


def version_of_last() -> int:
    return Submission.everything.order_by("-pk")[0].version.number


def test_the_second_sender_asks_for_no_version(page: FormPage, stranger: Client) -> None:
    assert send(stranger) == 302
    with CaptureQueriesContext(connection) as asked:
        assert send(stranger) == 302
    assert Submission.everything.count() == 2
    assert not [each for each in asked.captured_queries if "portal_forms_formversion" in each["sql"]]


def test_a_new_version_is_in_force_at_once(page: FormPage, stranger: Client) -> None:
    send(stranger)
    newest = publish(title="Prov, ändrad")
    send(stranger)
    assert newest.number == 2
    assert version_of_last() == newest.number


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda page: page.unpublish(), 404),
        (lambda page: PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login"), 302),
    ],
    ids=["unpublished", "restricted"],
)
def test_a_form_that_is_taken_away_takes_nothing_more(
    page: FormPage, stranger: Client, change: Callable[[FormPage], object], status: int
) -> None:
    send(stranger)
    change(FormPage.objects.get(pk=page.pk))
    assert send(stranger) == status
    assert Submission.everything.count() == 1
