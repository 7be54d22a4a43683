"""The index is written anew while readers search: each sees the old one or the new one, never half of it."""

import threading
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from portal.models import TextPage
from search import actions
from search.views import ON_A_PAGE

PAGES = 25
ROUNDS = 8


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_while_serving_is_not_seen(publish: Callable[..., TextPage]) -> None:
    for number in range(PAGES):
        publish(f"Trappstädning {number}", "Varje vecka.")
    client = Client(raise_request_exception=True)

    def found() -> tuple[int, int]:
        context = client.get("/sok/", {"q": "trappstädning"}).context
        return len(context["found"].groups), len(context["hits"])

    before, seen, wrong, done = found(), [], [], threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.append(found())
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(ROUNDS):
        call_command("search_rebuild", verbosity=0)
    done.set()
    for reader in readers:
        reader.join(timeout=30)
    assert wrong == []
    assert len(seen) > ROUNDS
    assert set(seen) == {before} == {(PAGES, ON_A_PAGE)}
    assert list(actions.differences()) == []
