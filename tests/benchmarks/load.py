"""A small load generator for loopback: connections with keep-alive, a fixed time, and what each answer took."""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")


@dataclass(frozen=True)
class Load:
    requests_a_second: float
    median_ms: float
    p95_ms: float
    failed: int
    requests: int


def read(port: int, path: str, *, cookie: str = "", threads: int = 4, seconds: float = 5) -> Load:
    """Ask for `path` on `threads` connections at a time for `seconds`. An answer that is not 200 counts as failed.

    One thread with plain sockets: a client of `http.client` takes more of a processor than a quick server does.
    """
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n"
    took: list[float] = []
    failed = 0
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 30)) for _ in range(threads)]
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            for each in clients:
                each.sendall(head.encode())
            for each in clients:
                failed += _status(each) != 200
                took.append(time.perf_counter() - began)
    ordered = sorted(took)
    p95 = ordered[int(len(ordered) * 0.95)] if ordered else 0.0
    median = statistics.median(ordered) if ordered else 0.0
    return Load(len(took) / seconds, median * 1000, p95 * 1000, failed, len(took))


def strike(port: int, path: str, *, cookie: str = "", connections: int = 8, seconds: int = 5) -> Load:
    """As `read`, by wrk where there is one (tests/services/wrk.sh): a generator in Python is slower than a quick server."""
    program = shutil.which(os.environ.get("WRK", "wrk"))
    if program is None:
        return read(port, path, cookie=cookie, threads=connections, seconds=seconds)
    head = ["-H", f"Cookie: {cookie}"] if cookie else []
    command = [
        program,
        "--latency",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}",
        *head,
        f"http://127.0.0.1:{port}{path}",
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    errors = [
        int(each) for each in re.findall(r"(?:Non-2xx or 3xx responses:|connect|read|write|timeout) (\d+)", told)
    ]
    requests = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]  # wrk says so
    a_second = float(re.search(r"Requests/sec: +([\d.]+)", told)[1])  # type: ignore[index]  # wrk says so
    # wrk tells 90 and 99 %; 95 lies between.
    return Load(a_second, _milliseconds(told, "50%"), _milliseconds(told, "99%"), sum(errors), requests)


def _milliseconds(told: str, share: str) -> float:
    number, unit = re.search(rf"{share} +([\d.]+)(us|ms|s)\b", told).groups()  # type: ignore[union-attr]  # wrk says so
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _status(client: socket.socket) -> int:
    """The status of the answer, when the whole of it has come. The answer must say how long it is."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += _more(client, 65536)
    head, _blank, body = found.partition(b"\r\n\r\n")
    left = int(LENGTH.search(head)[1]) - len(body)  # type: ignore[index]  # the answer says
    while left > 0:
        left -= len(_more(client, min(left, 1 << 20)))
    return int(head[9:12])


def _more(client: socket.socket, most: int) -> bytes:
    found = client.recv(most)
    if not found:
        raise ConnectionError("The server closed the connection.")
    return found


def ask(connection: http.client.HTTPConnection, path: str, cookie: str = "", gzip: bool = False) -> tuple[int, bytes]:
    headers = {"Cookie": cookie} if cookie else {}
    if gzip:
        headers["Accept-Encoding"] = "gzip"
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read()
