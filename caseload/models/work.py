"""Who had the case when, and the lists that a member of staff has saved."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models.cases import Case
from caseload.models.rows import OfCaseQuerySet


class Responsibility(models.Model):
    """One handläggare's time with a case: from whom it came, with which words, and until when."""

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="responsibilities")
    username = models.CharField("handläggare", max_length=150, db_index=True)
    since = models.DateField("från")
    until = models.DateField("till", null=True)
    given_at = models.DateTimeField("lämnat")
    given_by = models.CharField("lämnat av", max_length=150, blank=True)
    note = models.TextField("överlämning", blank=True)

    objects = OfCaseQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "handläggning"
        default_permissions = ()
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(until=None), name="one_responsible_a_case"),
        ]

    def __str__(self) -> str:
        return self.key


class SavedFilter(models.Model):
    """Choices of the case list that somebody has given a name. Holds no name of a client and nothing that was typed
    but its own name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_filters")
    name = models.CharField("namn", max_length=60)
    choices = models.JSONField("val", default=dict)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "sparat urval"
        verbose_name_plural = "sparade urval"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name")]

    def __str__(self) -> str:
        return self.name
