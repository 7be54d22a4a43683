"""Registrations a second with 64 clients at once, the slowest answer, and the list of 1,000 occasions.

The clients are wrk's connections (tests/services/wrk.sh), each from an address of its own; they send the public form to
the portal as the launcher serves it: on waitress, one process with four threads, and on granian, the server for load,
with a process for each processor. A registration counts when the answer leads to one's place. All 64 ask for the same
few places; afterwards the rows are counted: every group full, the others in its waiting list, none lost and none twice.

Runs on a database of its own in a temporary folder, or on the PostgreSQL of DATABASE_URL (its tables must be empty).
`make bench` runs it; `python -m tests.benchmarks.courses` alone prints the figures and ends with 1 when a mark is missed.
"""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from courses.models import CoursePage, CoursesIndexPage, Kind, Occasion, Registration, Session
from portal.models import StartPage, User
from tests.benchmarks.server import running
from tests.office import ROOT, free_port

CLIENTS, PLACES, SECONDS = 64, 16, 10
MOST_A_SECOND = 500  # as many groups are made as so many registrations need
LISTED = 1000
PROCESSORS = len(os.sched_getaffinity(0))
SERVERS = {"waitress": 1, "granian": PROCESSORS}  # with how many processes
LEAST = {"registrations/s on granian": 200.0}
MOST = {
    "slowest registration s on waitress": 10.0,
    "slowest registration s on granian": 10.0,
    "list of 1,000 occasions ms": 30.0,
}
SERVE = """
import django; django.setup()
from portal import serving; from portal.wsgi import application
serving.by_granian("{0}", "") if "{1}" == "granian" else serving.by_waitress(application, "{0}", "")
"""
SCRIPT = Path(__file__).with_name("registrations.lua")
Figures = dict[str, float]


def main() -> int:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
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
    found: Figures = {}
    for server in SERVERS:
        groups = [make_occasion(boskola, number, PLACES) for number in range(MOST_A_SECOND * SECONDS // CLIENTS)]
        found |= {f"{name} on {server}": value for name, value in registering(groups, server).items()}
        Occasion.objects.filter(course=boskola).update(state=Occasion.State.CANCELLED)
    for number in range(LISTED):
        make_occasion(training, number, PLACES, sessions=2)
    return found | {"list of 1,000 occasions ms": listing()}


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


def registering(groups: list[Occasion], server: str) -> Figures:
    """Registrations a second, the slowest answer, and the server's processor time for each."""
    port, path = free_port(), f"/kurser/{groups[0].course_id}/anmalan/"
    # Behind a reverse proxy, so that each client has its own address.
    environment = dict(os.environ) | {"PORTAL_PROXIES": "1", "PORTAL_LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)}
    environment |= {"PORTAL_SERVER": server, "PORTAL_WORKERS": str(SERVERS[server])}
    command = [sys.executable, "-c", SERVE.format(f"127.0.0.1:{port}", server)]
    with (
        tempfile.TemporaryDirectory() as logs,
        running(command, port=port, path=path, environment=environment, folder=Path(logs)) as started,
    ):
        used = started.cpu_seconds()
        told = strike(port, path, groups)
        used = started.cpu_seconds() - used
    check_rows(groups, told["answered"])
    return {
        "registrations/s": told["answered"] / told["seconds"],
        "slowest registration s": told["slowest"],
        "CPU ms a registration": used * 1000 / told["answered"],
    }


def strike(port: int, path: str, groups: list[Occasion]) -> dict[str, Any]:
    """What wrk tells (registrations.lua). Raises RuntimeError for any other answer than a place or a turn."""
    token, cookie = open_form(port, path)
    chosen = ",".join(str(group.pk) for group in groups)
    command = [os.environ.get("WRK", "wrk"), "-t1", f"-c{CLIENTS}", f"-d{SECONDS}", "-s", str(SCRIPT)]
    command += [f"http://127.0.0.1:{port}{path}", "--", token, cookie, secrets.token_hex(2), chosen]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    if found["failed"]:
        raise RuntimeError(f"{found['failed']} of {found['answered']} failed, the first: {found['first']}")
    return found


def open_form(port: int, path: str) -> tuple[str, str]:
    """The token of the form and the cookie that came with it."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers={"X-Forwarded-For": "10.0.1.1"})
        answer = connection.getresponse()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    if answer.status != 200 or token is None:
        raise RuntimeError(f"The form answered {answer.status}.")
    return token[1], (answer.headers["Set-Cookie"] or "").split(";")[0]


def check_rows(groups: list[Occasion], answered: int) -> None:
    """Everything that was answered is there; at the end at most one of each client was under way."""
    stored = 0
    for group in groups:
        registrations = Registration.objects.filter(occasion=group)
        placed, waiting = registrations.placed().count(), registrations.waiting().count()
        stored += placed + waiting
        if placed != min(PLACES, placed + waiting):
            raise RuntimeError(f"{placed} have a place of {PLACES} and {waiting} wait.")
    if not answered <= stored <= answered + CLIENTS:
        raise RuntimeError(f"{answered} were answered and {stored} are stored.")


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
