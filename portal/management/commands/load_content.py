from typing import Any

from django.core.management.base import BaseCommand

from portal import shipped


class Command(BaseCommand):
    help = "Loads the content that every office gets. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for part in shipped.content():
            part.load()
            self.stdout.write(f"content: {part.name}")
