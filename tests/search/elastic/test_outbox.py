"""Elasticsearch beside the database: told after the transaction, never trusted with what may be shown, never missed."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from elasticsearch import NotFoundError
from wagtail.models import Page, PageViewRestriction

from portal.models import TextPage
from search import actions, outbox
from search.models import Section, SynonymGroup, Undelivered
from search.stores import asked_store, fallback, store_for
from search.stores.elastic import WRITE_SECONDS, ElasticStore
from tests.office import ROOT

pytestmark = pytest.mark.elasticsearch

Publish = Callable[..., TextPage]
Titles = Callable[..., list[str]]


def section_of(page: TextPage) -> int:
    return Section.objects.get(page_id=page.pk).pk


def verified() -> list[str]:
    return list(actions.differences())


def test_a_published_page_is_in_elasticsearch_after_its_transaction(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client
) -> None:
    page = publish("Trappstädning", "Varje vecka.")
    assert section_of(page) in elastic.ids()
    assert isinstance(asked_store(connection), fallback.Fallback)
    assert titles(stranger, "trappstädningar") == ["Trappstädning"]
    assert verified() == []


def test_elasticsearch_answers_and_not_the_database(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client
) -> None:
    publish("Trappstädning")
    store_for(connection).clear()
    assert titles(stranger, "trappstädning") == ["Trappstädning"]


def test_a_page_that_is_rolled_back_is_never_sent(elastic: ElasticStore, publish: Publish) -> None:
    page, before = publish("Trappstädning"), elastic.ids()
    with pytest.raises(RuntimeError), transaction.atomic():
        page.title = "Fönsterputs"
        page.save()
        assert outbox.is_waiting()
        raise RuntimeError
    assert not outbox.is_waiting()
    assert elastic.ids() == before
    assert verified() == []


def test_inside_its_transaction_a_page_is_found_already(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client
) -> None:
    page = publish("Trappstädning")
    with transaction.atomic():
        page.title = "Fönsterputs"
        page.save()
        assert titles(stranger, "fönsterputs") == ["Fönsterputs"]
        assert titles(stranger, "trappstädning") == []


@pytest.mark.parametrize("withdraw", ["unpublish", "delete", "restrict", "for staff"])
def test_what_is_withdrawn_is_not_shown_before_it_is_delivered_and_gone_after(
    elastic: ElasticStore,
    publish: Publish,
    titles: Titles,
    stranger: Client,
    monkeypatch: pytest.MonkeyPatch,
    withdraw: str,
) -> None:
    page, other = publish("Trappstädning ett"), publish("Trappstädning två")
    number = section_of(page)
    withdrawn(page, withdraw)
    assert number in elastic.ids()
    with monkeypatch.context() as patch:
        # Not even when Elasticsearch is asked although it has not been told.
        for is_waiting in (True, False):
            patch.setattr(outbox, "is_waiting", lambda answer=is_waiting: answer)
            assert isinstance(asked_store(connection), fallback.Fallback) is not is_waiting
            response = stranger.get("/sok/", {"q": "trappstädning"})
            assert titles(stranger, "trappstädning") == [other.title]
            assert response.context["page"].paginator.count == 1
            assert [facet.pages for facet in response.context["found"].facets] == [1]
            assert len(stranger.get("/sok/forslag/", {"q": "trappst"}).json()["suggestions"]) == 1
    outbox.deliver()
    assert number not in elastic.ids()
    assert titles(stranger, "trappstädning") == [other.title]
    assert verified() == []


def withdrawn(page: TextPage, how: str) -> None:
    if how == "unpublish":
        page.unpublish()
    elif how == "delete":
        page.delete()
    elif how == "restrict":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    else:
        page.access = "staff"
        page.save_revision().publish()


def test_what_elasticsearch_says_of_access_is_not_believed(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client
) -> None:
    page = publish("Snöskottningsplan", access="staff")
    held = elastic.held([section_of(page)])[section_of(page)]
    elastic.client.update(index=elastic.name, id=str(section_of(page)), doc={"access": "public"}, refresh=True)
    assert held.access == "staff"
    assert titles(stranger, "snöskottningsplan") == []
    assert stranger.get("/sok/", {"q": "snöskottningsplan"}).context["found"].facets == []
    assert verified() == [f"stale: section {section_of(page)} in Elasticsearch"]


CRASH = """
import os, django
django.setup()
from django.conf import settings
from django.db import connection
from search import outbox
from portal.models import TextPage
outbox.deliver = lambda: os._exit(9)
page = TextPage.objects.get(title="Trappstädning")
page.title = "Fönsterputs"
page.save()
"""


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_commit_and_delivery_loses_nothing(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client, settings: Any
) -> None:
    publish("Trappstädning")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.search.crashing",
        "CRASHING_DATABASE": str(connection.settings_dict["NAME"]),
        "CRASHING_INDEX": settings.ELASTICSEARCH_INDEX,
    }
    died = subprocess.run([sys.executable, "-c", CRASH], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert died.returncode == 9, died.stderr.decode()[-2000:]

    assert Undelivered.objects.count() == 2
    assert titles(stranger, "fönsterputs") == ["Fönsterputs"]
    assert any(each.startswith("waiting: 2 changes") for each in verified())
    call_command("search_deliver")
    assert not outbox.is_waiting()
    assert titles(stranger, "fönsterputs") == ["Fönsterputs"]
    assert verified() == []


def test_a_crash_between_delivery_and_noting_it_does_no_harm(elastic: ElasticStore, publish: Publish) -> None:
    page = publish("Trappstädning")
    page.title = "Fönsterputs"
    page.save()
    rows = list(Undelivered.objects.all())
    outbox.deliver()
    before = elastic.held(sorted(elastic.ids()))
    Undelivered.objects.bulk_create(rows)
    assert outbox.deliver() == 2
    assert elastic.held(sorted(elastic.ids())) == before
    assert verified() == []


def test_changes_are_sent_in_their_order(
    elastic: ElasticStore, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = publish("Trappstädning")
    for title in ("Ett", "Två", "Tre"):
        page.title = title
        page.save()
    last = section_of(page)
    sent: list[int] = []
    monkeypatch.setattr(outbox, "AT_ONCE", 1)
    send = outbox._send
    monkeypatch.setattr(outbox, "_send", lambda ids: (sent.extend(ids), send(ids)))
    outbox.deliver()
    assert sent == sorted(sent, key=sent.index)
    assert sent[-1] == last == max(sent)
    assert len(sent) == 6
    assert verified() == []


def test_a_dead_server_stops_neither_publishing_nor_searching(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client, dead: Callable[[], None]
) -> None:
    publish("Trappstädning")
    dead()
    assert titles(stranger, "trappstädning") == ["Trappstädning"]
    fallback.wake()
    publish("Fönsterputs")
    assert fallback.is_resting()
    assert titles(stranger, "fönsterputs") == ["Fönsterputs"]
    assert outbox.is_waiting()
    named = verified()
    assert any(each.startswith("waiting: ") for each in named)
    assert "unreachable: Elasticsearch: ConnectionError" in named
    with pytest.raises(CommandError, match="the changes wait"):
        call_command("search_deliver")


def test_a_silent_server_costs_a_moment_once(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client, dead: Callable[..., None]
) -> None:
    publish("Trappstädning")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        dead(silent.getsockname()[1])
        started = time.monotonic()
        assert titles(stranger, "trappstädning") == ["Trappstädning"]
        fallback.wake()
        publish("Fönsterputs")
        assert fallback.is_resting()
        assert time.monotonic() - started < WRITE_SECONDS
    assert titles(stranger, "fönsterputs") == ["Fönsterputs"]


def test_a_dying_server_is_noticed_in_the_middle_of_a_question(
    elastic: ElasticStore, publish: Publish, monkeypatch: pytest.MonkeyPatch, titles: Titles, stranger: Client
) -> None:
    publish("Trappstädning")

    def fail(*_args: object, **_kwargs: object) -> list[int]:
        raise NotFoundError("gone", None, None)  # type: ignore[arg-type]  # only its class matters

    monkeypatch.setattr(ElasticStore, "candidates", fail)
    assert titles(stranger, "trappstädning") == ["Trappstädning"]
    assert fallback.is_resting()


def test_a_silent_server_is_left_in_peace_after_the_first_failure(
    elastic: ElasticStore, publish: Publish, monkeypatch: pytest.MonkeyPatch, titles: Titles, stranger: Client
) -> None:
    publish("Trappstädning")
    fallback.rest(TimeoutError())
    monkeypatch.setattr(ElasticStore, "candidates", lambda *_args, **_kwargs: pytest.fail("it was asked"))
    assert titles(stranger, "trappstädning") == ["Trappstädning"]


def test_when_the_server_is_back_it_is_told_what_it_missed(
    elastic: ElasticStore,
    publish: Publish,
    dead: Callable[[], None],
    elastic_client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dead()
    page = publish("Trappstädning")
    assert outbox.is_waiting()
    monkeypatch.setattr("search.stores.elastic.client_for", lambda url, authority="": elastic_client)
    call_command("search_deliver")
    assert section_of(page) in elastic.ids()
    assert verified() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_deliver_at_once_do_not_meet(
    elastic: ElasticStore, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = publish("Trappstädning")
    inside, done, sent = threading.Event(), threading.Event(), []
    send = outbox._send

    def slowly(ids: set[int | None]) -> None:
        inside.set()
        assert done.wait(20)
        send(ids)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "deliver_or_wait", lambda: None)
        page.title = "Fönsterputs"
        page.save()
    monkeypatch.setattr(outbox, "_send", slowly)

    def first() -> None:
        sent.append(outbox.deliver())
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(20)
    assert outbox.deliver() == 0
    page.title = "Takskottning"
    page.save()  # it leaves its rows to the first one, and does not wait
    done.set()
    thread.join(20)
    assert sent == [4]
    assert not outbox.is_waiting()
    assert verified() == []


def test_moving_below_a_page_for_staff_reaches_elasticsearch(
    elastic: ElasticStore, publish: Publish, committed: Callable[[], Any]
) -> None:
    parent, page = publish("Trapphus", access="staff"), publish("Trappstädning")
    with committed():
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
    assert elastic.held([section_of(page)])[section_of(page)].access == "staff"
    assert verified() == []


def test_changed_words_of_the_editors_reach_elasticsearch(
    elastic: ElasticStore, publish: Publish, titles: Titles, stranger: Client, committed: Callable[[], Any]
) -> None:
    publish("Kvittblivning", "Om avfall.")
    assert titles(stranger, "skräpsortering") == []
    with committed():
        SynonymGroup.objects.create(words="kvittblivning, skräpsortering")
    assert isinstance(asked_store(connection), fallback.Fallback)
    assert titles(stranger, "skräpsortering") == ["Kvittblivning"]
    assert verified() == []
