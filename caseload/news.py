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


def given_to(user: Any, today: date) -> list[Given]:
    """Cases that somebody else gave the user in the last month and that the user has not opened since, newest first."""
    found = [*_responsible(user, today), *_helping(user, today)]
    opened = _last_opened(user, {given.case.number for given in found})
    fresh = [given for given in found if given.case.number not in opened or opened[given.case.number] < given.at]
    return sorted(fresh, key=lambda given: (given.at, given.case.number), reverse=True)


def _responsible(user: Any, today: date) -> Iterable[Given]:
    mine = Responsibility.objects.visible_to(user).filter(
        username=user.username, until=None, since__gte=today - timedelta(days=DAYS), case__closed_on=None
    )
    rows = list(mine.exclude(given_by=user.username).select_related("case__person"))
    names = {each.username: str(each) for each in User.objects.filter(username__in=[row.given_by for row in rows])}
    return [Given(row.case, "handläggare", row.given_at, names.get(row.given_by, ""), row.note) for row in rows]


def _helping(user: Any, today: date) -> Iterable[Given]:
    mine = Assignment.objects.filter(
        username=user.username, until=None, since__gte=today - timedelta(days=DAYS), case__closed_on=None
    )
    rows = mine.filter(case__in=Case.objects.visible_to(user)).select_related("case__person")
    return [Given(row.case, row.role, _midnight(row.since), "", "") for row in rows]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _last_opened(user: Any, numbers: set[str]) -> dict[str, datetime]:
    read = AuditEvent.objects.filter(target_kind="case", target__in=numbers, actor=user.username, action=Action.READ)
    return dict(read.order_by().values("target").annotate(last=Max("at")).values_list("target", "last"))
