"""Groups with their contract, who leads and who belongs to them when, and the sessions that are planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from portal.scoping import ScopedQuerySet
from supervision.models.choices import Form, Kind, Quiet

if TYPE_CHECKING:
    from supervision.models.agenda import Agenda
    from supervision.models.planned import PlannedSession


class PeriodQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Rows whose period covers the day; the last day is included."""
        return self.filter(covers(day))


def covers(day: Any, prefix: str = "") -> Q:
    """The condition that a period (`starts_on`–`ends_on`, both included, open at the end) covers `day`."""
    open_ended = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    return Q(**{f"{prefix}starts_on__lte": day}) & open_ended


class GroupQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Groups that the user leads or belongs to today, and those of the unit whose groups the user sets up."""
        today = timezone.localdate()
        mine = Q(Exists(Membership.objects.on(today).filter(group=OuterRef("pk"), person=user)))
        if user.may("supervision.log_sessions"):
            mine |= Q(Exists(Supervisor.objects.on(today).filter(group=OuterRef("pk"), person=user)))
        if user.may("supervision.manage_groups") and user.unit_id:
            mine |= Q(unit_id=user.unit_id)
        return self.filter(mine).scoped()

    def led_by(self, user: Any) -> Self:
        """Groups in which the user writes logs today."""
        if not user.may("supervision.log_sessions"):
            return self.none().scoped()
        today = timezone.localdate()
        leads = Supervisor.objects.on(today).filter(group=OuterRef("pk"), person=user)
        return self.filter(Exists(leads)).scoped()

    def managed_by(self, user: Any) -> Self:
        """Groups of the user's own unit, for those who set up groups."""
        if not (user.may("supervision.manage_groups") and user.unit_id):
            return self.none().scoped()
        return self.filter(unit_id=user.unit_id).scoped()

    def counted_for(self, user: Any) -> Self:
        """Groups whose sums the user may see: those one leads, and the unit's for those who read its digest."""
        leads = Supervisor.objects.on(timezone.localdate()).filter(group=OuterRef("pk"), person=user)
        which = Q(Exists(leads)) if user.may("supervision.log_sessions") else Q(pk=None)
        if user.may("supervision.read_unit_digest") and user.unit_id:
            which |= Q(unit_id=user.unit_id)
        return self.filter(which).scoped()

    def with_member(self, user: Any) -> Self:
        today = timezone.localdate()
        belongs = Membership.objects.on(today).filter(group=OuterRef("pk"), person=user)
        return self.filter(Exists(belongs)).scoped()


class Group(Quiet):
    """A group in handledning, and the contract that supervisor, group and organisation have agreed on."""

    name = models.CharField("gruppens namn", max_length=80, unique=True)
    unit = models.ForeignKey(
        "portal.Unit", on_delete=models.PROTECT, related_name="supervision_groups", verbose_name="enhet"
    )
    parties = models.CharField(
        "parter", max_length=200, help_text="Vilka har kommit överens: handledare, grupp, chef."
    )
    purpose = models.TextField("syfte", max_length=1000, help_text="Vad ska gruppen ha lärt sig eller klara bättre?")
    kind = models.CharField("slag", max_length=12, choices=Kind, default=Kind.METHOD)
    form = models.CharField("form", max_length=8, choices=Form, default=Form.GROUP)
    interval_weeks = models.PositiveSmallIntegerField("veckor mellan passen", default=3)
    agreed_sessions = models.PositiveSmallIntegerField("antal pass", default=8)
    usual_start = models.TimeField("vanlig starttid")
    usual_end = models.TimeField("vanlig sluttid")
    secrecy = models.TextField(
        "sekretess", max_length=1000, help_text="Vilken tystnadsplikt gäller, och vad får gå vidare till chefen?"
    )
    documented = models.TextField("vad som dokumenteras", max_length=1000)
    evaluation = models.CharField("utvärdering", max_length=300, help_text="När och hur ni utvärderar.")
    starts_on = models.DateField("gäller från")
    ends_on = models.DateField("gäller till och med", null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "handledningsgrupp"
        verbose_name_plural = "handledningsgrupper"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="group_period"),
            models.CheckConstraint(condition=Q(usual_end__gt=F("usual_start")), name="group_usual_time"),
            models.CheckConstraint(condition=Q(interval_weeks__range=(1, 52)), name="group_interval"),
        ]

    def __str__(self) -> str:
        return self.name

    def people_on(self, day: date) -> models.QuerySet:
        """Members on the day, in name order."""
        return _users().filter(Exists(Membership.objects.on(day).filter(group=self, person=OuterRef("pk"))))

    def people_since(self, day: date) -> models.QuerySet:
        """Everybody who has belonged to the group at some time since the day: those a late log may need to tick."""
        recent = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), group=self, person=OuterRef("pk"))
        return _users().filter(Exists(recent))

    def leaders_on(self, day: date) -> models.QuerySet:
        return _users().filter(Exists(Supervisor.objects.on(day).filter(group=self, person=OuterRef("pk"))))

    def next_planned(self, day: date) -> PlannedSession | None:
        """The first session from the day on that is neither cancelled nor already logged."""
        return self.planned_sessions.waiting().filter(date__gte=day).first()

    def date_after(self, day: date) -> date:
        """The next date by the contract's interval."""
        return day + timedelta(weeks=self.interval_weeks)

    def agenda(self, at: datetime | None = None) -> Agenda:
        """What the next session has to take up, or had to at an earlier moment: the same answer whenever it is asked."""
        from supervision.models.agenda import agenda_of

        return agenda_of(self, at or timezone.now())


def _users() -> models.QuerySet:
    from portal.models import User

    return User.objects.select_related("unit")


class Period(Quiet):
    """Somebody's time in a group, both days included."""

    starts_on = models.DateField("från")
    ends_on = models.DateField("till och med", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True


class Membership(Period):
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "medlemskap"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_period"
            ),
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(ends_on=None), name="membership_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on}"


class Supervisor(Period):
    """Who leads a group when. Somebody from outside the organisation sees only the logs they wrote themselves."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="supervisors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_external = models.BooleanField("extern handledare", default=False)

    class Meta:
        verbose_name = "handledare"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="supervisor_period"
            ),
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(ends_on=None), name="supervisor_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on}"
