"""A small load generator for loopback: threads with keep-alive, a fixed time, and what each answer took."""

import http.client
import statistics
import threading
import time
from contextlib import closing
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    requests_a_second: float
    median_ms: float
    p95_ms: float
    failed: int
    requests: int


def read(port: int, path: str, *, cookie: str = "", threads: int = 4, seconds: float = 5) -> Load:
    """Ask for `path` with `threads` clients for `seconds`. An answer that is not 200 counts as failed."""
    took: list[float] = []
    failed: list[int] = []
    until = time.perf_counter() + seconds

    def client() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            while time.perf_counter() < until:
                began = time.perf_counter()
                status, _body = ask(connection, path, cookie)
                took.append(time.perf_counter() - began)
                if status != 200:
                    failed.append(status)

    clients = [threading.Thread(target=client) for _ in range(threads)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    ordered = sorted(took)
    p95 = ordered[int(len(ordered) * 0.95)] if ordered else 0.0
    median = statistics.median(ordered) if ordered else 0.0
    return Load(len(took) / seconds, median * 1000, p95 * 1000, len(failed), len(took))


def ask(connection: http.client.HTTPConnection, path: str, cookie: str = "", gzip: bool = False) -> tuple[int, bytes]:
    headers = {"Cookie": cookie} if cookie else {}
    if gzip:
        headers["Accept-Encoding"] = "gzip"
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()
