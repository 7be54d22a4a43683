"""Pages to search in, and a search as somebody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from portal.content import pages as content
from portal.models import StartPage, TextPage


@pytest.fixture
def start(db: None) -> StartPage:
    content.load()
    return StartPage.objects.get()


@pytest.fixture
def publish(start: StartPage) -> Callable[..., TextPage]:
    """`publish("Rubrik", "Text", access="staff")` makes a published page below the start page."""

    def make(title: str, text: str = "", *, parent: Page | None = None, **fields: Any) -> TextPage:
        below = Page.objects.get(pk=(parent or start).pk)
        page = below.add_child(instance=TextPage(title=title, body=f"<p>{text}</p>", live=False, **fields))
        page.save_revision().publish()
        return TextPage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def titles() -> Callable[..., list[str]]:
    """The titles that a browser finds for a query, in their order."""

    def find(client: Client, query: str, **more: str) -> list[str]:
        response = client.get("/sok/", {"q": query, **more})
        assert response.status_code == 200
        return ["".join(piece.text for piece in hit.title) for hit in response.context["hits"]]

    return find
