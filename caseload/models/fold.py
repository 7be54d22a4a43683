from django.db import models
from django.db.models import Q


class Fold(models.Model):
    """One row that stands with the projection, so that a restored backup knows too: which fold its rows come from."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    fingerprint = models.CharField("fingeravtryck", max_length=64)
    since = models.DateTimeField("sedan", auto_now=True)

    class Meta:
        verbose_name = "uträkning"
        default_permissions = ()
        constraints = [models.CheckConstraint(name="one_fold", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.fingerprint[:12]
