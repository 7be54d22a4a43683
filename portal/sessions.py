"""Sessions in the database, read by a statement that is written out: every page of somebody logged in asks for one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.db import quick

LIVING = "SELECT {columns} FROM django_session own WHERE own.session_key = %s AND own.expire_date > %s"


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        now = quick.as_stored(Session, "expire_date", timezone.now())
        for session, _rest in quick.read(Session, LIVING, self.session_key, now):
            return session
        self._session_key = None
        return None
