from typing import Any

from django.core.management.base import BaseCommand

from forms import drafts


class Command(BaseCommand):
    help = "Throw away drafts that have expired and files of forms that were never sent. The chores do it each minute too."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{drafts.clear()} drafts thrown away.")
