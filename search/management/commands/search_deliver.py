from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import outbox


class Command(BaseCommand):
    help = "Sends what Elasticsearch has not been told yet. Builds its index when there is none or it holds other sections."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ELASTICSEARCH_URL:
            raise CommandError("Elasticsearch is not switched on: set ELASTICSEARCH_URL.")
        from search.stores.elastic import FAILURES

        outbox.look()
        try:
            sent = outbox.deliver()
        except FAILURES as error:
            raise CommandError(f"Elasticsearch failed; the changes wait, and the database answers: {error}") from error
        self.stdout.write(f"{sent} changes were sent." if sent else "Nothing waits.")
