"""Messages out of the house: one row for each, written in the same transaction as what it tells of (portal/post)."""

import re
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

LINK = re.compile(r"https?://\S+")


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Self:
        """What is to be sent now, the oldest first."""
        return self.filter(state=Message.State.QUEUED, due__lte=now).order_by("due", "pk")

    def stuck(self, before: datetime) -> Self:
        """What a process began to send and never told the end of."""
        return self.filter(state=Message.State.SENDING, claimed_at__lt=before).order_by("pk")

    def about(self, *subjects: str) -> Self:
        return self.filter(about__in=subjects)


class Message(models.Model):
    class Channel(models.TextChoices):
        MAIL = "mail", "e-post"
        SMS = "sms", "sms"

    class State(models.TextChoices):
        QUEUED = "queued", "väntar"
        SENDING = "sending", "skickas"
        SENT = "sent", "skickat"
        FAILED = "failed", "gick inte fram"
        CANCELLED = "cancelled", "stoppat"

    # The same key is the same message: whoever queues it twice gets the first.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField("slag", max_length=40)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    channel = models.CharField("kanal", max_length=4, choices=Channel.choices)
    to = models.CharField("mottagare", max_length=254, blank=True)
    subject = models.CharField("ämne", max_length=150, blank=True)
    body = models.TextField("text", blank=True)
    calendar = models.TextField(blank=True)
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.QUEUED)
    due = models.DateTimeField("skickas tidigast")
    until = models.DateTimeField("skickas senast", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    # Sent once more after a crash, so that it may have arrived twice.
    was_resent = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    queued_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField("anmärkning", max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        verbose_name = "utskick"
        verbose_name_plural = "utskick"
        indexes = [models.Index(fields=["state", "due"], name="message_state_due")]
        constraints = [
            models.CheckConstraint(name="message_has_key", condition=~Q(key="")),
            models.CheckConstraint(
                name="message_ends_with_its_state",
                condition=Q(state__in=["queued", "sending"], ended_at=None)
                | Q(state__in=["sent", "failed", "cancelled"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_sending_is_claimed", condition=~Q(state="sending") | Q(claimed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def text(self) -> str:
        """What was written, without the personal links in it: who reads the log is not who got the message."""
        return LINK.sub("[länk]", self.body)

    def end(self, state: str, note: str = "") -> None:
        self.state, self.note, self.ended_at = state, note, timezone.now()
        self.save(update_fields=["state", "note", "ended_at"])
