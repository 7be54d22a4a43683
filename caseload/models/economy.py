"""Household economy: the ledger of debts, the budget, and the plan with its goals and small steps."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum

from caseload.models.cases import Case
from caseload.models.rows import OfCaseQuerySet, Stay


class DebtQuerySet(OfCaseQuerySet):
    def open(self) -> Self:
        return self.filter(settled_on=None)

    def new_rent(self, first: date, last: date) -> Self:
        """New rent debts: arisen in the period and after moving in. What was known before moving in never counts."""
        lived = Stay.everything.filter(person=OuterRef("case__person"), started_on__lte=OuterRef("arose_on"))
        return self.filter(Exists(lived), side=Debt.Side.NEW_RENT, arose_on__range=(first, last))

    def left(self) -> Decimal:
        return self.aggregate(left=Sum("balance"))["left"] or Decimal("0.00")


class Debt(models.Model):
    """One debt, as it stands now; how it came there is told by its states."""

    class Side(models.TextChoices):
        OLD_RENT = "gammal_hyra", "Gammal hyresskuld"
        NEW_RENT = "ny_hyra", "Ny hyresskuld"
        OTHER = "annan", "Andra skulder"

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="debts")
    creditor = models.CharField("borgenär", max_length=255)
    kind = models.CharField("typ", max_length=30)
    side = models.CharField("slag", max_length=20, choices=Side.choices, default=Side.OTHER)
    amount = models.DecimalField("från början", max_digits=12, decimal_places=2)
    balance = models.DecimalField("kvar", max_digits=12, decimal_places=2, default=Decimal("0.00"))
    status = models.CharField("status", max_length=30, blank=True)
    changed_on = models.DateField("senast ändrad", null=True)
    settled_on = models.DateField("klar", null=True)
    arose_on = models.DateField("uppkom", null=True)
    this_home = models.BooleanField("gäller bostaden nu", null=True)
    landlord = models.CharField("hyresvärd", max_length=255, blank=True)
    registered_on = models.DateField("noterad")

    objects = DebtQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "skuld"
        verbose_name_plural = "skulder"
        default_permissions = ()
        base_manager_name = "everything"
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="debt_left_is_not_negative")]

    def __str__(self) -> str:
        return self.key


class DebtState(models.Model):
    """A line of the ledger: what was noted, paid or left of a debt on a day."""

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="debt_states")
    debt = models.CharField("skuld", max_length=80)
    on = models.DateField("datum")
    status = models.CharField("status", max_length=30, blank=True)
    paid = models.DecimalField("betalt", max_digits=12, decimal_places=2, null=True)
    left = models.DecimalField("kvar", max_digits=12, decimal_places=2, null=True)
    note = models.TextField("anteckning", blank=True)

    class Meta:
        verbose_name = "skuldhändelse"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class BudgetLine(models.Model):
    """An income or a fixed expense a month. `budget` is the form that the line was written in."""

    class Way(models.TextChoices):
        IN = "in", "Pengar in"
        OUT = "ut", "Fasta utgifter"

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="budget_lines")
    budget = models.CharField("budget", max_length=12)
    on = models.DateField("datum")
    way = models.CharField("riktning", max_length=3, choices=Way.choices)
    kind = models.CharField("typ", max_length=30)
    amount = models.DecimalField("kronor", max_digits=12, decimal_places=2)
    pay_day = models.PositiveIntegerField("dag i månaden", null=True)

    class Meta:
        verbose_name = "budgetrad"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class GoalQuerySet(OfCaseQuerySet):
    def by_due(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "key")


class Goal(models.Model):
    """A goal of the plan. Its key is the key of its task too."""

    class Status(models.TextChoices):
        NEW = "ny", "Ny"
        GOING = "pagar", "Pågår"
        DONE = "klar", "Klar"
        STRUCK = "struken", "Struken"
        REPLACED = "ersatt", "Ersatt av en ny plan"

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="goals")
    title = models.CharField("mål", max_length=255)
    who = models.CharField("ansvarig", max_length=30, blank=True)
    set_on = models.DateField("satt")
    due_on = models.DateField("klart senast", null=True)
    status = models.CharField("läge", max_length=20, choices=Status.choices, default=Status.NEW)
    closed_on = models.DateField("avslutat", null=True)

    objects = GoalQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        default_permissions = ()
        base_manager_name = "everything"

    def __str__(self) -> str:
        return self.key


class SmallStep(models.Model):
    """A delsteg on the way to a goal, or a hemläxa; a hemläxa may stand by itself."""

    class Kind(models.TextChoices):
        STEP = "delsteg", "Delsteg"
        HOMEWORK = "laxa", "Läxa"

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="small_steps")
    goal = models.CharField("mål", max_length=80, blank=True)
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    title = models.CharField("steg", max_length=255)
    set_on = models.DateField("satt")
    due_on = models.DateField("klart senast", null=True)
    done_on = models.DateField("klar", null=True)

    class Meta:
        verbose_name = "delsteg"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
