"""Who is let in to, or kept out of, single cases besides what role, unit and assignment say.

These rows are decisions about access, not facts of a case, so no rebuild touches them. They name cases by number and
people by username, without foreign keys: a row outlives what it speaks of.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

EMERGENCY_TIME = timedelta(minutes=60)


class BlockQuerySet(models.QuerySet["Block"]):
    def standing(self) -> Self:
        return self.filter(lifted_at=None)


class Block(models.Model):
    """A member of staff is kept away from the person of a case, in all that person's cases, because of a relation.

    Law: 16-18 §§ förvaltningslagen (2017:900), jäv.
    """

    case = models.CharField("ärende", max_length=12, db_index=True)
    username = models.CharField("användare", max_length=150, db_index=True)
    reason = models.CharField("skäl", max_length=300)
    made_at = models.DateTimeField("från", default=timezone.now)
    made_by = models.CharField("beslutat av", max_length=150)
    lifted_at = models.DateTimeField("till", null=True)
    lifted_by = models.CharField("hävt av", max_length=150, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = "spärr"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "username"], condition=Q(lifted_at=None), name="one_standing_block"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="block_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="") | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="block_lifted_by_somebody",
            ),
            # Who is kept away does not let oneself in again.
            models.CheckConstraint(condition=~Q(lifted_by=F("username")), name="block_not_lifted_by_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.username}"


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Restriction(models.Model):
    """A case that only those with an assignment in it see: an employee, a relative of one, somebody much talked about."""

    case = models.CharField("ärende", max_length=12, db_index=True)
    reason = models.CharField("skäl", max_length=300)
    made_at = models.DateTimeField("från", default=timezone.now)
    made_by = models.CharField("beslutat av", max_length=150)
    ended_at = models.DateTimeField("till", null=True)
    ended_by = models.CharField("hävt av", max_length=150, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = "begränsat ärende"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_standing_restriction"),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="restriction_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.case


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def open_at(self, now: datetime) -> Self:
        return self.filter(began_at__lte=now, began_at__gt=now - EMERGENCY_TIME)

    def reviewable_by(self, user: Any) -> Self:
        """All for who checks the log; for a head of unit those of the unit's staff. Nobody reviews oneself."""
        if user.may("portal.read_audit_log"):
            return self.exclude(username=user.username)
        if user.may("caseload.review_emergency") and user.unit_id:
            return self.filter(Q(unit=user.unit.key) | Q(case_unit=user.unit.key)).exclude(username=user.username)
        return self.none()

    def waiting_first(self) -> Self:
        """Those that nobody has reviewed, then the reviewed, the newest of each first; the same on every database."""
        return self.order_by(F("reviewed_at").desc(nulls_first=True), "-began_at", "-pk")

    def unreviewed(self) -> Self:
        return self.filter(reviewed_at=None)


class Emergency(models.Model):
    """One case opened for one member of staff, for a short time, with the reason that was given; then it is reviewed.

    Law: 10 § lagen (2001:454): access is documented and checked.
    """

    class Outcome(models.TextChoices):
        NONE = "", "Inte granskad"
        JUSTIFIED = "befogad", "Befogad"
        UNJUSTIFIED = "obefogad", "Inte befogad"

    case = models.CharField("ärende", max_length=12, db_index=True)
    case_unit = models.CharField("ärendets enhet", max_length=40, blank=True)
    username = models.CharField("användare", max_length=150, db_index=True)
    unit = models.CharField("enhet", max_length=40, blank=True)
    roles = models.CharField("roller", max_length=300, blank=True)
    reason = models.CharField("skäl", max_length=300)
    began_at = models.DateTimeField("från")
    reviewed_at = models.DateTimeField("granskad", null=True)
    reviewed_by = models.CharField("granskad av", max_length=150, blank=True)
    outcome = models.CharField("bedömning", max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField("anteckning", max_length=500, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = "nödåtkomst"
        verbose_name_plural = "nödåtkomster"
        default_permissions = ()
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_says_why"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by="", outcome="", note="")
                | (Q(reviewed_at__isnull=False) & ~Q(reviewed_by="") & ~Q(outcome="") & ~Q(note="")),
                name="emergency_review_is_whole",
            ),
            models.CheckConstraint(condition=~Q(reviewed_by=F("username")), name="emergency_not_reviewed_by_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.username}"

    @property
    def until(self) -> datetime:
        return self.began_at + EMERGENCY_TIME

    def is_open(self, now: datetime) -> bool:
        return self.began_at <= now < self.until
