from typing import Any

from django.core.management.base import BaseCommand

from search import actions, comparing


class Command(BaseCommand):
    help = "Writes the search index anew. Readers see the old one until it is done."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.rebuild()} sections are in the index.")
        if line := comparing.health():
            self.stdout.write(line)
