"""The weekly digest: counts of what one leads or is responsible for. It holds no text, no name and no client."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.scoping import ScopedQuerySet
from supervision.models.choices import Quiet


class DigestQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own only."""
        return self.filter(recipient=user).scoped()

    def unsent(self) -> Self:
        """Those whose mail has not left, of people who have an address and still work here."""
        reachable = self.filter(sent_at=None, recipient__is_active=True)
        return reachable.exclude(recipient__email="").select_related("recipient")


class Digest(Quiet):
    """One for each recipient and ISO week, however often the command runs."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    week = models.PositiveSmallIntegerField("vecka")
    counts = models.JSONField("antal")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-week"]
        verbose_name = "veckosammanfattning"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["recipient", "year", "week"], name="digest_once_a_week"),
            models.CheckConstraint(condition=Q(week__range=(1, 53)), name="digest_week"),
        ]

    def __str__(self) -> str:
        return f"Vecka {self.week} {self.year}"

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def time(self) -> timedelta:
        return timedelta(minutes=self.counts["minutes"])
