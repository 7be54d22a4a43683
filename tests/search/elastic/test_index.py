"""The index as a whole: built at the start, exchanged under those who search, compared, and built anew when it is not ours."""

import secrets
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.models import TextPage
from search import actions, outbox
from search.models import Section, Undelivered
from search.stores import asked_store, fallback, store_for
from search.stores.elastic import ElasticStore
from tests.office import Office, copy_of
from tests.search.conftest import SERVER

pytestmark = pytest.mark.elasticsearch

Publish = Callable[..., TextPage]
Titles = Callable[..., list[str]]


def section_of(page: TextPage) -> int:
    return Section.objects.get(page_id=page.pk).pk


def verified() -> list[str]:
    return list(actions.differences())


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
