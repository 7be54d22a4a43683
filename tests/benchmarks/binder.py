"""How long the printed binder of 200 pages takes, and how much memory: part of `make bench`, or alone as a module.

The shipped handbook is cut or repeated to 200 pages of chapters. Prints a table and a line of JSON; ends with 1 when a
mark is missed. "first" lays every chapter out anew, as after a new look; "next" is any later printing.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGES = 200
MARKS = {"binder first s": 5.0, "binder next s": 5.0, "binder process MB": 300.0}


def measured() -> dict[str, float]:
    """Make a handbook in a folder of its own and print it. Run in a fresh process: it sets up Django itself."""
    with tempfile.TemporaryDirectory(prefix="bench-binder-") as folder:
        os.environ |= {"PORTAL_DATA": folder, "PORTAL_DEMO": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        return _figures()


def _figures() -> dict[str, float]:
    from django.contrib.auth.models import AnonymousUser
    from django.core.management import call_command

    from methods.binder import printing
    from methods.binder.actions import bring_up_to_date
    from methods.binder.printing import Selection

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115 - until the process ends
    pages = _cut_to(PAGES)

    def whole() -> bytes:
        edition = bring_up_to_date()
        return printing.binder(edition, Selection(), AnonymousUser())

    _forget()
    first, first_cpu, pdf = _timed(whole)
    following, following_cpu, again = _timed(whole)
    if pdf != again:
        raise SystemExit("The same handbook gave other bytes.")
    return {
        "binder pages": float(pages),
        "binder first s": first,
        "binder next s": following,
        # What it takes on a machine that does nothing else.
        "binder first CPU s": first_cpu,
        "binder next CPU s": following_cpu,
        "binder process MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "binder file MB": len(pdf) / 1024 / 1024,
    }


def _cut_to(pages: int) -> int:
    """Chapters are repeated or unpublished until they fill as many pages; gives how many there are."""
    from django.db.models import Count

    from methods.binder.actions import bring_up_to_date
    from methods.models import ChapterPage, Sheet

    bring_up_to_date()
    fronts = dict(Sheet.objects.current().values_list("place__key").annotate(Count("pk")))
    chapters = [page for page in ChapterPage.objects.live().order_by("path") if f"page:{page.pk}" in fronts]
    total = 2 * sum(fronts.values())
    for chapter in chapters:
        if total <= pages:
            break
        total -= 2 * fronts[f"page:{chapter.pk}"]
        chapter.unpublish()
    for number, chapter in enumerate(chapters * pages):
        if total >= pages:
            break
        total += 2 * fronts[f"page:{chapter.pk}"]
        chapter.copy(update_attrs={"slug": f"{chapter.slug}-{number}"}, copy_revisions=False)
    return total


def _forget() -> None:
    """As if nothing had been laid out before."""
    from methods.models import Edition, Place, Sheet

    Sheet.objects.all().delete()
    Place.objects.all().delete()
    Edition.objects.all().delete()


def _timed(work: Callable[[], bytes]) -> tuple[float, float, bytes]:
    started, cpu = time.monotonic(), _cpu()
    made = work()
    return time.monotonic() - started, _cpu() - cpu, made


def _cpu() -> float:
    """Of this process and those that it has started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def missed(found: dict[str, Any]) -> list[str]:
    return [f"{name} is {found[name]:.1f}, at most {mark:.0f}" for name, mark in MARKS.items() if found[name] > mark]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    figures = measured()
    for name, value in figures.items():
        print(f"{name:24}{value:16.1f}")
    print(json.dumps(figures))
    sys.exit(bool(missed(figures)))
