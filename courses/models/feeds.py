import uuid

from django.conf import settings
from django.db import models

from courses import codes


class CalendarFeed(models.Model):
    """The secret address of one's own courses, for a calendar program. The address is computed; a hash is stored."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"kalender {self.pk}"

    @property
    def token(self) -> str:
        return codes.token_of(self.key)
