"""That a writer looked at a finding of the identity guard and said that it is not a client."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from supervision.models.choices import Quiet


class IdentityConfirmation(Quiet):
    """Rows are only added. No foreign key to the text, so that a discarded draft leaves the row standing.

    The text itself is not kept here, only a keyed hash of it.
    """

    object_kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    kind = models.CharField("slag", max_length=20)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["object_kind", "object_id", "fingerprint", "by"], name="confirmed_once")
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id} {self.kind}"
