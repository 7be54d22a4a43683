"""What has come to somebody since they last looked: cases that others gave them, with the words that came along."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils import timezone

from caseload.models import Assignment, Case, Responsibility
from portal.audit import Action
from portal.models import AuditEvent, User

DAYS = 30


class Given(NamedTuple):
    case: Case
    as_what: str
    at: datetime
    by: str
    note: str


class _Row(NamedTuple):
    """How a case came to the user; not yet whether the user may see it."""

    case: str
    as_what: str
    at: datetime
    by: str
    note: str


def given_to(user: Any, today: date) -> list[Given]:
    """Cases that somebody else gave the user in the last month and that the user has not opened since, newest first."""
    since = today - timedelta(days=DAYS)
    rows = [*_responsible(user, since), *_helping(user, since)]
    opened = _last_opened(user, {row.case for row in rows}) if rows else {}
    fresh = [row for row in rows if row.case not in opened or opened[row.case] < row.at]
    return sorted(_seen(user, fresh), key=lambda given: (given.at, given.case.number), reverse=True) if fresh else []


def _seen(user: Any, rows: list[_Row]) -> Iterable[Given]:
    """With the cases, of those that are open and that the user may see, and the names of those who gave them."""
    found = Case.objects.visible_to(user).open().filter(number__in={row.case for row in rows}).select_related("person")
    cases = {case.number: case for case in found}
    names = {each.username: str(each) for each in User.objects.filter(username__in={row.by for row in rows})}
    for row in rows:
        if row.case in cases:
            yield Given(cases[row.case], row.as_what, row.at, names.get(row.by, ""), row.note)


def _responsible(user: Any, since: date) -> Iterable[_Row]:
    own = Responsibility.objects.unscoped("only the user's own; the cases are fetched with access")
    mine = own.filter(username=user.username, until=None, since__gte=since).exclude(given_by=user.username)
    return [_Row(row.case_id, "handläggare", row.given_at, row.given_by, row.note) for row in mine]


def _helping(user: Any, since: date) -> Iterable[_Row]:
    mine = Assignment.objects.filter(username=user.username, until=None, since__gte=since)
    return [_Row(row.case_id, row.role, _midnight(row.since), "", "") for row in mine]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _last_opened(user: Any, numbers: set[str]) -> dict[str, datetime]:
    read = AuditEvent.objects.filter(target_kind="case", target__in=numbers, actor=user.username, action=Action.READ)
    return dict(read.order_by().values("target").annotate(last=Max("at")).values_list("target", "last"))
