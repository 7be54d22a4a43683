from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseload.models import Proof
from caseload.projection import rebuild


class Command(BaseCommand):
    help = "Folds all submissions anew. --verify compares with the stored caseload; without it the rows are rewritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true", help="prove only; change nothing but the log of proofs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["verify"]:
            self.stdout.write(f"rewritten: {rebuild.restore()} people")
        found = rebuild.verify()
        Proof.objects.create(submissions=found.submissions, sha256=found.rebuilt, equal=found.equal)
        self.stdout.write(f"submissions: {found.submissions}\nstored:  {found.stored}\nrebuilt: {found.rebuilt}")
        if not found.equal:
            for place in found.differing[:20]:
                self.stderr.write(f"differs: {place}")
            raise CommandError(f"The caseload is not what the submissions say: {len(found.differing)} rows differ.")
        self.stdout.write("equal")
