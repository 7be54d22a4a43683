"""Both servers with real processes: the same limits, and an office in two processes that is one office."""

import http.client
import os
import re
import signal
import socket
import threading
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from portal.demo import PASSWORD
from portal.serving import LARGEST_REQUEST
from tests.office import Office, copy_of
from tests.portal.test_launcher import on_each_server

pytestmark = pytest.mark.embedded
CHAPTER = "/handboken/borja-har/valkommen/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ENOUGH = 24  # connections, so that each of two processes gets some
PUBLISH = """
from methods.models import ChapterPage
chapter = ChapterPage.objects.get(slug="valkommen")
chapter.summary = "Nu med ny sammanfattning."
chapter.save_revision().publish()
"""
# The launcher with one more thing to do, and each round of them at once. It notes which process did it.
COUNTING = """
import os
from pathlib import Path
from portal import chores
def note():
    with Path({file!r}).open("a") as file:
        file.write(f"{{os.getpid()}}\\n")
chores.Worker.__init__.__defaults__ = (0.05,)
from portal import launcher
chores.register(chores.Chore("note", 1, note))
launcher.main()
"""


@pytest.fixture
def office(prepared, tmp_path):
    office = Office(copy_of(prepared, tmp_path / "data"), FORMS_LEAST_SECONDS="0")
    yield office
    office.stop()


@pytest.fixture
def two_processes(office):
    office.environment |= {"PORTAL_SERVER": "granian", "PORTAL_WORKERS": "2"}
    return office.start()


def ask(office, path, *, cookies=None, fields=None) -> tuple[int, str]:
    """On a connection of its own; remembers the cookies it gets in `cookies`."""
    cookies = {} if cookies is None else cookies
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    if fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", office.port, timeout=60)) as connection:
        body = urlencode(fields) if fields is not None else None
        connection.request("GET" if fields is None else "POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = each.split(";")[0].partition("=")
            cookies[name] = value
        return answer.status, answer.read().decode()


def logged_in(office) -> dict[str, str]:
    cookies: dict[str, str] = {}
    _status, page = ask(office, "/konto/logga-in/", cookies=cookies)
    fields = {"login": "sara", "password": PASSWORD, "csrfmiddlewaretoken": TOKEN.search(page)[1]}
    status, _page = ask(office, "/konto/logga-in/", cookies=cookies, fields=fields)
    assert status == 302
    cookies.pop("messages", None)
    return cookies


def processes(office) -> set[int]:
    first = office.process.pid
    return {int(each) for each in Path(f"/proc/{first}/task/{first}/children").read_text().split()}


def test_who_logged_in_at_one_process_is_logged_in_at_the_other(two_processes):
    cookies = logged_in(two_processes)

    assert len(processes(two_processes)) == 2
    for _ in range(ENOUGH):
        status, page = ask(two_processes, CHAPTER, cookies=dict(cookies))
        assert status == 200 and "Sara Socialsekreterare" in page
        assert "Sara Socialsekreterare" not in ask(two_processes, CHAPTER)[1]
    assert two_processes.errors() == []


def test_what_is_posted_to_one_process_is_there_for_the_other(two_processes):
    cookies = logged_in(two_processes)
    page = ask(two_processes, CHAPTER, cookies=cookies)[1]
    address = re.search(r'action="(/handbok/favorit/\d+/)"', page)[1]
    fields = {"wanted": "1", "csrfmiddlewaretoken": TOKEN.search(page)[1]}

    assert ask(two_processes, address, cookies=cookies, fields=fields)[0] == 302

    cookies.pop("messages", None)
    for _ in range(ENOUGH):
        assert "Ta bort från favoriter" in ask(two_processes, CHAPTER, cookies=dict(cookies))[1]


def test_each_process_notices_what_another_publishes(two_processes):
    before = [ask(two_processes, CHAPTER) for _ in range(ENOUGH)]

    two_processes.manage("shell", "-c", PUBLISH)

    after = [ask(two_processes, CHAPTER) for _ in range(ENOUGH)]
    assert {status for status, _page in before + after} == {200}
    assert not any("Nu med ny sammanfattning." in page for _status, page in before)
    assert all("Nu med ny sammanfattning." in page for _status, page in after)


def test_a_wrong_password_is_counted_for_all_processes(two_processes):
    """Five in five minutes for one name; were each process to count alone, it would be ten."""
    shown = []
    for _ in range(7):
        cookies: dict[str, str] = {}
        token = TOKEN.search(ask(two_processes, "/konto/logga-in/", cookies=cookies)[1])[1]
        fields = {"login": "bo", "password": "fel", "csrfmiddlewaretoken": token}
        shown.append(ask(two_processes, "/konto/logga-in/", cookies=cookies, fields=fields)[1])

    assert ["många" in page for page in shown] == [False] * 5 + [True] * 2


def test_the_chores_are_done_by_one_process(office, tmp_path):
    notes = tmp_path / "notes"
    office.environment |= {"PORTAL_SERVER": "granian", "PORTAL_WORKERS": "2"}
    office.program = ["-c", COUNTING.format(file=str(notes))]
    office.start()
    first = office.process.pid
    while not notes.exists() or len(notes.read_text().splitlines()) < 5:
        ask(office, "/halsa/")

    assert office.stop() == 0

    assert set(notes.read_text().split()) == {str(first)}


def test_a_process_that_dies_ends_the_whole(two_processes):
    """systemd starts it anew; half an office would be worse."""
    os.kill(min(processes(two_processes)), signal.SIGKILL)

    assert two_processes.process.wait(timeout=60) == 1
    two_processes.process = None


@on_each_server
def test_a_request_that_is_too_large_is_refused_before_it_is_read(office, server):
    office.environment |= server
    office.start()
    head = f"POST /konto/logga-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {LARGEST_REQUEST + 1}\r\n\r\n"

    assert first_line(office, head).startswith("HTTP/1.1 413")


@on_each_server
def test_a_head_that_is_too_large_is_refused(office, server):
    office.environment |= server
    office.start()

    assert first_line(office, f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'x' * 700_000}\r\n\r\n")[9:12] in {
        "400",
        "431",
    }


@on_each_server
def test_a_body_of_unknown_length_arrives_whole(office, server):
    """Sent in pieces, as some proxies do."""
    office.environment |= server
    office.start()
    cookies: dict[str, str] = {}
    token = TOKEN.search(ask(office, "/konto/logga-in/", cookies=cookies)[1])[1]
    body = urlencode({"login": "sara", "password": PASSWORD, "csrfmiddlewaretoken": token})
    head = (
        f"POST /konto/logga-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrf={cookies['csrf']}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    pieces = "".join(f"{len(each):x}\r\n{each}\r\n" for each in (body[:20], body[20:])) + "0\r\n\r\n"

    assert first_line(office, head + pieces).startswith("HTTP/1.1 302")


@on_each_server
def test_readers_at_the_same_time_get_what_they_asked_for(office, server):
    office.environment |= server
    office.start()
    cookies = logged_in(office)
    wrong = []

    def read(own: dict[str, str]) -> None:
        for _ in range(10):
            status, page = ask(office, CHAPTER, cookies=dict(own))
            if status != 200 or ("Sara Socialsekreterare" in page) != bool(own):
                wrong.append(status)

    readers = [threading.Thread(target=read, args=(own,)) for own in [cookies, {}] * 4]
    for each in readers:
        each.start()
    for each in readers:
        each.join()

    assert wrong == []


def first_line(office, request: str) -> str:
    with closing(socket.create_connection(("127.0.0.1", office.port), timeout=60)) as connection:
        with suppress(ConnectionError):  # it may have heard enough
            connection.sendall(request.encode())
        return connection.makefile("rb").readline().decode()
