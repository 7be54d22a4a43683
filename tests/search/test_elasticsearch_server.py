"""The server that tests/services/elasticsearch.sh starts can do what a store of analysed words needs."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.office import ROOT, office_environment


@pytest.fixture
def client():
    if not os.environ.get("ELASTICSEARCH_URL"):
        pytest.skip("ELASTICSEARCH_URL is not set; tests/services/elasticsearch.sh starts a server")
    from elasticsearch import Elasticsearch

    with Elasticsearch(os.environ["ELASTICSEARCH_URL"]) as client:
        yield client


@pytest.fixture
def index(client):
    name = f"test-{secrets.token_hex(4)}"
    words = {"type": "text", "analyzer": "whitespace"}
    client.indices.create(index=name, mappings={"properties": {"words": words, "access": {"type": "keyword"}}})
    yield name
    client.indices.delete(index=name)


@pytest.mark.elasticsearch
def test_words_analysed_beforehand_are_found_by_prefix_and_marked(client, index):
    client.index(index=index, id="1", document={"words": "hyra skuld betala", "access": "public"})
    client.index(index=index, id="2", document={"words": "skuld", "access": "staff"}, refresh=True)

    found = client.search(
        index=index,
        query={"bool": {"must": [{"prefix": {"words": "sku"}}], "filter": [{"term": {"access": "public"}}]}},
        highlight={"fields": {"words": {}}},
    )

    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["1"]
    assert found["hits"]["hits"][0]["highlight"]["words"] == ["hyra <em>skuld</em> betala"]


def test_the_client_is_not_loaded_unless_it_is_switched_on(tmp_path):
    program = (
        "import sys, django; django.setup(); "
        "from search import actions, results; from search.stores import asked_store; from django.db import connection; "
        "asked_store(connection); print('elasticsearch' in sys.modules)"
    )
    environment = office_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    assert run(program, environment).stdout.strip() == "False"


def test_a_wrong_address_stops_the_start_with_a_sentence(tmp_path):
    environment = office_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    for wrong in ("ftp://server", "server:9200", "http://", "http://[", "http://server:port"):
        done = run("import django; django.setup()", environment | {"ELASTICSEARCH_URL": wrong})
        assert "ELASTICSEARCH_URL must look like https://" in done.stderr, wrong


def run(program, environment):
    arguments = [sys.executable, "-c", program]
    return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
