"""Kept pages are answered by the thread that reads; whatever else is asked meanwhile, each gets its own answer in order."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from waitress import wasyncore
from waitress.server import create_server

from portal.kept import ONLY_KEPT
from portal.kept.at_once import Dispatcher, answer_at_once

LARGE = 30_000
PATIENCE = 120  # seconds on a machine that has other things to do


class Site:
    """A portal with one kept page in each size; says in the answer's head which thread made it."""

    def __init__(self) -> None:
        self.sockets: dict[int, Any] = {}
        dispatcher = Dispatcher()
        dispatcher.set_thread_count(2)
        self.server = create_server(self, map=self.sockets, listen="127.0.0.1:0", _dispatcher=dispatcher, ident="")
        answer_at_once(self.sockets)
        self.port = self.server.effective_port
        self.thread = threading.Thread(target=self._run)
        self.stopping = False
        self.thread.start()

    def _run(self) -> None:
        while not self.stopping:
            wasyncore.loop(timeout=0.05, map=self.sockets, count=1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if ONLY_KEPT in environ and not path.startswith("/kept"):
            return None
        if path == "/slow":
            time.sleep(0.05)
        body = path.encode() * (LARGE if path == "/kept/large" else 1) + environ["wsgi.input"].read()
        by = "reader" if threading.current_thread() is self.thread else "worker"
        start_response("200 OK", [("Content-Length", str(len(body))), ("By", by)])
        return [body]

    def stop(self) -> None:
        self.stopping = True
        self.thread.join()
        self.server.task_dispatcher.shutdown()
        wasyncore.close_all(self.sockets)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


def asked(path: str, head: str = "", version: str = "1.1") -> bytes:
    return f"GET {path} HTTP/{version}\r\nHost: x\r\n{head}\r\n".encode()


def answers(site: Site, *requests: bytes, count: int) -> list[tuple[str, bytes]]:
    """Send all on one connection; who answered, and what."""
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE)) as connection:
        for each in requests:
            connection.sendall(each)
        stream = connection.makefile("rb")
        return [_answer(stream) for _ in range(count)]


def _answer(stream: Any) -> tuple[str, bytes]:
    lines = list(iter(stream.readline, b"\r\n"))
    head = b"".join(lines).decode()
    if head.startswith("HTTP/1.1 100"):
        return "continue", b""
    length, by = re.search(r"Content-Length: (\d+)", head), re.search(r"By: (\w+)", head)
    assert head.startswith(("HTTP/1.1 200", "HTTP/1.0 200")) and head.count("Date: ") == 1 and length and by
    return by[1], stream.read(int(length[1]))


def test_what_is_kept_needs_no_other_thread(site):
    assert answers(site, asked("/kept"), count=1) == [("reader", b"/kept")]
    assert answers(site, asked("/other"), count=1) == [("worker", b"/other")]


def test_a_connection_stays_open_for_the_next_request(site):
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE)) as connection:
        stream = connection.makefile("rb")
        for path in ("/kept", "/other", "/kept", "/kept", "/slow", "/kept"):
            connection.sendall(asked(path))
            assert _answer(stream)[1] == path.encode()


def test_requests_sent_together_are_answered_in_their_order(site):
    paths = ["/kept", "/slow", "/kept", "/other", "/kept/large", "/kept", "/slow", "/kept"] * 5

    found = answers(site, b"".join(map(asked, paths)), count=len(paths))

    assert [body[: len(path)].decode() for (_by, body), path in zip(found, paths, strict=True)] == paths
    assert found[0][0] == "reader" and found[1][0] == "worker"


def test_a_reader_who_does_not_take_large_answers_stops_nobody(site):
    count = 40
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE)) as connection:
        connection.sendall(asked("/kept/large") * count)
        assert answers(site, asked("/kept"), count=1) == [("reader", b"/kept")]
        stream = connection.makefile("rb")
        assert all(_answer(stream)[1] == b"/kept/large" * LARGE for _ in range(count))


@pytest.mark.parametrize(
    "request_",
    [asked("/kept", "Connection: close\r\n"), asked("/kept", version="1.0"), b"HEAD" + asked("/kept")[3:]],
    ids=["close", "1.0", "head"],
)
def test_what_is_not_ordinary_goes_the_ordinary_way(site, request_):
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE)) as connection:
        connection.sendall(request_)
        stream = connection.makefile("rb")
        assert b"By: worker\r\n" in list(iter(stream.readline, b"\r\n"))


def test_who_waits_for_leave_to_send_gets_it_after_a_kept_page(site):
    post = b"POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE)) as connection:
        connection.sendall(asked("/kept") + post)
        stream = connection.makefile("rb")
        assert _answer(stream) == ("reader", b"/kept")
        assert _answer(stream)[0] == "continue"
        connection.sendall(b"text")
        assert _answer(stream) == ("worker", b"/othertext")
