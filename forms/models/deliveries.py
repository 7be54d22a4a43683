"""What is to be handed over to the municipality's main case system: one row for each submission and way."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forms.models.rules import FormRules
from forms.models.submissions import Submission


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=Delivery.State.QUEUED, due_at__lte=now).order_by("due_at", "pk")

    def late(self) -> Self:
        """What was tried and has not arrived."""
        return self.filter(state__in=[Delivery.State.QUEUED, Delivery.State.SENDING], attempts__gt=0).order_by("pk")

    def stuck(self, before: datetime) -> Self:
        """What a process began to hand over and never told the end of."""
        return self.filter(state=Delivery.State.SENDING, claimed_at__lt=before)


class Delivery(models.Model):
    """Never given up: after the last quick try it is tried once a day until it arrives or somebody stops it."""

    class State(models.TextChoices):
        QUEUED = "queued", "väntar"
        SENDING = "sending", "lämnas över"
        DONE = "done", "överlämnad"
        STOPPED = "stopped", "stoppad"

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="deliveries")
    way = models.CharField("sätt", max_length=10, choices=FormRules.Handover.choices)
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField("försök", default=0)
    due_at = models.DateTimeField("nästa försök", default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField("klar", null=True)
    note = models.CharField("anmärkning", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "överlämning"
        verbose_name_plural = "överlämningar"
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_state_due")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "way"], name="delivery_once_each_way"),
            models.CheckConstraint(
                name="delivery_ends_with_its_state",
                condition=Q(state__in=["queued", "sending"], ended_at=None)
                | Q(state__in=["done", "stopped"], ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.get_state_display()}"
