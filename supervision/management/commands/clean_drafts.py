from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supervision import actions


class Command(BaseCommand):
    help = "Removes drafts of supervision logs that nobody has touched for 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.clean_drafts(day=timezone.localdate())} drafts were removed.")
