"""The portal with Elasticsearch switched on: publishing that delivers, and servers that are away."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.models import TextPage
from search import outbox
from search.stores import fallback
from search.stores.elastic import ElasticStore, client_for
from tests.office import free_port

Publish = Callable[..., TextPage]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """`with committed(): …` and what waits for the end of a transaction is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def elastic(elastic_on: ElasticStore, committed: Callable[[], Any]) -> ElasticStore:
    """Switched on, and built."""
    with committed():
        outbox.look()
    assert not outbox.is_waiting()
    return elastic_on


@pytest.fixture
def publish(elastic: ElasticStore, publish: Publish, committed: Callable[[], Any]) -> Publish:
    """Publishes and delivers."""

    def make(*args: Any, **fields: Any) -> TextPage:
        with committed():
            return publish(*args, **fields)

    return make


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`dead()` takes the server away: from then on nobody answers at its address (or at the `port` that is given)."""
    from search.stores import elastic

    def take_away(port: int = 0) -> None:
        client = client_for(f"http://127.0.0.1:{port or free_port()}")
        monkeypatch.setattr(elastic, "client_for", lambda url, authority="": client)
        fallback.wake()

    return take_away
