from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from caseload.models.cases import Assignment, Case
from caseload.models.people import Person
from portal.addresses import address
from portal.scoping import ScopedQuerySet


class OfCaseQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user)).scoped()


class TaskQuerySet(OfCaseQuerySet):
    def waiting_for(self, user: Any) -> Self:
        """Open ones: mine by name, or of my role in cases that I am responsible for or work with."""
        helping = Assignment.objects.filter(username=user.username, until=None).values("case")
        mine = Q(owner=user.username) | Q(owner="", case__responsible=user.username)
        mine |= Q(owner="", role__in=roles_of(user), case__in=helping)
        # SQLite makes a list of the visible cases first: of the open ones, or it would grow with all that ever was.
        return self.filter(mine, done_on=None, case__in=Case.objects.visible_to(user).open()).scoped()

    def by_due(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "key")


def roles_of(user: Any) -> set[str]:
    """The names of the user's roles, as tasks name who is to do them."""
    return {role.name for role in user.roles}


class Task(models.Model):
    """Something to do, made by an effect; done when another submission does it."""

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField("slag", max_length=40)
    title = models.CharField("uppgift", max_length=255)
    due_on = models.DateField("klart senast", null=True, db_index=True)
    role = models.CharField("ansvarig roll", max_length=60, blank=True)
    owner = models.CharField("ansvarig", max_length=150, blank=True)
    urgent = models.BooleanField("brådskar", default=False)
    done_on = models.DateField("klar", null=True)

    objects = TaskQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "uppgift"
        verbose_name_plural = "uppgifter"
        default_permissions = ()
        base_manager_name = "everything"

    def __str__(self) -> str:
        return self.key

    def is_overdue(self, today: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < today


class Stay(models.Model):
    """A boendeperiod: one person in one form of housing from a day to the day before `ended_on`."""

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stays")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stays")
    kind = models.CharField("boendeform", max_length=40)
    dwelling = models.CharField("lägenhet", max_length=40)
    started_on = models.DateField("inflyttad")
    ended_on = models.DateField("utflyttad", null=True)
    end_reason = models.CharField("slutorsak", max_length=40, blank=True)
    next_home = models.CharField("nästa boende", max_length=255, blank=True)
    landlord = models.CharField("hyresvärd", max_length=255, blank=True)
    rent = models.DecimalField("hyra", max_digits=10, decimal_places=2, null=True)
    notice = models.CharField("uppsägningstid", max_length=60, blank=True)
    decision = models.CharField("beslut", max_length=60, blank=True)
    decision_until = models.DateField("beslut gäller till", null=True)
    takeover_by = models.DateField("planerat övertagande senast", null=True)
    visit_interval = models.CharField("hembesök", max_length=30, blank=True)

    objects = OfCaseQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "boendeperiod"
        verbose_name_plural = "boendeperioder"
        default_permissions = ()
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_open_stay_a_person"),
            models.UniqueConstraint(fields=["dwelling"], condition=Q(ended_on=None), name="one_household_a_flat"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="stay_dates"),
        ]

    def __str__(self) -> str:
        return self.key


class ContactAttempt(models.Model):
    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contact_attempts")
    on = models.DateField("datum")
    way = models.CharField("sätt", max_length=30)
    result = models.CharField("resultat", max_length=255, blank=True)

    class Meta:
        verbose_name = "kontaktförsök"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class Event(models.Model):
    """A line of the timeline: one for each submission about the case."""

    key = models.CharField(primary_key=True, max_length=80)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("tid")
    title = models.CharField("händelse", max_length=255)
    text = models.CharField("i korthet", max_length=500, blank=True)
    by = models.CharField("av", max_length=200, blank=True)
    receipt = models.CharField("kvittonummer", max_length=12)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        default_permissions = ()
        indexes = [models.Index(fields=["case", "-at"], name="timeline")]

    def __str__(self) -> str:
        return self.key

    @property
    def url(self) -> str:
        """Where the submission is read that this line tells of."""
        return address("forms_submission", self.receipt) if self.receipt else ""


class Trace(models.Model):
    """Which submission, and which of its questions, wrote each value of a case.

    One row a case: a row for each value would be nine tenths of the database. `places` maps "table|row|field" to
    [receipt, question]; the question is empty for what an effect computed.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="trace")
    places = models.JSONField(default=dict)

    class Meta:
        verbose_name = "spår"
        default_permissions = ()

    def __str__(self) -> str:
        return self.case_id
