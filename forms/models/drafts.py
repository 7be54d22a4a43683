"""What is not sent yet: drafts, and printed sheets that come back filled in by hand."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from forms.models.versions import FormVersion


class DraftQuerySet(models.QuerySet["Draft"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(owner=user.username).exclude(owner="")

    def kept(self) -> Self:
        """Those that somebody saved; what the page saved by itself is offered on the form only, and fills no list."""
        return self.filter(was_saved=True)

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lt=now)

    def alive(self, now: datetime) -> Self:
        return self.filter(expires_at__gte=now)


class Draft(models.Model):
    """What was typed, unchecked, for one version. `key` is the key of the submission that will come of it."""

    key = models.UUIDField(unique=True)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="drafts", verbose_name="blankett")
    about = models.CharField("gäller", max_length=40, blank=True)
    # Staff find their drafts by account; everybody else by a link, of which only the fingerprint is kept.
    owner = models.CharField("användare", max_length=150, blank=True, db_index=True)
    token_sha256 = models.CharField(max_length=64, null=True, blank=True, unique=True)
    data = models.JSONField("skrivet", default=dict)
    was_saved = models.BooleanField("sparat", default=False)
    began_at = models.DateTimeField("påbörjat")
    changed_at = models.DateTimeField("ändrat")
    expires_at = models.DateTimeField("gäller till", db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "utkast"
        verbose_name_plural = "utkast"
        ordering = ["-changed_at"]
        constraints = [
            models.CheckConstraint(
                name="draft_is_found_by_account_or_link",
                condition=Q(owner="", token_sha256__isnull=False) | (~Q(owner="") & Q(token_sha256=None)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.changed_at:%Y-%m-%d}"


class Sheet(models.Model):
    """A form printed empty. Its number stands on the paper, in letters and as a QR code, and holds nothing personal."""

    number = models.CharField("blad", max_length=12, unique=True)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="sheets", verbose_name="blankett")
    about = models.CharField("gäller", max_length=40, blank=True)
    printed_by = models.CharField("utskrivet av", max_length=150)
    printed_at = models.DateTimeField("utskrivet")

    class Meta:
        default_permissions = ()
        verbose_name = "utskrivet blad"
        verbose_name_plural = "utskrivna blad"

    def __str__(self) -> str:
        return self.number
