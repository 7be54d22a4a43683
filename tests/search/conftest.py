"""Pages to search in, and a search as somebody."""

import os
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Locale, Page

from portal.content import pages as content
from portal.models import StartPage, TextPage
from search.stores import elastic_for

SERVER = os.environ.get("ELASTICSEARCH_URL", "")


@pytest.fixture
def start(db: None) -> StartPage:
    if not Page.objects.filter(depth=1).exists():
        # An earlier test with real transactions has emptied the tables, with the root that a migration made.
        Locale.objects.get_or_create(language_code="sv")
        Page.add_root(instance=Page(title="Root", slug="root"))
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


@pytest.fixture(scope="session")
def elastic_client() -> Any:
    """A client that waits as long as a busy test machine takes."""
    if not SERVER:
        pytest.skip("ELASTICSEARCH_URL is not set; tests/services/elasticsearch.sh starts a server")
    from search.stores.elastic import WRITE_SECONDS, client_for

    return client_for(SERVER).options(request_timeout=3 * WRITE_SECONDS, max_retries=2, retry_on_timeout=True)


@pytest.fixture
def elastic_on(elastic_client: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Any]:
    """The portal with Elasticsearch switched on, and an index of its own that has not been built yet."""
    from search.stores import elastic, fallback

    settings.ELASTICSEARCH_URL = SERVER
    settings.ELASTICSEARCH_INDEX = f"test-{secrets.token_hex(4)}"
    monkeypatch.setattr(elastic, "client_for", lambda url, authority="": elastic_client)
    fallback.wake()
    yield elastic_for(connection)
    fallback.wake()
    elastic.ElasticStore(elastic_client, settings.ELASTICSEARCH_INDEX, elastic_for(connection).vocabulary).drop()
