"""Measures the search on records that are no pages: an index of its own, graded queries, nDCG@10 and recall@10.

Corpus: a list of `id, heading, text, page, page_title`. Queries: a list of `id, category, query, rel: {id: grade}`.
"""

import math
import secrets
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler

from search.analysis.tokens import clean
from search.documents import document
from search.engine import ask
from search.passages import Marker
from search.stores import Store, elastic_for, store_for

DEPTH = 10
SHOWN = 10
WORDS_AT_ONCE = 500
ACCESS = "public"
Record = dict[str, str]
Graded = dict[str, Any]


@contextmanager
def own_index(engine: str) -> Iterator[Store]:
    """An empty index that is gone afterwards: a temporary file, or temporary tables of the site's PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        handle = _postgres() if engine == "postgres" else _file(Path(folder))
        try:
            if engine == "elasticsearch":
                with _elasticsearch(handle) as store:
                    yield store
            else:
                store = store_for(handle)
                store.create()
                yield store
        finally:
            handle.close()


@contextmanager
def _elasticsearch(handle: Any) -> Iterator[Store]:
    """An index with a name of its own; the words for spelling lie in the temporary file."""
    if not settings.ELASTICSEARCH_URL:
        raise ValueError("The engine elasticsearch needs ELASTICSEARCH_URL.")
    store = elastic_for(handle)
    store.name += f"-eval-{secrets.token_hex(4)}"
    store.client = store.writing  # a measurement may wait
    store.vocabulary.create()
    store.create()
    try:
        yield store
    finally:
        store.drop()


def _file(folder: Path) -> Any:
    options = {"key_file": str(folder / "key"), "transaction_mode": "IMMEDIATE"}
    settings = {"ENGINE": "portal.db.sqlcipher", "NAME": str(folder / "index.sqlite3"), "OPTIONS": options}
    return ConnectionHandler({"default": settings})["default"]


def _postgres() -> Any:
    if connection.vendor != "postgresql":
        raise ValueError("The engine postgres needs DATABASE_URL to point to a PostgreSQL database.")
    handle = ConnectionHandler({"default": connection.settings_dict})["default"]
    with handle.cursor() as cursor:
        cursor.execute("SET search_path TO pg_temp")
    return handle


def fill(store: Store, records: list[Record]) -> float:
    """Index the records, numbered in their order; return the seconds it took."""
    started = time.perf_counter()
    handle = store.vocabulary.connection
    words: Counter[str] = Counter()
    handle.set_autocommit(False)
    for number, record in enumerate(records):
        each = document(id=number, access=ACCESS, kind="", heading=record["heading"], title=record["page_title"],
                        text=record["text"])  # fmt: skip
        store.put(each)
        words.update(each.words)
        if number % WORDS_AT_ONCE == WORDS_AT_ONCE - 1:  # so that memory does not grow with the corpus
            store.vocabulary.add_counted(words, ACCESS)
            words.clear()
    store.flush()
    store.vocabulary.add_counted(words, ACCESS)
    handle.commit()
    handle.set_autocommit(True)
    return time.perf_counter() - started


def measure(store: Store, records: list[Record], queries: list[Graded], unit: str = "id") -> dict[str, Any]:
    """Run the queries with highlighting, and compare what is found with the grades of sections, or of pages."""
    by_category = defaultdict(list)
    taken, runs = [], []
    for graded in queries:
        started = time.perf_counter()
        answer = ask(store, graded["query"], access=[ACCESS])
        marker = Marker(answer.asked)
        for hit in answer.hits[:SHOWN]:
            marker.passage(records[hit.id]["text"])
        taken.append((time.perf_counter() - started) * 1000)
        found = list(dict.fromkeys(records[hit.id][unit] for hit in answer.hits))[:DEPTH]
        scores = (ndcg(found, graded["rel"]), recall(found, graded["rel"]))
        by_category[graded["category"]].append(scores)
        runs.append({"id": graded["id"], "query": graded["query"], "ndcg": round(scores[0], 4), "found": found})
    every = [scores for group in by_category.values() for scores in group]
    return {
        "overall": _mean(every),
        "categories": {name: _mean(group) for name, group in sorted(by_category.items())},
        "latency_ms": {"median": round(statistics.median(taken), 2), "p99": round(_percentile(taken, 0.99), 2)},
        "queries": runs,
    }


def evaluate(engine: str, records: list[Record], queries: list[Graded], unit: str = "id") -> dict[str, Any]:
    """All figures of one run. `unit` is what the grades name: "id", or "page" for folded results."""
    records = [record | {"text": clean(record["text"])} for record in records]
    with own_index(engine) as store:
        seconds = fill(store, records)
        figures = measure(store, records, queries, unit)
    return {"engine": engine, "sections": len(records), "build_seconds": round(seconds, 2), **figures}


def ndcg(found: list[str], grades: dict[str, float]) -> float:
    """Normalised discounted gain of the first ten, with the gain 2^grade - 1."""
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    ideal = _gain(best)
    return _gain([grades.get(each, 0) for each in found]) / ideal if ideal else 1.0


def recall(found: list[str], grades: dict[str, float]) -> float:
    wanted = {each for each, grade in grades.items() if grade > 0}
    return len(wanted & set(found[:DEPTH])) / min(len(wanted), DEPTH) if wanted else 1.0


def _gain(grades: list[float]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def _mean(scores: list[tuple[float, float]]) -> dict[str, float]:
    return {
        "ndcg@10": round(statistics.mean(each[0] for each in scores), 4) if scores else 0.0,
        "recall@10": round(statistics.mean(each[1] for each in scores), 4) if scores else 0.0,
        "queries": len(scores),
    }


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
