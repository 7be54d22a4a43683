from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import audit


class Command(BaseCommand):
    help = "Checks the chain of the audit log and names each row that does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(audit.verify())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The audit log does not hold: {len(faults)} faults.")
        self.stdout.write("The audit log holds.")
