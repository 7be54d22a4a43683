from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supervision import actions


class Command(BaseCommand):
    help = "Makes the digest of the week that has ended, once for each recipient, and mails that there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        week = timezone.localdate() - timedelta(days=7)
        people = actions.recipients()
        for recipient in people:
            actions.make_digest(recipient=recipient, week=week)
        self.stdout.write(f"{len(people)} have a digest; {actions.send_unsent()} mails were sent.")
