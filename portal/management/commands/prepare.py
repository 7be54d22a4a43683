import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def _alone() -> Iterator[None]:
    """Of two processes that start at the same time one prepares; the other waits and then finds nothing left to do."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.DATA_DIR / "preparing.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Command(BaseCommand):
    help = (
        "Makes the installation ready to serve: migrations, static files, shipped content, and the demo office "
        "when PORTAL_DEMO=1. Does only what is left to do; the launcher calls it at each start that needs it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with _alone():
            for name in readiness.left_to_do():
                self.stdout.write(f"Preparing: {name}")
                self._do(name)
                readiness.note(name)

    def _do(self, name: str) -> None:
        if step := readiness.steps().get(name):
            self.stdout.write(step.do())
        else:
            STEPS[name]()
