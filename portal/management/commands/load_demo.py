from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import shipped


class Command(BaseCommand):
    help = "Builds the demo office: invented people only. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Set PORTAL_DEMO=1: the demo office has known passwords and must not be loaded elsewhere."
            )
        for part in shipped.demo():
            part.load()
            self.stdout.write(f"demo: {part.name}")
