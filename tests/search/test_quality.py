"""The gate on quality: graded queries over the shipped handbook, on the store that the tests run on."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from search.evaluation import evaluate, ndcg, recall
from tests.search.handbook import HANDBOOK, records

QUERIES = json.loads(Path(__file__).with_name("queries.json").read_text("utf-8"))
CLASSES = {"exact", "inflection", "compound", "synonym", "typo", "prefix", "question"}
ENGINE = "postgres" if connection.vendor == "postgresql" else "sqlite"

needs_handbook = pytest.mark.skipif(not HANDBOOK.exists(), reason="the handbook's texts are not in this tree")


def test_the_labelled_set_is_whole() -> None:
    assert len(QUERIES) >= 150
    counted = Counter(each["category"] for each in QUERIES)
    assert set(counted) == CLASSES
    assert min(counted.values()) >= 18
    assert len({each["id"] for each in QUERIES}) == len(QUERIES)


@needs_handbook
def test_every_graded_page_exists() -> None:
    pages = {record["page"] for record in records()}
    assert {page for each in QUERIES for page in each["rel"]} <= pages


@needs_handbook
@pytest.mark.django_db
def test_quality_is_kept() -> None:
    figures = evaluate(ENGINE, records(), QUERIES, "page")
    weak = [run for run in figures["queries"] if run["ndcg"] < 0.5]
    print(json.dumps({name: figures[name] for name in ("overall", "categories", "latency_ms", "build_seconds")}))
    assert figures["overall"]["ndcg@10"] >= 0.95, weak
    assert min(each["ndcg@10"] for each in figures["categories"].values()) >= 0.85, weak


@pytest.mark.django_db
def test_quality_is_not_fitted_to_the_handbook() -> None:
    """Other texts, of libraries, buses and swimming pools, that no synonym or site word was written for."""
    other = json.loads(Path(__file__).with_name("other.json").read_text("utf-8"))
    figures = evaluate(ENGINE, other["sections"], other["queries"])
    weak = [run for run in figures["queries"] if run["ndcg"] < 0.5]
    assert figures["overall"]["ndcg@10"] >= 0.93, weak
    assert min(each["ndcg@10"] for each in figures["categories"].values()) >= 0.85, weak


@needs_handbook
@pytest.mark.django_db
def test_skulder_finds_the_page_on_rent_debt() -> None:
    graded = [{"id": "1", "category": "x", "query": "skulder", "rel": {"hyresskuld": 1}}]
    figures = evaluate(ENGINE, records(), graded, "page")
    assert "hyresskuld" in figures["queries"][0]["found"]


def test_measures() -> None:
    assert ndcg(["a", "b"], {"a": 3, "b": 1}) == 1
    assert ndcg(["b", "a"], {"a": 3, "b": 1}) < 1
    assert ndcg(["x"], {"a": 3}) == 0
    assert recall(["a", "x"], {"a": 3, "b": 1, "c": 0}) == 0.5


@pytest.mark.django_db
def test_search_eval_measures_a_corpus_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = [
        {"id": "a", "heading": "Hyresskuld", "text": "Ring samma dag.", "page": "p", "page_title": "Hyra"},
        {"id": "b", "heading": "Störning", "text": "Grannen klagar.", "page": "q", "page_title": "Grannar"},
    ]
    queries = [{"id": "1", "category": "compound", "query": "skulder", "rel": {"a": 3}}]
    (tmp_path / "corpus.json").write_text(json.dumps(corpus))
    (tmp_path / "queries.json").write_text(json.dumps(queries))
    call_command("search_eval", str(tmp_path / "corpus.json"), str(tmp_path / "queries.json"), "--json", engine=ENGINE)
    figures = json.loads(capsys.readouterr().out)
    assert figures["overall"] == {"ndcg@10": 1.0, "recall@10": 1.0, "queries": 1}
    assert re.fullmatch("sqlite|postgres", figures["engine"])
