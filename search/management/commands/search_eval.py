import json
import resource
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.evaluation import evaluate


class Command(BaseCommand):
    help = "Indexes a corpus of its own, runs graded queries, and prints nDCG@10, recall@10 and latency."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("corpus", type=Path, help="a list of id, heading, text, page, page_title")
        parser.add_argument("queries", type=Path, help="a list of id, category, query, rel: {id: grade}")
        parser.add_argument("--engine", choices=["sqlite", "postgres", "elasticsearch"], default="sqlite")
        parser.add_argument("--unit", choices=["id", "page"], default="id", help="what the grades name")
        parser.add_argument("--json", action="store_true", help="print all figures as JSON, query by query")

    def handle(self, *args: Any, **options: Any) -> None:
        before = _resident_megabytes()
        try:
            records, queries = (json.loads(options[name].read_text("utf-8")) for name in ("corpus", "queries"))
            figures = evaluate(options["engine"], records, queries, options["unit"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{type(error).__name__}: {error}") from error
        figures["resident_megabytes_added"] = round(_resident_megabytes() - before, 1)
        self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2) if options["json"] else _table(figures))


def _resident_megabytes() -> float:
    """The highest so far, the corpus itself included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _table(figures: dict[str, Any]) -> str:
    rows = [*figures["categories"].items(), ("overall", figures["overall"])]
    lines = [f"{name:<12} {row['ndcg@10']:.3f}  {row['recall@10']:.3f}  {row['queries']:>4}" for name, row in rows]
    head = f"{'':<12} {'nDCG':<6} {'recall':<6} queries"
    latency = figures["latency_ms"]
    summary = (
        f"{figures['engine']}: {figures['sections']} sections in {figures['build_seconds']} s; "
        f"median {latency['median']} ms, p99 {latency['p99']} ms; "
        f"{figures['resident_megabytes_added']} MB more resident memory"
    )
    return "\n".join([head, *lines, summary])
