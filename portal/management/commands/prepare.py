from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal import readiness


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _collect_static() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


STEPS: dict[str, Callable[[], object]] = {
    "migrations": _migrate,
    "shared counters": lambda: call_command("createcachetable", verbosity=0),
    "static files": _collect_static,
    "content": lambda: call_command("load_content", verbosity=0),
    "demo office": lambda: call_command("load_demo", verbosity=0),
}


class Command(BaseCommand):
    help = (
        "Makes the installation ready to serve: migrations, static files, shipped content, and the demo office "
        "when PORTAL_DEMO=1. Does only what is left to do; the launcher calls it at each start that needs it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name in readiness.left_to_do():
            self.stdout.write(f"Preparing: {name}")
            STEPS[name]()
            readiness.note(name)
