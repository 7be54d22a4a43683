"""What was agreed in a session: what, who, when. What has become of it is told by rows that are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.scoping import ScopedQuerySet
from supervision.models.choices import Quiet
from supervision.models.sessions import SupervisionSession


class State(models.TextChoices):
    OPEN = "open", "Öppen"
    DONE = "done", "Klar"
    DROPPED = "dropped", "Inte längre aktuell"


class AgreementQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of signed sessions one may read, and those one is to do."""
        sessions = SupervisionSession.objects.visible_to(user).signed()
        own = Q(who=user, session__signed_at__isnull=False)
        return self.filter(Q(session__in=sessions) | own).scoped()

    def of(self, user: Any) -> Self:
        """What one is to do oneself: part of what is visible, without asking which sessions one may read."""
        return self.filter(who=user, session__signed_at__isnull=False).scoped()

    def with_state(self, at: datetime | None = None) -> Self:
        """Adds `state` as it was at the moment."""
        changes = AgreementChange.objects.filter(agreement=OuterRef("pk")).order_by("-at", "-pk")
        if at is not None:
            changes = changes.filter(at__lte=at)
        return self.annotate(state=Coalesce(Subquery(changes.values("state")[:1]), models.Value(State.OPEN.value)))

    def open(self, at: datetime | None = None) -> Self:
        """Agreed in a session that was signed by then, and neither done nor dropped by then; the soonest first."""
        agreed = self.filter(session__signed_at__lte=at or timezone.now())
        soonest: list[Any] = [models.F("due_on").asc(nulls_last=True), "pk"]
        return agreed.with_state(at).filter(state=State.OPEN).select_related("who", "session").order_by(*soonest)


class Agreement(Quiet):
    """Locked with its session: only what has become of it can be added, as an AgreementChange."""

    State = State

    session = models.ForeignKey(SupervisionSession, on_delete=models.CASCADE, related_name="agreements")
    what = models.CharField("vad", max_length=300)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervision_agreements",
        verbose_name="vem",
    )
    due_on = models.DateField("när", null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="agreement_says_what")]

    def __str__(self) -> str:
        return self.what

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()


class AgreementChange(Quiet):
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField("läge", max_length=8, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["agreement", "-at", "-id"], name="agreement_change_last")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.state}"
