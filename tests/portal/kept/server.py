"""One serving process, as far as the store is concerned: in this process, or as a real one that is asked over a pipe."""

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from typing import Any, NamedTuple

from django.test import Client

TOKEN = re.compile(rb'(?<=csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')


class Shown(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]
    kept: bool


def without_token(body: bytes) -> bytes:
    return TOKEN.sub(b"*", body)


def cookies_of(client: Client | None) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) if client else ""


class Server:
    """A handler with a store of its own."""

    def __init__(self) -> None:
        from portal.kept.handler import KeepingHandler

        self.handler = KeepingHandler()

    def ask(self, path: str, client: Client | None = None, **extra: str) -> Shown:
        return self.ask_with(path, cookies_of(client), **extra)

    def ask_with(self, path: str, cookies: str, **extra: str) -> Shown:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(), "SCRIPT_NAME": "", "HTTP_COOKIE": cookies,
        } | extra  # fmt: skip
        kept = self.handler.store.find(dict(environ)) is not None
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            answer.update(status=int(status.split()[0]), headers=dict(headers))

        body = b"".join(self.handler(environ, start))
        return Shown(answer["status"], body, answer["headers"], kept)

    def stop(self) -> None:
        self.handler.store._moments.close()


class Process:
    """The same in a process of its own, on the tests' database."""

    def __init__(self, database: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.portal.kept.server", database],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PORTAL_LOG_LEVEL": "ERROR"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, path: str, client: Client) -> Shown:
        assert self._child.stdin and self._child.stdout
        print(json.dumps([path, cookies_of(client)]), file=self._child.stdin, flush=True)
        status, body, kept = json.loads(self._child.stdout.readline())
        return Shown(status, body.encode("latin-1"), {}, kept)

    def stop(self) -> None:
        self._child.communicate()


def main(database: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    import django

    django.setup(set_prefix=False)
    from django.db import connections

    server = Server()
    for line in sys.stdin:
        shown = server.ask_with(*json.loads(line))
        print(json.dumps([shown.status, shown.body.decode("latin-1"), shown.kept]), flush=True)
    server.stop()
    connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1])
