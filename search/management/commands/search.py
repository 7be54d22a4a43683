import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from search.engine import ask
from search.models import Section
from search.pages import PUBLIC, STAFF
from search.passages import Marker
from search.stores import asked_store


class Command(BaseCommand):
    help = "Searches the published pages, by default as somebody who is not logged in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--json", action="store_true", help="print the hits as JSON")
        parser.add_argument("--staff", action="store_true", help="look among the pages for staff as well")
        parser.add_argument("--limit", type=int, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        access = [PUBLIC, STAFF] if options["staff"] else [PUBLIC]
        answer = ask(asked_store(connection), options["query"], access=access)
        sections = Section.objects.in_bulk([hit.id for hit in answer.hits[: options["limit"]]])
        marker = Marker(answer.asked)
        hits = [
            {
                "page": sections[hit.id].page_id,
                "title": sections[hit.id].title,
                "heading": sections[hit.id].heading,
                "anchor": sections[hit.id].anchor,
                "score": round(hit.score, 4),
                "passage": "".join(piece.text for piece in marker.passage(sections[hit.id].text)),
            }
            for hit in answer.hits
            if hit.id in sections
        ]
        if options["json"]:
            found = {"query": options["query"], "corrected": answer.corrected, "hits": hits}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for number, hit in enumerate(hits, 1):
            self.stdout.write(f"{number}. {hit['title']}: {hit['heading']}\n   {hit['passage']}")
