"""Keeps rendered pages and answers with them before Django is asked. Nothing outlives what it was made from.

A page is kept for: host and scheme, address, the roles of its readers, and the `state` that the page itself named. It
is shown only while the counters of portal/db/changes.py stand as before it was rendered, and on the same day. Names and
form tokens are never kept. Who the reader is was found by Django itself, and holds for as long as nothing about people
or sessions has changed and the session has not ended.
"""

import logging
import re
import threading
import time
from collections import OrderedDict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from portal.db.changes import missing_triggers
from portal.kept import ONLY_KEPT, states_of
from portal.kept.bodies import Body, body_of, masked
from portal.kept.moments import Moment, Moments

logger = logging.getLogger(__name__)
SECRET = re.compile(r"[A-Za-z0-9]{32}")
LEFT_OUT = {"content-length", "content-encoding"}
LARGEST = 400_000
READERS = 500


class Reader(NamedTuple):
    """Whom a session belongs to, as Django found at the moment `people`."""

    user: int
    name: bytes
    roles: str
    ends: float
    people: int


class Page(NamedTuple):
    body: Body
    headers: list[tuple[str, str]]
    content: int
    day: date


class Answer(NamedTuple):
    body: bytes
    headers: list[tuple[str, str]]


class Found(NamedTuple):
    """What one reader gets, who asks in one way, for as long as nothing has changed since the moment."""

    body: Body
    headers: list[tuple[str, str]]
    name: bytes
    secret: bytes
    is_gzipped: bool
    moment: Moment
    until: float

    def answer(self) -> Answer:
        return Answer(self._content(), self.headers.copy())

    def _content(self) -> bytes:
        token = masked(self.secret) if self.secret else b""
        return self.body.gzipped(self.name, token) if self.is_gzipped else self.body.plain(self.name, token)

    def complete(self) -> "Found":
        """With the headers that are the same each time, for the token is always as long."""
        encoding = [("Content-Encoding", "gzip")] if self.is_gzipped else []
        length = ("Content-Length", str(len(self._content())))
        return self._replace(headers=[*self.headers, *encoding, length])


class Store:
    def __init__(self, largest: int = 12 * 1024 * 1024) -> None:
        self._moments = Moments()
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._readers: OrderedDict[str, Reader] = OrderedDict()
        self._states: dict[int, tuple[int, int, dict[str, str]]] = {}
        self._found: dict[tuple[str | None, ...], Found] = {}
        self._found_at: Moment | None = None
        self._paths: set[str] = set()
        self._size, self._largest = 0, largest
        self._lock = threading.Lock()
        self._is_on: bool | None = None

    def moment(self) -> Moment | None:
        """Taken before a page is rendered, so that a change while it is rendered makes the page invalid."""
        if self._is_on is None:
            missing = missing_triggers()
            self._is_on = not missing
            if missing:
                logger.error("Pages are not kept: the database lacks %d triggers.", len(missing))
        return self._moments.now() if self._is_on else None

    def find(self, environ: dict[str, Any]) -> Answer | None:
        """The answer, when one is kept that holds for this reader at this moment; else None, and Django answers."""
        if (
            environ["PATH_INFO"] not in self._paths
            or environ["REQUEST_METHOD"] != "GET"
            or environ.get("QUERY_STRING")
        ):
            return None
        if ONLY_KEPT in environ and not self._moments.come_at_once:
            return None
        moment = self.moment()
        if moment is None:
            return None
        # All of a request that decides what the answer is.
        get = environ.get
        asked = (
            environ["PATH_INFO"], get("HTTP_COOKIE"), get("HTTP_ACCEPT_ENCODING"), get("HTTP_HOST"),
            get("HTTP_X_FORWARDED_PROTO"), get("wsgi.url_scheme"),
        )  # fmt: skip
        found = self._found.get(asked)
        if found is None or found.moment != moment or found.until <= time.time():
            found = self._look(environ, moment)
            if found is None:
                return None
            self._remember(asked, found)
        return found.answer()

    def _remember(self, asked: tuple[str | None, ...], found: Found) -> None:
        """Until something changes: what no longer holds would only keep old pages in memory."""
        if found.moment != self._found_at or len(self._found) > READERS:
            self._found, self._found_at = {}, found.moment
        self._found[asked] = found

    def _look(self, environ: dict[str, Any], moment: Moment) -> Found | None:
        cookies = _cookies(environ.get("HTTP_COOKIE", ""))
        if cookies is None or "messages" in cookies:
            return None
        session = cookies.get(settings.SESSION_COOKIE_NAME)
        if session is None:
            return self._holding(environ, moment, None, "", "")
        reader = self._readers.get(session)
        secret = cookies.get(settings.CSRF_COOKIE_NAME, "")
        if reader is None or reader.people != moment.people or reader.ends <= time.time():
            return None
        if not SECRET.fullmatch(secret):
            return None
        states = self._states_of(reader.user, moment, ONLY_KEPT in environ)
        if states is None:
            return None
        return self._holding(environ, moment, reader, secret, states.get(environ["PATH_INFO"], ""))

    def _holding(
        self, environ: dict[str, Any], moment: Moment, reader: Reader | None, secret: str, state: str
    ) -> Found | None:
        """The page that is kept for such a reader, if it still holds."""
        page = self._pages.get(_key(environ, environ["PATH_INFO"], reader.roles if reader else "", state))
        if page is None or page.content != moment.content or page.day != timezone.localdate():
            return None
        midnight = timezone.make_aware(datetime.combine(page.day + timedelta(days=1), datetime.min.time())).timestamp()
        until = min(midnight, reader.ends) if reader else midnight
        is_gzipped = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        name = reader.name if reader else b""
        return Found(page.body, page.headers, name, secret.encode(), is_gzipped, moment, until).complete()

    def _states_of(self, user: int, moment: Moment, at_once: bool) -> dict[str, str] | None:
        """None when they would have to be looked up and nobody may wait for it."""
        kept = self._states.get(user)
        if at_once and (kept is None or kept[:2] != (moment.personal, moment.content)):
            return None
        if kept is None or kept[:2] != (moment.personal, moment.content):
            kept = (moment.personal, moment.content, states_of(user))
            if len(self._states) > READERS:
                self._states.clear()
            self._states[user] = kept
        return kept[2]

    def keep(self, moment: Moment, request: Any, response: Any, content: bytes) -> None:
        """Keep a page that may be kept, and who its reader is. `content` is the page before any compression."""
        if not _may_be_kept(request, response) or len(content) > LARGEST:
            return
        user = request.user
        name = escape(str(user)).encode() if user.is_authenticated else b""
        body = body_of(content, name)
        if body is None or (not name and body.holes):
            return
        headers = [(key, value) for key, value in response.items() if key.lower() not in LEFT_OUT]
        roles = f"{user.role_names}|" if user.is_authenticated else ""
        key = _key(request.META, request.META["PATH_INFO"], roles, response.kept_state)
        with self._lock:
            self._put(key, Page(body, headers, moment.content, timezone.localdate()))
            if user.is_authenticated:
                ends = request.session.get_expiry_date().timestamp()
                self._readers[request.session.session_key] = Reader(user.pk, name, roles, ends, moment.people)
                while len(self._readers) > READERS:
                    self._readers.popitem(last=False)

    def _put(self, key: tuple[str, ...], page: Page) -> None:
        """The newest last; the oldest make room."""
        old = self._pages.pop(key, None)
        self._size += page.body.size - (old.body.size if old else 0)
        self._pages[key] = page
        self._paths.add(key[2])
        while self._size > self._largest and len(self._pages) > 1:
            _oldest, gone = self._pages.popitem(last=False)
            self._size -= gone.body.size
            self._found = {}


def _key(environ: dict[str, Any], path: str, roles: str, state: str) -> tuple[str, ...]:
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", "") + environ.get("wsgi.url_scheme", "")
    return scheme, environ.get("HTTP_HOST", ""), path, roles, state


def _cookies(header: str) -> dict[str, str] | None:
    """None for what only a real parser should read."""
    if '"' in header:
        return None
    pairs = (each.partition("=") for each in header.split(";")) if header else ()
    return {name.strip(): value.strip() for name, _equals, value in pairs}


def _may_be_kept(request: Any, response: Any) -> bool:
    """A whole page of the ordinary kind, without anything that is meant for this one answer only."""
    if response.status_code != 200 or request.method != "GET" or request.META.get("QUERY_STRING"):
        return False
    # Django sends the cookie of the forms again to renew it; any other cookie is for this reader only.
    if set(response.cookies) - {settings.CSRF_COOKIE_NAME}:
        return False
    if getattr(request, "is_preview", False):
        return False
    messages = getattr(request, "_messages", None)
    return messages is None or not (messages.used or messages.added_new)
