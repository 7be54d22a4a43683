import gc
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseload import proving
from caseload.projection import crew, rebuild
from caseload.projection.history import as_of


def day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "Folds all submissions anew. --verify compares with the stored caseload; without it the rows are rewritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true", help="prove only; change nothing but the log of proofs")
        parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="show the caseload as it was that day")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["as_of"]:
            return self._show(options["as_of"])
        # What is loaded by now stays until the end: the collector need not look through it again and again.
        gc.freeze()
        if not options["verify"]:
            self.stdout.write(f"rewritten: {rebuild.restore(helpers=crew.helpers())} people")
        proof = proving.prove()
        self.stdout.write(f"submissions: {proof.submissions}\nrebuilt: {proof.sha256}")
        if proof.fault:
            raise CommandError(f"The submissions can't be folded: {proof.fault}. The log holds more.")
        if not proof.equal:
            for place in proof.differing:
                self.stderr.write(f"differs: {place}")
            raise CommandError(f"The caseload is not what the submissions say: {proof.differing_count} rows differ.")
        self.stdout.write("equal")

    def _show(self, day: date) -> None:
        picture = as_of(day)
        self.stdout.write(f"open cases at the end of {day}: {picture.open.total()}")
        for (kind, stage), count in sorted(picture.open.items()):
            self.stdout.write(f"  {kind} {stage}: {count}")
        self.stdout.write(f"queue: {', '.join(picture.queue) or 'empty'}")
        self.stdout.write(f"overdue: {len(picture.late)}")
        for late in picture.late:
            self.stdout.write(f"  {late.due_on} {late.case} {late.kind}")
