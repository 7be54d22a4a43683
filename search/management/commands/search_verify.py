from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import actions, comparing


class Command(BaseCommand):
    help = "Names every difference between the published pages and the search index."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(actions.differences())
        for difference in found:
            self.stderr.write(difference)
        if found:
            raise CommandError(f"The index differs from the pages in {len(found)} places. Run search_rebuild.")
        self.stdout.write("The index is equal to the pages.")
        if line := comparing.health():
            self.stdout.write(line)
