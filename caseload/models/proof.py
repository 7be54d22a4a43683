from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A proof that has not ended after so long was cut off with its process.
CUT_OFF = timedelta(hours=6)


class ProofQuerySet(models.QuerySet["Proof"]):
    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def cut_off(self, now: datetime) -> Self:
        return self.filter(ended_at=None, at__lt=now - CUT_OFF)


class Proof(models.Model):
    """One run of the verifying rebuild. The newest is shown to those who look after the installation.

    The nightly ones carry the date of their night, once each: several processes may all begin, and one of them does it.
    """

    at = models.DateTimeField("började", default=timezone.now)
    night = models.DateField("natt", null=True, unique=True)
    ended_at = models.DateTimeField("slutade", null=True)
    submissions = models.PositiveIntegerField("blanketter", default=0)
    sha256 = models.CharField("fingeravtryck", max_length=64, blank=True)
    equal = models.BooleanField("lika", null=True)
    # Tables and keys of the first that differ, never values.
    differing = models.JSONField("skiljer sig", default=list)
    differing_count = models.PositiveIntegerField("antal som skiljer sig", default=0)
    fault = models.CharField("fel", max_length=100, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "bevis"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="proof_ends_with_an_answer",
                condition=Q(ended_at=None, equal=None) | Q(ended_at__isnull=False, equal__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.outcome}"

    @property
    def outcome(self) -> str:
        if self.equal is None:
            return "pågår eller avbröts"
        return "lika" if self.equal else "olika"

    @property
    def seconds(self) -> int | None:
        return round((self.ended_at - self.at).total_seconds()) if self.ended_at else None

    def is_old(self, today: date) -> bool:
        """Whether the proof should have been followed by another: two nights have passed."""
        return timezone.localdate(self.at) < today - timedelta(days=2)
