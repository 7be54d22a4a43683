"""How fast the search is with 10,000 sections, and how good beside others: part of `make bench`, or alone by
`python -m tests.benchmarks.search`. Quality is measured on all three stores, each with what stands beside it
(tests/benchmarks/search_quality.py).

The sections are made of the shipped texts: their sentences mixed, and in each section two new compounds.
Queries are the labelled ones. "memory MB" is what a process that answers takes for it. Prints the figures, and as its
last line the same as JSON; ends with 1 when a mark is missed.
"""

import json
import multiprocessing
import os
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.search_quality import QUERIES, every_column, missed_marks, print_quality
from tests.office import prepare

if TYPE_CHECKING:
    from search.stores import Store

SECTIONS = 10_000
SEED = 20260401
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MARKS = {"median ms": 3.0, "p99 ms": 25.0, "build s": 15.0, "memory MB": 10.0}


def start_django(data: Path) -> None:
    """On the data of a prepared office; on the database of DATABASE_URL when that is set."""
    os.environ.update({"DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_DEMO": "1", "PORTAL_DATA": str(data)})
    import django

    django.setup()


def resident_mb() -> float:
    """What of the process lies in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def generated(count: int = SECTIONS) -> list[dict[str, str]]:
    """Sections of realistic Swedish: headings, titles and sentences of the handbook, drawn with a fixed seed."""
    from tests.search.handbook import records

    draw = random.Random(SEED)
    shipped = records()
    headings = [each["heading"] for each in shipped]
    sentences = [s for each in shipped for s in SENTENCE.split(each["text"]) if 3 < len(s.split()) < 40]
    words = sorted({word.lower() for s in sentences for word in re.findall(r"[^\W\d_]{5,}", s)})
    made = []
    for number in range(count):
        rare = [draw.choice(words) + draw.choice(words) for _ in range(2)]
        text = " ".join([*draw.sample(sentences, draw.randint(4, 14)), *rare])
        page = number // 6
        made.append({"id": str(number), "heading": draw.choice(headings), "text": text, "page": str(page),
                     "page_title": headings[page % len(headings)]})  # fmt: skip
    return made


def speed() -> dict[str, float]:
    """Build the index, then ask every labelled query three times with ten passages marked."""
    from search.engine import ask
    from search.evaluation import ACCESS, SHOWN, own_index
    from search.passages import Marker

    queries = [each["query"] for each in QUERIES]
    made = generated()
    ask_nothing()
    with own_index("sqlite") as store:
        seconds, building = built_apart(store, made)
        before, taken = resident_mb(), []  # after what only a measurement needs: another process, a connection more
        for query in queries * 3:
            started = time.perf_counter()
            answer = ask(store, query, access=[ACCESS])
            marker = Marker(answer.asked)
            for hit in answer.hits[:SHOWN]:
                marker.passage(made[hit.id]["text"])
            taken.append((time.perf_counter() - started) * 1000)
        memory = resident_mb() - before
    taken.sort()
    return {
        "median ms": statistics.median(taken), "p99 ms": taken[int(len(taken) * 0.99)], "slowest ms": taken[-1],
        "build s": seconds, "memory MB": memory, "memory while building MB": building,
    }  # fmt: skip


def built_apart(store: "Store", made: list[dict[str, str]]) -> tuple[float, float]:
    """Fill the index in a process of its own, as `search_rebuild` does; return its seconds and megabytes."""
    from search.evaluation import fill

    context = multiprocessing.get_context("fork")
    told, tells = context.Pipe(duplex=False)
    store.vocabulary.connection.close()  # an open file of SQLite must not be carried into another process

    def build() -> None:
        before = resident_mb()
        tells.send((fill(store, made), resident_mb() - before))

    process = context.Process(target=build)
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError("The index could not be built.")
    seconds, megabytes = told.recv()
    return seconds, megabytes


def ask_nothing() -> None:
    """Load what every process of the site has loaded anyway."""
    from search.analysis.text import terms

    terms("hyran")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        data = prepare(Path(name) / "data")
        columns = every_column(data)
        print_quality(columns)
        start_django(data)
        figures = speed()
    print(f"{SECTIONS} sections: " + ", ".join(f"{name} {value:.1f}" for name, value in figures.items()))
    missed = missed_marks(columns) + [
        f"{name} is {figures[name]:.1f}, at most {mark:.0f}" for name, mark in MARKS.items() if figures[name] > mark
    ]
    print("Marks: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps({"quality": columns, "speed": figures, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
