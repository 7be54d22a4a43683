"""What a reader found wrong or unclear on a page (F34)."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class RemarkQuerySet(models.QuerySet["Remark"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def answered_to(self, user: Any) -> Self:
        """The user's own that an editor has answered in the last month, the last first."""
        month_ago = timezone.now() - timedelta(days=30)
        return self.filter(by=user, closed_at__gte=month_ago).exclude(answer="").order_by("-closed_at")

    def made_since(self, moment: Any) -> Self:
        return self.filter(made_at__gte=moment)


class Remark(models.Model):
    """A suggestion to the handbook's editors. Who is not logged in leaves no trace but the words."""

    chapter = models.ForeignKey(
        "methods.ChapterPage", on_delete=models.CASCADE, related_name="remarks", verbose_name="sida"
    )
    version = models.ForeignKey("methods.Version", on_delete=models.PROTECT, related_name="+", verbose_name="version")
    text = models.TextField("vad som är fel eller oklart", max_length=2000)
    why = models.CharField("varför", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av"
    )
    made_at = models.DateTimeField("skickad", default=timezone.now)
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="avslutad av",
    )
    answer = models.CharField("svar", max_length=500, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "synpunkt på handboken"
        verbose_name_plural = "synpunkter på handboken"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="remark_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter} {self.made_at:%Y-%m-%d}"
