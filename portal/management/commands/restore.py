from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import backups
from portal.launcher import hold_data_folder


class Command(BaseCommand):
    help = "Puts a backup in place, after it has been proved whole. --drill proves it in a temporary place instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--drill", action="store_true", help="Restore elsewhere, verify, and change nothing here.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["drill"]:
                said = backups.drill(options["backup"])
                self.stdout.write(f"The backup is whole and can be restored. {said}")
                return
            with hold_data_folder(exclusive=True):
                before = backups.restore(options["backup"])
        except BlockingIOError as error:
            raise CommandError("The portal is running on this data. Stop it first; nothing was changed.") from error
        except backups.BadBackup as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(
            f"Restored. What was here before lies in {before}; remove it when you are sure, it holds personal data."
        )
