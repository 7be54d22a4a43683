"""Sessions that are planned: a series by the group's contract, each of which can be moved or cancelled."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from supervision.models.choices import Quiet
from supervision.models.groups import Group

HELD = Q(session__signed_at__isnull=False)
CANCELLED = Q(cancelled_at__isnull=False)


class PlannedSessionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Neither cancelled nor logged and signed."""
        return self.filter(cancelled_at=None).exclude(session__signed_at__isnull=False)

    def between(self, first: date, last: date) -> Self:
        """Both days included."""
        return self.filter(date__range=(first, last))

    def due(self) -> Self:
        """Those that could have been held: the days before today, and what was held today already."""
        return self.filter(Q(date__lt=timezone.localdate()) | HELD)

    def held(self) -> Self:
        return self.filter(HELD)

    def closest_to(self, day: date, starts: time) -> PlannedSession | None:
        """Which of the day's waiting sessions a log is about: the one that starts nearest."""
        same_day: list[Any] = list(self.waiting().filter(date=day))
        return min(same_day, key=lambda each: abs(_minutes(each.starts) - _minutes(starts)), default=None)

    def per_group(self) -> list[dict[str, Any]]:
        """`{"group_id", "name", "planned", "held", "cancelled"}` by name; what is cancelled is not among the planned."""
        rows = self.order_by().values("group_id", name=F("group__name"))
        counted = rows.annotate(
            planned=Count("pk", filter=~CANCELLED),
            held=Count("pk", filter=HELD),
            cancelled=Count("pk", filter=CANCELLED),
        )
        return list(counted.order_by("name"))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


class PlannedSession(Quiet):
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="planned_sessions")
    date = models.DateField("datum")
    starts = models.TimeField("från")
    ends = models.TimeField("till")
    place = models.CharField("plats", max_length=120, blank=True)
    # Calendars replace an earlier file's event only when the number is higher.
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField("inställd", null=True, blank=True)

    objects = PlannedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts", "pk"]
        verbose_name = "planerat pass"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="planned_session_time"),
            models.UniqueConstraint(
                fields=["group", "date", "starts"], condition=Q(cancelled_at=None), name="planned_session_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.date}"

    @property
    def uid(self) -> str:
        """The same for all time and unlike any other installation's, without telling the row's number."""
        return f"{salted_hmac('supervision.calendar', str(self.pk)).hexdigest()[:32]}@metodparmen"

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.date, self.starts))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.date, self.ends))

    @property
    def is_held(self) -> bool:
        session = getattr(self, "session", None)
        return session is not None and session.is_signed

    @property
    def can_change(self) -> bool:
        return self.cancelled_at is None and not self.is_held
