"""Files that were sent with a form: kept in the encrypted database itself, never in a folder that a server could serve.

So a file and the submission that it belongs to are one transaction, one backup and one key; there are no orphans.
"""

from datetime import datetime
from typing import Any, Self

from django.db import models

from forms.models.submissions import Submission


class UploadQuerySet(models.QuerySet["Upload"]):
    def staged(self, key: Any) -> Self:
        """What was uploaded to the form with this key and is not sent yet."""
        return self.filter(key=key, submission=None)

    def left_over(self, before: datetime) -> Self:
        """Uploaded to a form that was never sent."""
        return self.filter(submission=None, uploaded_at__lt=before)


class UploadManager(models.Manager.from_queryset(UploadQuerySet)):  # type: ignore[misc] # made at run time
    def get_queryset(self) -> models.QuerySet["Upload"]:
        return super().get_queryset().defer("data")


class Upload(models.Model):
    token = models.CharField(max_length=43, unique=True)
    key = models.UUIDField(db_index=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="uploads", verbose_name="blankett"
    )
    question = models.CharField("fråga", max_length=50)
    name = models.CharField("namn", max_length=150)
    content_type = models.CharField("typ", max_length=80)
    size = models.PositiveIntegerField("storlek")
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    uploaded_at = models.DateTimeField("uppladdad", db_index=True)

    objects = UploadManager()

    class Meta:
        default_permissions = ()
        verbose_name = "uppladdad fil"
        verbose_name_plural = "uppladdade filer"

    def __str__(self) -> str:
        return self.token

    def as_answer(self) -> dict[str, Any]:
        """What stands in the submission's content: enough to prove later that the file is the one that was sent."""
        return {"token": self.token, "name": self.name, "type": self.content_type, "size": self.size,
                "sha256": self.sha256}  # fmt: skip
