from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import backups


class Command(BaseCommand):
    help = "Writes an encrypted backup of database and files, also while the portal serves. Keys are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.DATA_DIR / "backups")
        parser.add_argument("--keep", type=int, default=0, help="Remove all but the newest so many backups.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backups.make(options["folder"], keep=options["keep"])
        except backups.BadBackup as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(made))
