"""What holds for a form besides its questions: who may work with what was sent, how long it is kept, where it goes.

Rows are kept by the form's key, not by its page: a page that is deleted takes no rule with it.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q


class FormAccessQuerySet(models.QuerySet["FormAccess"]):
    def condition(self, user: Any, right: str) -> Q:
        """The condition on submissions that the table opens to the user for the right."""
        rows = self.filter(group__user=user, right=right).values_list("form_key", "all_units")
        unit = user.unit.key if getattr(user, "unit", None) else None
        condition = Q(pk__in=[])
        for form_key, all_units in rows:
            if all_units:
                condition |= Q(version__form_key=form_key)
            elif unit:
                condition |= Q(version__form_key=form_key, unit=unit)
        return condition


class FormAccess(models.Model):
    """One right of one role on what was sent with one form: in the user's own unit, or in all."""

    class Right(models.TextChoices):
        READ = "read", "läsa"
        HANDLE = "handle", "handlägga (rätta, återta, försöka igen)"
        EXPORT = "export", "ta ut till fil"

    form_key = models.CharField("blankett", max_length=40)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", verbose_name="roll")
    right = models.CharField("får", max_length=10, choices=Right.choices)
    all_units = models.BooleanField("i alla enheter", default=False)

    objects = FormAccessQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "åtkomst till blankett"
        verbose_name_plural = "åtkomster till blanketter"
        ordering = ["form_key", "right", "group__name"]
        constraints = [models.UniqueConstraint(fields=["form_key", "group", "right"], name="form_access_once")]

    def __str__(self) -> str:
        return f"{self.form_key}: {self.group} får {self.get_right_display()}"


class FormRules(models.Model):
    class Retention(models.TextChoices):
        KEEP = "keep", "bevaras"
        YEARS_2 = "2y", "gallras efter 2 år"
        YEARS_5 = "5y", "gallras efter 5 år"
        YEARS_10 = "10y", "gallras efter 10 år"
        IN_CASE = "case", "följer ärendet"

    class Handover(models.TextChoices):
        NONE = "none", "lämnas inte över"
        WEBHOOK = "webhook", "skickas till ärendesystemet"
        FOLDER = "folder", "läggs som fil i en mapp"

    form_key = models.CharField("blankett", max_length=40, unique=True)
    retention = models.CharField("bevarande", max_length=10, choices=Retention.choices, default=Retention.IN_CASE)
    handover = models.CharField("överlämning", max_length=10, choices=Handover.choices, default=Handover.NONE)

    YEARS = {Retention.YEARS_2: 2, Retention.YEARS_5: 5, Retention.YEARS_10: 10}

    class Meta:
        default_permissions = ()
        verbose_name = "regler för blankett"
        verbose_name_plural = "regler för blanketter"

    def __str__(self) -> str:
        return self.form_key

    @property
    def years(self) -> int | None:
        """After how many years what was sent is due, or None when no time is set."""
        return self.YEARS.get(FormRules.Retention(self.retention))
