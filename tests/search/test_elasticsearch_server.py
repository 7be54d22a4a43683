"""The server that tests/services/elasticsearch.sh starts can do what a store of analysed words needs."""

import os
import secrets

import pytest

pytestmark = pytest.mark.elasticsearch


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
