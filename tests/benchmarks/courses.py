"""Registrations a second with 64 clients at once, the slowest answer, and the list of 1,000 occasions.

Runs on a database of its own in a temporary folder, or on the PostgreSQL of DATABASE_URL (its tables must be empty).
`make bench` runs it; `python -m tests.benchmarks.courses` alone prints the figures and ends with 1 when a mark is missed.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from courses import actions
from courses.models import CoursePage, CoursesIndexPage, Kind, Occasion, Registration, Session
from portal.models import StartPage, User

CLIENTS, REGISTRATIONS, PLACES = 64, 3200, 16
LISTED = 1000
LEAST = {"registrations/s": 200.0}
MOST = {"slowest answer s": 10.0, "list of 1,000 occasions ms": 30.0}
Figures = dict[str, float]


def main() -> int:
    call_command("migrate", verbosity=0)
    found = figures()
    for name, value in found.items():
        print(f"{name:36}{value:10.1f}")
    missed = [f"{name} is {found[name]:.1f}" for name, mark in LEAST.items() if found[name] < mark]
    missed += [f"{name} is {found[name]:.1f}" for name, mark in MOST.items() if found[name] > mark]
    print("Marks: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps(found))
    return 1 if missed else 0


def figures() -> Figures:
    index = _index()
    boskola = index.add_child(instance=CoursePage(title="Boskolan", slug="b", for_whom="x", body="y"))
    training = index.add_child(
        instance=CoursePage(title="Pärmmetoden", slug="p", for_whom="x", body="y", audience="staff", kind=Kind.STAFF)
    )
    groups = [make_occasion(boskola, number, PLACES) for number in range(REGISTRATIONS // CLIENTS)]
    rate, slowest = registering(groups)
    for number in range(LISTED):
        make_occasion(training, number, PLACES, sessions=2)
    return {"registrations/s": rate, "slowest answer s": slowest, "list of 1,000 occasions ms": listing()}


def _index() -> CoursesIndexPage:
    Locale.objects.get_or_create(language_code="sv")
    root = Page.objects.get(depth=1)
    start = root.add_child(instance=StartPage(title="Start", slug="start-bench"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": start})
    return start.add_child(instance=CoursesIndexPage(title="Kurser", slug="kurser-och-boskola"))


def make_occasion(course: CoursePage, number: int, capacity: int, sessions: int = 4) -> Occasion:
    occasion = Occasion.objects.create(course=course, capacity=capacity, state="open", place="Provsalen")
    first = timezone.now() + timedelta(days=10, minutes=number)
    Session.objects.bulk_create(
        Session(
            occasion=occasion, start=first + timedelta(days=7 * each), end=first + timedelta(days=7 * each, hours=2)
        )
        for each in range(sessions)
    )
    return occasion


def registering(groups: list[Occasion]) -> tuple[float, float]:
    """Each client registers to each group, so that all 64 ask for the same few places at the same time."""
    answered: list[float] = []

    def client() -> None:
        for group in groups:
            began = time.perf_counter()
            actions.register(occasion=group, key=uuid4(), alias="P", phone="070-174 06 05", sms_ok=True)
            answered.append(time.perf_counter() - began)
        connection.close()

    seconds = together(client)
    for group in groups:
        placed = Registration.objects.filter(occasion=group).placed().count()
        if placed != PLACES:
            raise AssertionError(f"{placed} have a place where there are {PLACES}.")
    return len(answered) / seconds, max(answered)


def together(work: Callable[[], None]) -> float:
    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def listing() -> float:
    """The median of the whole answer, as somebody of the staff gets it."""
    user = User.objects.create_user(username="bench")
    user.groups.add(Group.objects.get(name="Boendestödjare"))
    client = Client()
    client.force_login(user, backend="portal.auth.RoleBackend")
    times = []
    for _ in range(12):
        began = time.perf_counter()
        answer = client.get("/kurser/")
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise AssertionError(f"The list answers {answer.status_code}.")
    return median(times[2:])


if __name__ == "__main__":
    sys.exit(main())
