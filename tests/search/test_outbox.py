"""Elasticsearch beside the database: told after the transaction, never trusted with what may be shown, never missed."""

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
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
from search.stores.elastic import WRITE_SECONDS, ElasticStore, client_for
from tests.office import ROOT, Office, copy_of, free_port
from tests.search.conftest import SERVER

pytestmark = pytest.mark.elasticsearch

Publish = Callable[..., TextPage]
Titles = Callable[..., list[str]]


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


def test_others_search_while_the_index_is_exchanged(elastic: ElasticStore, publish: Publish) -> None:
    publish("Trappstädning", "Varje vecka.")
    names, answers, wrong, stop = set(elastic._behind()), [], [], threading.Event()

    def search() -> None:
        from search.engine import ask

        try:
            while not stop.is_set():
                store = ElasticStore(elastic.client, elastic.name, store_for(connection).vocabulary)
                answers.append(len(ask(store, "trappstädning", access=["public"]).hits))
        except Exception as error:
            wrong.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    for _ in range(5):
        elastic.rebuild(outbox._every_document())
        names.update(elastic._behind())
        assert len(elastic._behind()) == 1
        assert len(elastic._concrete()) == 2
    stop.set()
    thread.join(20)
    assert wrong == []
    assert len(names) == 6
    assert len(answers) > 5
    assert set(answers) == {1}


def test_a_rebuild_that_broke_off_leaves_the_old_index_and_the_next_one_cleans_up(
    elastic: ElasticStore, publish: Publish
) -> None:
    publish("Trappstädning")
    before = elastic.ids()

    def break_off() -> Any:
        yield from outbox._every_document()
        raise RuntimeError("the machine stopped")

    with pytest.raises(RuntimeError):
        elastic.rebuild(break_off())
    assert elastic.ids() == before
    broken = set(elastic._concrete()) - set(elastic._behind())
    elastic.rebuild(outbox._every_document())
    assert elastic.ids() == before
    assert len(elastic._concrete()) == 2
    assert not broken & set(elastic._concrete())


def test_rebuilding_builds_both(
    elastic: ElasticStore, publish: Publish, committed: Callable[[], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    publish("Trappstädning")
    before = elastic._behind()
    with committed():
        call_command("search_rebuild")
    call_command("search_verify")
    assert "Elasticsearch: green" in capsys.readouterr().out
    assert elastic._behind() != before
    assert verified() == []


def test_verify_names_what_is_missing_stale_and_orphaned_here_too(
    elastic: ElasticStore, publish: Publish, committed: Callable[[], Any]
) -> None:
    missing, stale = section_of(publish("Trappstädning")), section_of(publish("Fönsterputs"))
    document = outbox.documents([Section.objects.get(pk=stale)])[0]
    elastic.put(document._replace(id=10**9))
    elastic.put(document._replace(kind="another.kind"))
    elastic.remove([missing])
    assert verified() == [
        f"missing: section {missing} in Elasticsearch",
        f"stale: section {stale} in Elasticsearch",
        f"orphan: section {10**9} in Elasticsearch, which does not exist",
    ]
    with pytest.raises(CommandError, match="search_rebuild"):
        call_command("search_verify")
    with committed():
        call_command("search_rebuild")
    call_command("search_verify")


def test_what_changed_while_elasticsearch_was_switched_off_is_noticed(
    elastic: ElasticStore, publish: Publish, settings: Any
) -> None:
    url, page = settings.ELASTICSEARCH_URL, publish("Trappstädning")
    settings.ELASTICSEARCH_URL = ""
    for title in ("Fönsterputs", "Takskottning"):
        page.title = title
        page.save()
    assert list(Undelivered.objects.values_list("section_id", flat=True)) == [None]
    settings.ELASTICSEARCH_URL = url
    assert not isinstance(asked_store(connection), fallback.Fallback)
    assert verified() != []
    call_command("search_deliver")
    assert verified() == []


def test_an_index_of_another_layout_is_built_anew(
    elastic: ElasticStore, publish: Publish, committed: Callable[[], Any]
) -> None:
    publish("Trappstädning")
    before = elastic._behind()
    with committed():
        outbox.look()
    assert elastic._behind() == before
    elastic.client.indices.put_mapping(index=elastic.name, meta={"layout": "0"})
    with committed():
        outbox.look()
    assert elastic._behind() != before
    assert verified() == []


def test_at_the_start_nothing_old_is_answered_though_the_server_is_away(
    elastic: ElasticStore, publish: Publish, dead: Callable[[], None]
) -> None:
    publish("Trappstädning")
    dead()
    outbox.look()
    outbox.look()
    assert list(Undelivered.objects.values_list("section_id", flat=True)) == [None]
    assert not isinstance(asked_store(connection), fallback.Fallback)


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


def test_without_elasticsearch_nothing_piles_up(start: Any, settings: Any) -> None:
    assert settings.ELASTICSEARCH_URL == ""
    actions.rebuild()
    actions.index_page(page_id=start.pk)
    assert Undelivered.objects.count() == 1
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        call_command("search_deliver")


@pytest.mark.embedded
def test_starting_the_server_builds_the_index_and_searches_in_it(
    prepared: Path, tmp_path: Path, elastic_client: Any
) -> None:
    name = f"test-{secrets.token_hex(4)}"
    office = Office(copy_of(prepared, tmp_path / "data"), ELASTICSEARCH_URL=SERVER, ELASTICSEARCH_INDEX=name)
    store = ElasticStore(elastic_client, name, store_for(connection).vocabulary)
    try:
        office.start()
        until = time.monotonic() + 60
        while (verifying := office.manage("search_verify", check=False)).returncode and time.monotonic() < until:
            time.sleep(0.5)
        assert "Elasticsearch: green" in verifying.stdout, verifying.stderr
        with urllib.request.urlopen(f"{office.url}/sok/?q=hyresskulden") as answer:  # noqa: S310 - our own address
            assert "hyresskuld" in answer.read().decode().lower()
        assert office.errors() == []
        assert "Elasticsearch failed" not in office.log.read_text()
    finally:
        office.stop()
        store.drop()


def test_an_index_that_vanished_is_built_with_the_next_change(elastic: ElasticStore, publish: Publish) -> None:
    publish("Trappstädning")
    elastic.drop()
    publish("Fönsterputs")
    assert not fallback.is_resting()
    assert verified() == []
