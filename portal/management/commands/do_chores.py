from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import chores


class Command(BaseCommand):
    help = "Sends messages and does what else the portal does by itself, once. For a timer, where no launcher runs."

    def handle(self, *args: Any, **options: Any) -> None:
        if failed := chores.do_all():
            raise CommandError(f"Failed, see the log: {', '.join(failed)}")
        self.stdout.write("Done.")
