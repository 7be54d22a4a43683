"""What was sent in. A submission is written once and never changed; what happened to it stands in `Processing`.

A correction or a withdrawal is a new submission that points at the one it replaces. All of them together are a chain
with one root; the last one of it that was processed is in force.
"""

import json
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from forms.models.rules import FormAccess
from forms.models.versions import FormVersion
from forms.visibility import closed_to, rules_for
from portal.scoping import ScopedQuerySet


class SubmissionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, what the form's own table of access opens, and what other apps open (a case that one may read)."""
        allowed = FormAccess.objects.condition(user, FormAccess.Right.READ)
        opened = self.filter(rules_for(user) | Q(actor=user.username) | allowed)
        return opened.exclude(closed_to(user)).scoped()

    def allowed_to(self, user: Any, right: str) -> Self:
        """What the form's own table of access lets the user read, handle or export."""
        return self.filter(FormAccess.objects.condition(user, right)).exclude(closed_to(user)).scoped()

    def in_force(self, until: datetime | None = None) -> Self:
        """The processed submissions that no later processed one replaces; withdrawals stand for nothing."""
        later = Submission.everything.filter(processing__state=Processing.State.PROCESSED, pk__gt=OuterRef("pk"))
        if until is not None:
            later = later.filter(received_at__lt=until)
        # Asked of each row: joined, SQLite starts from the state, which nearly every submission that ever came has.
        done = Processing.objects.filter(submission=OuterRef("pk"), state=Processing.State.PROCESSED)
        live = self.filter(Exists(done)).exclude(kind=Submission.Kind.WITHDRAWAL)
        return live.filter(~Exists(later.filter(root=Coalesce(OuterRef("root"), OuterRef("pk")))))

    def in_order_of_roots(self) -> Self:
        """A correction stands where what it corrects stood."""
        return self.order_by(Coalesce("root__received_at", "received_at"), Coalesce("root_id", F("pk")))

    def in_order(self) -> Self:
        return self.order_by("received_at", "pk")

    def waiting(self) -> Self:
        return self.filter(processing__state=Processing.State.WAITING)

    def parked(self) -> Self:
        return self.filter(processing__state=Processing.State.PARKED)


class Submission(models.Model):
    """`content` is the canonical JSON of the answers, byte for byte as it was acknowledged."""

    class Kind(models.TextChoices):
        NEW = "new", "ny"
        CORRECTION = "correction", "rättelse"
        WITHDRAWAL = "withdrawal", "återtagande"

    class Source(models.TextChoices):
        WEB = "web", "ifylld på webben"
        COUNTER = "counter", "ifylld av personal åt någon"
        PAPER = "paper", "inskriven från papper"

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
    kind = models.CharField("slag", max_length=10, choices=Kind.choices, default=Kind.NEW)
    source = models.CharField("källa", max_length=10, choices=Source.choices, default=Source.WEB)
    # The number of the printed sheet that was keyed in; a sheet is keyed in once.
    sheet = models.CharField("blad", max_length=12, null=True, blank=True, unique=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="ersätter"
    )
    root = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="chain", verbose_name="den första"
    )
    reason = models.CharField("skäl till ändringen", max_length=300, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "inskickad blankett"
        verbose_name_plural = "inskickade blanketter"
        default_permissions = ()
        base_manager_name = "everything"
        indexes = [models.Index(fields=["received_at", "id"], name="submission_order")]
        constraints = [
            models.CheckConstraint(
                name="submission_change_says_why",
                condition=Q(kind="new", replaces=None, root=None, reason="")
                | (
                    Q(kind__in=["correction", "withdrawal"], replaces__isnull=False, root__isnull=False)
                    & ~Q(reason="")
                ),
            ),
            models.CheckConstraint(
                name="submission_sheet_is_paper", condition=Q(sheet=None) | (Q(source="paper") & ~Q(sheet=""))
            ),
        ]

    everything = models.Manager()

    # Set where it was received when its form has no effects: nothing is left to carry out.
    finished_at_once = False
    # Whether it is about somebody with protected identity; None: not asked yet (forms/concealing.py).
    is_covered: bool | None = None
    # Whether the reader for whom it was marked is kept from what was written in own words.
    is_withheld = True

    def __str__(self) -> str:
        return self.receipt

    @property
    def first(self) -> "Submission":
        """The root of its chain: itself when it replaces nothing."""
        return self.root or self

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == self.Kind.WITHDRAWAL

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
