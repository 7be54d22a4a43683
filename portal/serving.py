"""The two servers: waitress, which every installation has, and granian for many readers (PORTAL_SERVER).

Both answer with the same threads, the same limits and the same trust in proxies, end after the requests in work, and
leave the chores to one thread of the process that was started.
"""

import logging
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal import chores, env, starting

THREADS = 4
SECONDS_TO_FINISH = 10
LARGEST_REQUEST = 64 * 1024 * 1024  # several uploads; more is refused before it is stored anywhere
LARGEST_HEAD = 256 * 1024  # granian reads ahead, and refuses from somewhere between this and twice as much
IN_MEMORY = 512 * 1024
Application = Callable[[dict[str, Any], Any], Any]


def by_waitress(application: Application, address: str, greeting: str) -> None:
    """Answer in this process until told to stop. Raises ImproperlyConfigured when the address can't be had."""
    from waitress.server import create_server

    from portal.kept.at_once import Dispatcher, answer_at_once

    sockets: dict[int, Any] = {}
    dispatcher = Dispatcher()
    dispatcher.set_thread_count(THREADS)
    with _telling(address):
        server = create_server(
            application,
            map=sockets,
            listen=address,
            _dispatcher=dispatcher,
            ident="",
            max_request_body_size=LARGEST_REQUEST,
            max_request_header_size=LARGEST_HEAD,
            **_proxy(),
        )
    answer_at_once(sockets)
    starting.run()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    worker = chores.Worker().start()
    print(greeting, flush=True)
    server.run()
    _finish(sockets)
    worker.stop()


@contextmanager
def _telling(address: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"PORTAL_ADDRESS={address} can't be used: {error}") from error


def _proxy() -> dict[str, Any]:
    """Believe the forwarding headers of the reverse proxies that PORTAL_PROXIES counts, and nobody else's."""
    count = env.number("PORTAL_PROXIES", 0)
    if not count:
        return {}
    return {
        "trusted_proxy": env.text("PORTAL_PROXY_ADDRESS", "127.0.0.1"),
        "trusted_proxy_count": count,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _finish(sockets: dict[int, Any]) -> None:
    """Hand out the answers that were ready when the stop came."""
    from waitress import wasyncore

    until = time.monotonic() + SECONDS_TO_FINISH
    while time.monotonic() < until and any(getattr(each, "total_outbufs_len", 0) for each in sockets.values()):
        wasyncore.loop(timeout=0.1, map=sockets, count=1)


def by_granian(address: str, greeting: str) -> None:
    """Answer in PORTAL_WORKERS processes, which share this one's memory, until told to stop.

    Raises ImproperlyConfigured when it can't. A worker that dies ends the whole, and systemd starts it anew.
    """
    if find_spec("granian") is None:
        raise ImproperlyConfigured("PORTAL_SERVER=granian needs it: requirements/install.sh scale")
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    with _telling(address):
        host, port = _free(address)
    server = Granian(
        "portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=THREADS,
        # A thread that ends takes its connection to the database with it.
        blocking_threads_idle_timeout=600,
        workers_kill_timeout=SECONDS_TO_FINISH,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD),
        websockets=False,
        log_level=LogLevels.warning,
        # Its lines go the way of all others; its own handlers would write them in another form.
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {"propagate": True}}},
    )
    # Its first round is a minute from now, when no process is copied any more.
    worker = chores.Worker().start()
    server.on_startup(lambda: print(greeting, flush=True))
    server.serve(target_loader=_application)
    worker.stop()


def _free(address: str) -> tuple[str, int]:
    """Numbers for granian. Its workers share an address with whoever else shares it, so here it is asked for alone."""
    host, _colon, port = address.rpartition(":")
    place = None if host == "*" else host.strip("[]")
    family, kind, _protocol, _name, found = socket.getaddrinfo(
        place, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(found)
    return str(found[0]), int(found[1])


def _application(_target: str) -> Application:
    """What one worker of granian answers with."""
    from waitress.proxy_headers import PROXY_HEADERS, proxy_headers_middleware

    from portal.wsgi import application

    starting.run()
    whole = _taking_whole(application)
    trusting = proxy_headers_middleware(whole, logger=logging.getLogger("waitress"), **_proxy())
    forwarded = {f"HTTP_{name}" for name in PROXY_HEADERS}

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        return (whole if forwarded.isdisjoint(environ) else trusting)(environ, start_response)

    return answer


def _taking_whole(application: Application) -> Application:
    """Refuse a body that is too large, and tell how long it is when the sender did not, as waitress does."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if "HTTP_TRANSFER_ENCODING" in environ:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
                environ["CONTENT_LENGTH"] = str(_copy(environ["wsgi.input"], body))
                environ["wsgi.input"] = body
                if body.tell() > LARGEST_REQUEST:
                    return _too_large(start_response)
                body.seek(0)
                return application(environ, start_response)
        if int(environ.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
            return _too_large(start_response)
        return application(environ, start_response)

    return answer


def _copy(source: Any, body: Any) -> int:
    """How long the body is; one that is too large is not read to its end."""
    while body.tell() <= LARGEST_REQUEST and (part := source.read(64 * 1024)):
        body.write(part)
    return int(body.tell())


def _too_large(start_response: Any) -> list[bytes]:
    start_response("413 Request Entity Too Large", [("Content-Type", "text/plain"), ("Connection", "close")])
    return [b"Request Entity Too Large"]
