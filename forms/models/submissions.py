"""What was sent in. A submission is written once and never changed; what happened to it stands in `Processing`."""

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q

from forms.models.versions import FormVersion
from forms.visibility import rules_for
from portal.scoping import ScopedQuerySet


class SubmissionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and what the other apps' rules open (a case that one may read opens what was sent about it)."""
        return self.filter(rules_for(user) | Q(actor=user.username)).scoped()

    def in_order(self) -> Self:
        return self.order_by("received_at", "pk")

    def waiting(self) -> Self:
        return self.filter(processing__state=Processing.State.WAITING)

    def parked(self) -> Self:
        return self.filter(processing__state=Processing.State.PARKED)


class Submission(models.Model):
    """`content` is the canonical JSON of the answers, byte for byte as it was acknowledged."""

    key = models.UUIDField("nyckel", unique=True, editable=False)
    receipt = models.CharField("kvittonummer", max_length=12, unique=True)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="submissions")
    content = models.TextField("svar")
    content_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField("inkommen", db_index=True)
    # Who sent it, as text: an account that is removed later must not change what was sent.
    actor = models.CharField("inlämnad av", max_length=150, blank=True, db_index=True)
    actor_name = models.CharField("namn", max_length=200, blank=True)
    actor_roles = models.CharField("roller", max_length=300, blank=True)
    unit = models.CharField("enhet", max_length=40, blank=True)
    # What it is about, in the words of the app that reads it (a case number). This app does not know what it means.
    about = models.CharField("gäller", max_length=40, blank=True, db_index=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "inskickad blankett"
        verbose_name_plural = "inskickade blanketter"
        default_permissions = ()
        base_manager_name = "everything"
        indexes = [models.Index(fields=["received_at", "id"], name="submission_order")]

    everything = models.Manager()

    def __str__(self) -> str:
        return self.receipt

    @cached_property
    def _answers(self) -> dict[str, Any]:
        return json.loads(self.content)

    def answers(self) -> dict[str, Any]:
        return self._answers

    def shown(self) -> list[dict[str, Any]]:
        """The answers in the wording of the version that was filled in."""
        return self.version.shown(self.answers())


class Processing(models.Model):
    """Where a submission stands: exactly one row each. Nothing here expires."""

    class State(models.TextChoices):
        WAITING = "waiting", "väntar"
        PROCESSED = "processed", "behandlad"
        PARKED = "parked", "stannad"

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, primary_key=True, related_name="processing", verbose_name="blankett"
    )
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    reason = models.CharField("skäl", max_length=300, blank=True)
    attempts = models.PositiveIntegerField("försök", default=0)
    changed_at = models.DateTimeField("ändrad", auto_now=True)

    class Meta:
        verbose_name = "behandling"
        verbose_name_plural = "behandlingar"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(state="parked") | ~Q(reason=""), name="parked_says_why")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.get_state_display()}"
