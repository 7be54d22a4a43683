"""Submissions a second: 64 senders on one form page of the portal, and on one of Wagtail's own form pages.

Both in the same run, on SQLite with the same settings (write-ahead log, `synchronous=FULL`, immediate transactions);
the portal's file is encrypted besides. First both on waitress, the default, then both on granian, the server for load;
one process with four threads each. The same eight questions.
A submission counts when its answer says that it was received: Wagtail's landing page, the portal's redirect whose
address holds the receipt number. In a second round the receipt page is fetched too before it counts. Afterwards the
rows are counted. The pace for each address is off: all senders share one. `python -m tests.benchmarks.submissions`.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks import contestants
from tests.benchmarks.server import Server, running
from tests.office import Office, free_port

SENDERS, SECONDS, ROUNDS, FASTER = 64, 24.0, 4, 3.0
ANSWERS = {
    "namn": "Prova Påhittad",
    "adress": "Provgatan 1, 123 45 Provstad",
    "epost": "prova@exempel.se",
    "datum": "2026-03-02",
    "antal": "3",
    "typ": "b",
    "val": ["a", "c"],
    "text": "Det här är en text på ett par rader som någon skrev. " * 4,
}
FORM = Path(__file__).with_name("forms")


@dataclass
class Sent:
    """What the senders saw."""

    acknowledged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0  # of the server

    @property
    def cpu_ms(self) -> float:
        return self.cpu_seconds * 1000 / len(self.acknowledged)

    @property
    def a_second(self) -> float:
        return len(self.acknowledged) / self.seconds


Send = Callable[[http.client.HTTPConnection, dict[str, str], str], str]


def main() -> int:
    os.environ["FORMS_LEAST_SECONDS"] = "0"
    measured, missed = {}, []
    for kind in contestants.SERVERS:
        measured[kind], faults = measure(kind)
        missed += [f"on {kind} {fault}" for fault in faults]
        print(f"On {kind}:")
        for name, value in measured[kind].items():
            print(f"  {name:50}{value:10.1f}")
    print("Submissions: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps(measured | {"faults": missed}))
    return 1 if missed else 0


def measure(kind: str, seconds: float = SECONDS, rounds: int = ROUNDS) -> tuple[dict[str, float], list[str]]:
    """Figures by name, and sentences for every mark that was missed, on one kind of server. The two take turns, so that
    both meet the same weather on a machine that does other things too."""
    theirs, ours, whole = Sent(), Sent(), Sent()
    with tempfile.TemporaryDirectory(prefix="submissions-") as name:
        folder = Path(name)
        with wagtail(folder, kind) as (stock, stock_count), portal(folder, kind) as (own, own_count):
            for _ in range(rounds):
                send_all(stock, "/blankett/", wagtail_answer, seconds / rounds, theirs)
                send_all(own, "/blanketter/matning/", portal_answer, seconds / rounds, ours)
            their_rows, our_rows = stock_count(), own_count()
            send_all(own, "/blanketter/matning/", portal_receipt, seconds / rounds, whole)
    ratio = ours.a_second / theirs.a_second
    figures = {
        "Wagtail's form page: submissions/s": theirs.a_second,
        "portal: submissions/s": ours.a_second,
        "portal / Wagtail": ratio,
        "portal with the receipt page: submissions/s": whole.a_second,
        "Wagtail: CPU ms a submission": theirs.cpu_ms,
        "portal: CPU ms a submission": ours.cpu_ms,
        "portal with the receipt page: CPU ms": whole.cpu_ms,
        "Wagtail: p95 ms": p95(theirs),
        "portal: p95 ms": p95(ours),
        "Wagtail: errors": float(len(theirs.errors)),
        "portal: errors": float(len(ours.errors) + len(whole.errors)),
        "Wagtail: acknowledged": float(len(theirs.acknowledged)),
        "Wagtail: stored": float(their_rows),
        "portal: acknowledged": float(len(ours.acknowledged)),
        "portal: stored": float(our_rows),
    }
    errors = ours.errors + whole.errors
    faults = [f"{ratio:.1f} times Wagtail's, at least {FASTER:.0f}"] if ratio < FASTER else []
    faults += [f"{len(errors)} errors, the first: {errors[0]}"] if errors else []
    faults += (
        [f"{our_rows} stored of {len(ours.acknowledged)} acknowledged"] if our_rows < len(ours.acknowledged) else []
    )
    faults += ["a receipt was given twice"] if len(set(ours.acknowledged)) < len(ours.acknowledged) else []
    return figures, faults


def p95(sent: Sent) -> float:
    ordered = sorted(sent.took)
    return ordered[int(len(ordered) * 0.95)] * 1000 if ordered else 0.0


def send_all(server: Server, path: str, send: Send, seconds: float, sent: Sent) -> None:
    """Each sender opens the form once, as a browser does, and sends it again and again with a new key."""
    gate = threading.Barrier(SENDERS + 1)

    def sender() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
            fields, cookie = open_form(connection, path)
            gate.wait()
            while time.perf_counter() < until:
                began = time.perf_counter()
                try:
                    sent.acknowledged.append(send(connection, fields | {"path": path}, cookie))
                except (OSError, http.client.HTTPException, ValueError) as error:
                    sent.errors.append(f"{type(error).__name__} {error}")
                    connection.close()
                sent.took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=sender) for _ in range(SENDERS)]
    until = float("inf")
    for each in threads:
        each.start()
    began = time.perf_counter()
    until = began + 600
    gate.wait()
    began, used = time.perf_counter(), server.cpu_seconds()
    until = began + seconds
    for each in threads:
        each.join()
    sent.seconds += time.perf_counter() - began
    sent.cpu_seconds += server.cpu_seconds() - used


def open_form(connection: http.client.HTTPConnection, path: str) -> tuple[dict[str, str], str]:
    """The hidden fields of the form and the cookie that came with it."""
    connection.request("GET", path)
    answer = connection.getresponse()
    html = answer.read().decode()
    if answer.status != 200:
        raise RuntimeError(f"The form answered {answer.status}.")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
    return {"csrfmiddlewaretoken": token[1] if token else ""}, cookie


def post(
    connection: http.client.HTTPConnection, path: str, fields: dict[str, object], cookie: str
) -> tuple[int, str, str]:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body=urlencode(fields, doseq=True), headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def portal_answer(connection: http.client.HTTPConnection, fields: dict[str, str], cookie: str) -> str:
    """Sent; returns the receipt number out of the address that the answer leads to."""
    return portal_post(connection, fields, cookie).split("/")[-2].split(":")[0]


def portal_receipt(connection: http.client.HTTPConnection, fields: dict[str, str], cookie: str) -> str:
    """Sent, and the receipt page fetched."""
    connection.request("GET", portal_post(connection, fields, cookie), headers={"Cookie": cookie})
    answer = connection.getresponse()
    found = re.search(r'class="receipt"><bdi>([^<]+)<', answer.read().decode())
    if not found:
        raise ValueError(f"no receipt, {answer.status}")
    return found[1]


def portal_post(connection: http.client.HTTPConnection, fields: dict[str, str], cookie: str) -> str:
    key = str(uuid.uuid4())
    values: dict[str, object] = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"], "blankettnyckel": key} | ANSWERS
    status, location, _body = post(connection, fields["path"], values, cookie)
    if status != 302 or "/kvitto/" not in location:
        raise ValueError(f"answered {status}")
    return location


def wagtail_answer(connection: http.client.HTTPConnection, fields: dict[str, str], cookie: str) -> str:
    """Sent, and the landing page in the same answer, as Wagtail does it."""
    values: dict[str, object] = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]} | ANSWERS
    status, _location, body = post(connection, fields["path"], values, cookie)
    if status != 200 or "Tack" not in body:
        raise ValueError(f"answered {status}")
    return str(uuid.uuid4())


@contextmanager
def portal(folder: Path, kind: str) -> Iterator[tuple[Server, Callable[[], int]]]:
    with contestants.portal(folder, sys.executable, kind) as server:
        office = Office(folder / "data")
        office.manage("shell", "--no-imports", "-c", (FORM / "portal_page.py").read_text())
        count = (
            "from forms.models import Submission as S; print(S.everything.filter(version__form_key='MATNING').count())"
        )
        yield server, lambda: int(office.manage("shell", "--no-imports", "-c", count).stdout)


@contextmanager
def wagtail(folder: Path, kind: str) -> Iterator[tuple[Server, Callable[[], int]]]:
    """A new Wagtail project with one form page, as Wagtail's manual tells it."""
    project, port = folder / "wagtail", free_port()
    project.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "mysite.settings.production"}

    def do(*command: str) -> str:
        done = subprocess.run([sys.executable, *command], cwd=project, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    do("-c", "from wagtail.bin.wagtail import main; main()", "start", "mysite", ".")
    (project / "mysite" / "settings" / "local.py").write_text((FORM / "wagtail_settings.py").read_text())
    app = project / "blankett"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "models.py").write_text((FORM / "wagtail_models.py").read_text())
    for template in ("form_page", "form_page_landing"):
        place = app / "templates" / "blankett" / f"{template}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text((FORM / f"wagtail_{template}.html").read_text())
    do("manage.py", "makemigrations", "blankett", "--verbosity=0")
    do("manage.py", "migrate", "--verbosity=0")
    do("manage.py", "collectstatic", "--no-input", "--verbosity=0")
    do("manage.py", "shell", "--no-imports", "-c", (FORM / "wagtail_page.py").read_text())
    count = "from wagtail.contrib.forms.models import FormSubmission as S; print(S.objects.count())"
    command = contestants.serving(sys.executable, kind, port, "mysite.wsgi:application")
    with running(command, port=port, path="/blankett/", environment=environment, folder=project) as server:
        yield server, lambda: int(do("manage.py", "shell", "--no-imports", "-c", count))


if __name__ == "__main__":
    sys.exit(main())
