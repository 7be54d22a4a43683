from django.db import models


class Change(models.Model):
    """How many times something of a kind has changed. Only triggers in the database count it up (portal/db/changes.py)."""

    kind = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "ändring"
        verbose_name_plural = "ändringar"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
