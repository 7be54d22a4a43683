"""A handbook of three chapters, committed: a store sees only what other connections see too."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale, Page

from methods.models import ChapterPage, HandbookPage, SectionPage, Term
from portal import content as floor
from portal.db import changes
from portal.models import StartPage
from portal.roles import ROLES
from tests.portal.kept.server import Server

ADDRESS = "/handboken/parmmetoden/radgivaren/"
SECRET_PAGE = "/handboken/parmmetoden/hemlig/"


def with_form_token(client: Client) -> Client:
    client.get("/handboken/")  # as after a login: the browser has the cookie of the forms
    assert settings.CSRF_COOKIE_NAME in client.cookies
    return client


@pytest.fixture
def tree(transactional_db: None) -> None:
    """The root of the page tree, which a transactional test before this one may have emptied away."""
    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code="sv")
        Page.add_root(instance=Page(title="Root", slug="root"))
    for group in ROLES:
        Group.objects.get_or_create(name=group.name)
    changes.make_triggers()


@pytest.fixture
def handbook(tree: None) -> None:
    floor.load()
    Term.objects.create(name="avhysning", slug="avhysning", explanation="När någon flyttas ur sin bostad.")
    handbook = HandbookPage(title="Handboken", slug="handboken", show_in_menus=True)
    StartPage.objects.get().add_child(instance=handbook)
    section = SectionPage(title="Pärmmetoden", slug="parmmetoden", summary="Om pärmen.")
    handbook.add_child(instance=section)
    for slug, title, access in (
        ("fyra-steg", "Fyra steg", "public"),
        ("radgivaren", "Ring rådgivaren", "public"),
        ("hemlig", "Säkerhet för personal", "staff"),
    ):
        body = [("text", f"<p>{title}, före en avhysning.</p>")]
        page = ChapterPage(title=title, slug=slug, access=access, body=body, owner_unit="Metodstöd")
        section.add_child(instance=page)
        page.save_revision().publish()


@pytest.fixture
def server(handbook: None) -> Iterator[Any]:
    serving = Server()
    yield serving
    serving.stop()
