"""Registrations a second with 64 clients at once, the slowest answer, and the list of 1,000 occasions.

The clients are threads of this process and send the public form over HTTP to one server process with four threads,
as the launcher runs it, each from an address of its own. A registration counts when the answer leads to one's place;
afterwards the rows are counted: every group full, and everybody else in its waiting list, none lost and none twice.

Runs on a database of its own in a temporary folder, or on the PostgreSQL of DATABASE_URL (its tables must be empty).
`make bench` runs it; `python -m tests.benchmarks.courses` alone prints the figures and ends with 1 when a mark is missed.
"""

import http.client
import json
import os
import re
import sys
import tempfile
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from courses.models import CoursePage, CoursesIndexPage, Kind, Occasion, Registration, Session
from portal.models import StartPage, User
from tests.benchmarks.server import running
from tests.office import ROOT, free_port

CLIENTS, PLACES = 64, 16
REGISTRATIONS = int(os.environ.get("REGISTRATIONS", "3200"))
LISTED = 1000
SERVER = [sys.executable, "-m", "waitress", "--threads=4"]
LEAST = {"registrations/s": 200.0}
MOST = {"slowest answer s": 10.0, "list of 1,000 occasions ms": 30.0}
Figures = dict[str, float]


def main() -> int:
    call_command("migrate", verbosity=0)
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
    groups = [make_occasion(boskola, number, PLACES) for number in range(REGISTRATIONS // CLIENTS)]
    rate, slowest, spent = registering(groups)
    for number in range(LISTED):
        make_occasion(training, number, PLACES, sessions=2)
    return {
        "registrations/s": rate,
        "slowest answer s": slowest,
        "CPU ms a registration": spent,
        "list of 1,000 occasions ms": listing(),
    }


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


def registering(groups: list[Occasion]) -> tuple[float, float, float]:
    """Registrations a second, the slowest answer, and the server's processor time for each.

    Each client registers to each group, so that all 64 ask for the same few places at the same time.
    """
    port = free_port()
    environment = dict(os.environ) | {"PORTAL_PROXIES": "1", "PORTAL_LOG_LEVEL": "WARNING"}
    # Behind a reverse proxy, as the launcher is told by PORTAL_PROXIES=1, so that each client has its own address.
    proxy = ["--trusted-proxy=127.0.0.1", "--trusted-proxy-count=1", "--trusted-proxy-headers=x-forwarded-for"]
    command = [*SERVER, *proxy, f"--listen=127.0.0.1:{port}", "portal.wsgi:application"]
    path = f"/kurser/{groups[0].course_id}/anmalan/"
    with (
        tempfile.TemporaryDirectory() as logs,
        running(command, port=port, path=path, environment=environment | {"PYTHONPATH": str(ROOT)}, folder=Path(logs))
        as server,
    ):  # fmt: skip
        crowd = Crowd(server.port, path, groups)
        used = server.cpu_seconds()
        seconds = crowd.run()
        used = server.cpu_seconds() - used
    check_rows(groups)
    return len(crowd.took) / seconds, max(crowd.took), used * 1000 / len(crowd.took)


class Crowd:
    """So many clients, each with a connection and a form of its own."""

    def __init__(self, port: int, path: str, groups: list[Occasion]) -> None:
        self.port, self.path, self.groups = port, path, groups
        self.took: list[float] = []
        self.faults: list[str] = []
        self.gate = threading.Barrier(CLIENTS + 1)

    def run(self) -> float:
        """The seconds from the first form that is sent to the last answer. Raises RuntimeError for any other answer."""
        threads = [threading.Thread(target=self._client, args=[number]) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        self.gate.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        if self.faults:
            raise RuntimeError(f"{len(self.faults)} faults, the first: {self.faults[0]}")
        return time.perf_counter() - began

    def _client(self, number: int) -> None:
        headers = {"X-Forwarded-For": f"10.0.1.{number}"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            fields, cookie = open_form(connection, self.path, headers)
            self.gate.wait()
            for group in self.groups:
                began = time.perf_counter()
                try:
                    send(connection, self.path, fields | {"occasion": str(group.pk)}, headers | {"Cookie": cookie})
                except (OSError, http.client.HTTPException, ValueError) as error:
                    self.faults.append(f"{type(error).__name__} {error}")
                self.took.append(time.perf_counter() - began)


def open_form(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> tuple[dict[str, str], str]:
    """The token of the form and the cookie that came with it."""
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    if answer.status != 200 or token is None:
        raise RuntimeError(f"The form answered {answer.status}.")
    return {"csrfmiddlewaretoken": token[1]}, (answer.headers["Set-Cookie"] or "").split(";")[0]


def send(connection: http.client.HTTPConnection, path: str, fields: dict[str, str], headers: dict[str, str]) -> None:
    form = {"key": str(uuid4()), "alias": "Solrosen", "phone": "070-174 06 05", "sms_ok": "on", "website": ""} | fields
    headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body=urlencode(form), headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302 or not answer.headers["Location"].endswith("/min-plats/"):
        raise ValueError(f"answered {answer.status}")


def check_rows(groups: list[Occasion]) -> None:
    for group in groups:
        registrations = Registration.objects.filter(occasion=group)
        found = registrations.placed().count(), registrations.waiting().count()
        if found != (PLACES, CLIENTS - PLACES):
            raise RuntimeError(f"{found} where {PLACES} have a place and {CLIENTS - PLACES} wait.")


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
