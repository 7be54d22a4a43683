"""nDCG@10 of our search beside Wagtail's database search and PostgreSQL's own `swedish`, over the shipped handbook.

`python -m tests.benchmarks.search_quality` prints as JSON the columns that this environment's database can give. The
part `search` of `make bench` runs it on the embedded database with Elasticsearch, and on PostgreSQL.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.office import ROOT, office_environment

QUERIES = json.loads((ROOT / "tests" / "search" / "queries.json").read_text("utf-8"))
CLASSES = ("exact", "inflection", "compound", "synonym", "typo", "prefix", "question", "all")
ANY_WORD = "replace(plainto_tsquery('swedish', %s)::text, '&', '|')::tsquery"
LEAST_OVERALL, LEAST_OF_A_CLASS = 0.95, 0.85
Columns = dict[str, dict[str, float]]


def quality() -> Columns:
    """nDCG@10 of each engine by class."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        found = {"ours, PostgreSQL": ours("postgres"), "Wagtail on PostgreSQL": judged(by_wagtail)}
        fill_plain_swedish()
        return found | {"PostgreSQL's swedish": judged(by_plain_swedish)}
    found = {"ours, SQLite": ours("sqlite")}
    if settings.ELASTICSEARCH_URL:
        found["ours, Elasticsearch"] = ours("elasticsearch")
    return found | {"Wagtail on SQLite": judged(by_wagtail)}


def ours(engine: str) -> dict[str, float]:
    from search.evaluation import evaluate
    from tests.search.handbook import records

    figures = evaluate(engine, records(), QUERIES, "page")
    classes = {name: each["ndcg@10"] for name, each in figures["categories"].items()}
    return classes | {"all": figures["overall"]["ndcg@10"]}


def judged(find: Callable[[str], list[str]]) -> dict[str, float]:
    from search.evaluation import ndcg

    scores: dict[str, list[float]] = {}
    for each in QUERIES:
        score = ndcg(find(each["query"]), each["rel"])
        for name in (each["category"], "all"):
            scores.setdefault(name, []).append(score)
    return {name: statistics.mean(values) for name, values in scores.items()}


def by_wagtail(query: str) -> list[str]:
    """As a site would do it: the live pages below the handbook, ranked by Wagtail's search of the database."""
    from wagtail.models import Page

    handbook = Page.objects.get(url_path__endswith="/handboken/")
    return [page.slug for page in Page.objects.live().descendant_of(handbook).search(query, operator="or")[:10]]


def fill_plain_swedish() -> None:
    from django.db import connection

    from tests.search.handbook import records

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain_swedish (page text, words tsvector)")
        cursor.executemany(
            "INSERT INTO plain_swedish VALUES (%s, setweight(to_tsvector('swedish', %s), 'A') || "
            "setweight(to_tsvector('swedish', %s), 'B') || to_tsvector('swedish', %s))",
            [(each["page"], each["heading"], each["page_title"], each["text"]) for each in records()],
        )


def by_plain_swedish(query: str) -> list[str]:
    """As websearch_to_tsquery reads it; when nothing has all of the words, any of them."""
    from django.db import connection

    with connection.cursor() as cursor:
        for tsquery in ("websearch_to_tsquery('swedish', %s)", ANY_WORD):
            cursor.execute(
                "SELECT page FROM plain_swedish, (SELECT " + tsquery + " AS q) AS asked WHERE words @@ q "
                "GROUP BY page ORDER BY max(ts_rank(words, q)) DESC, page LIMIT 10",
                [query],
            )
            if rows := cursor.fetchall():
                return [row[0] for row in rows]
    return []


@contextmanager
def service(name: str) -> Iterator[dict[str, str]]:
    """The variables of a server for the time of a measurement; none when the machine can't give it, which is said."""
    script = ROOT / "tests" / "services" / f"{name}.sh"
    with tempfile.TemporaryDirectory(prefix="portal-run-") as folder:
        Path(folder).chmod(0o755)
        done = subprocess.run([script, "start", folder], stdout=subprocess.PIPE, text=True)
        exported = [line.removeprefix("export ") for line in done.stdout.splitlines() if line.startswith("export ")]
        if done.returncode:
            print(f"!!! {name} can't be had here: its columns are missing !!!")
        try:
            yield dict(line.split("=", 1) for line in exported) if not done.returncode else {}
        finally:
            subprocess.run([script, "stop", folder], check=False)


def columns_on(data: Path, variables: dict[str, str]) -> Columns:
    """The columns of the database that the variables lead to; an empty one is prepared first."""
    environment = office_environment(data) | variables | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    if "DATABASE_URL" in variables:
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    command = [sys.executable, "-m", "tests.benchmarks.search_quality"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    columns: Columns = json.loads(done.stdout.splitlines()[-1])
    return columns


def every_column(data: Path) -> Columns:
    """On all three stores that the machine can give, with the others beside. `data`: a prepared office."""
    with service("elasticsearch") as elastic:
        columns = columns_on(data, elastic)
    with service("postgres") as postgres:
        if postgres:
            columns |= columns_on(data.parent / "postgres-data", postgres)
    return columns


def print_quality(columns: Columns) -> None:
    print(f"{'nDCG@10':<28}" + "".join(f"{name[:10]:>12}" for name in CLASSES))
    for engine, row in columns.items():
        print(f"{engine:<28}" + "".join(f"{row[name]:>12.3f}" for name in CLASSES))


def missed_marks(columns: Columns) -> list[str]:
    """What of our own columns is below the marks."""
    return [
        f"{engine}: {name} is {value:.3f}, at least {least}"
        for engine, row in columns.items()
        if engine.startswith("ours")
        for name, value in row.items()
        if value < (least := LEAST_OVERALL if name == "all" else LEAST_OF_A_CLASS)
    ]


def main() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(quality()))


if __name__ == "__main__":
    main()
