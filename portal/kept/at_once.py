"""Kept pages are answered by the thread that reads the connections: no other thread is woken for what is ready.

Handing a request over to a thread and back costs waitress more than everything that a kept page needs. Only what
never waits is answered here: on PostgreSQL asking for the counters goes over the network, so nothing is.
"""

import time
from email.utils import formatdate
from threading import get_ident
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from portal.kept import ONLY_KEPT


class Dispatcher(ThreadedTaskDispatcher):
    """Gives threads what the connection can't answer at once."""

    def add_task(self, task: Any) -> None:
        if not (isinstance(task, Channel) and task.has_answer()):
            super().add_task(task)


class Channel(HTTPChannel):
    """A connection with an answer that is ready to be sent, if the request that it just read has one."""

    _answer: bytes | None = None
    _reader: int | None = None

    def received(self, data: bytes) -> bool:
        self._reader = get_ident()
        found = super().received(data)
        # waitress held a lock while it asked has_answer, so only now.
        while self._answer is not None:
            answer, self._answer = self._answer, None
            self._send(answer)
        return bool(found)

    def has_answer(self) -> bool:
        """Whether the first request in the line is answered by `received`. Asked in the reading thread or another."""
        if get_ident() != self._reader:
            return False
        request = self.requests[0]
        if not _is_ordinary(request) or self.total_outbufs_len:
            return False
        self._answer = _answer_to(self, request)
        return self._answer is not None

    def _send(self, answer: bytes) -> None:
        """As waitress' own `service` does after a task."""
        if self.connected:
            self.write_soon(answer)
        # The next answer gets a buffer of its own.
        self.current_outbuf_count = self.adj.outbuf_high_watermark
        with self.requests_lock:
            self.requests.pop(0).close()
            following = self.request
            if self.connected and self.requests:
                self.server.add_task(self)
            elif following is not None and following.expect_continue and following.headers_finished:
                self.send_continue()


def _is_ordinary(request: Any) -> bool:
    """A whole GET after which the connection stays open: what browsers send."""
    connection = request.headers.get("CONNECTION", "keep-alive").lower()
    return not request.error and request.command == "GET" and request.version == "1.1" and connection == "keep-alive"


def _answer_to(channel: Channel, request: Any) -> bytes | None:
    """The whole answer, through everything that waitress puts around the application."""
    environ = WSGITask(channel, request).get_environment() | {ONLY_KEPT: True}
    head: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        head.extend([f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)])

    body = channel.server.application(environ, start_response)
    if body is None:
        return None
    head.append(f"Date: {formatdate(time.time(), usegmt=True)}\r\n\r\n")
    return b"".join(["\r\n".join(head).encode("latin-1"), *body])


def answer_at_once(sockets: dict[int, Any]) -> None:
    """Let the servers among the sockets make connections of this kind; they must have got a Dispatcher."""
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = Channel
