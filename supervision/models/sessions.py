"""The log of a session (F32): a draft until it is signed, then locked here and by triggers in the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from portal.scoping import ScopedQuerySet
from supervision.models.choices import ChapterKey, Form, Kind, Quiet
from supervision.models.groups import Group, Membership, Supervisor, covers
from supervision.models.planned import PlannedSession

DRAFT_DAYS = 30
Day = date  # the models have a field of that name
DURATION = ExpressionWrapper(F("ends") - F("starts"), output_field=models.DurationField())


class LockedLog(RuntimeError):
    """A signed log is not changed; what was wrong is told in an addition."""


class Theme(Quiet):
    """What handledning is about; the office may add its own."""

    key = models.SlugField("nyckel", max_length=40, unique=True)
    name = models.CharField("namn", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("ordning", default=100)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "tema"
        verbose_name_plural = "teman"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class SupervisionSessionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own logs; signed ones of groups one leads from inside the organisation; those one took part in."""
        drafts_and_own = Q(supervisor=user) if user.may("supervision.log_sessions") else Q(pk=None)
        signed = Q(signed_at__isnull=False)
        return self.filter(drafts_and_own | (signed & (self._took_part(user) | self._leads(user)))).scoped()

    def _took_part(self, user: Any) -> Q:
        present = SupervisionSession.participants.through.objects.filter(
            supervisionsession_id=OuterRef("pk"), user_id=user.pk
        )
        member = Membership.objects.filter(covers(OuterRef("date")), group_id=OuterRef("group_id"), person=user)
        return Q(Exists(member)) | Q(Exists(present))

    def _leads(self, user: Any) -> Q:
        if not user.may("supervision.log_sessions"):
            return Q(pk=None)
        leads = Supervisor.objects.on(timezone.localdate()).filter(
            group_id=OuterRef("group_id"), person=user, is_external=False
        )
        return Q(Exists(leads))

    def countable_by(self, user: Any) -> Self:
        """Signed sessions for sums: one's own, of groups one leads from inside, of the unit whose digest one reads.

        Never for reading the texts.
        """
        which = (Q(supervisor=user) if user.may("supervision.log_sessions") else Q(pk=None)) | self._leads(user)
        if user.may("supervision.read_unit_digest") and user.unit_id:
            which |= Q(group__unit_id=user.unit_id)
        return self.filter(which).signed().scoped()

    def signed(self) -> Self:
        return self.filter(signed_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(signed_at=None)

    def for_list(self) -> Self:
        """Without the long texts, which a list does not show."""
        return self.select_related("group", "supervisor").defer("notes", "method_change")

    def keys(self) -> models.QuerySet:
        """Only the numbers, in the list's order: chosen from an index, without reading a log."""
        return self.values_list("pk", flat=True)

    def with_keys(self, keys: Iterable[int]) -> Self:
        """Those of a page whose numbers were chosen with `keys`, in the list's order."""
        return self.filter(pk__in=list(keys)).for_list()

    def between(self, first: date, last: date) -> Self:
        """Both days included."""
        return self.filter(date__range=(first, last))

    def stale_drafts(self, day: date) -> Self:
        """Drafts that nobody has touched for DRAFT_DAYS days."""
        return self.drafts().filter(saved_at__date__lt=day - timedelta(days=DRAFT_DAYS))

    def total(self) -> timedelta:
        return self.aggregate(total=Sum(DURATION))["total"] or timedelta()

    def per_group(self) -> list[dict[str, Any]]:
        """`{"group", "sessions", "time"}` for each group, by name."""
        rows = self.order_by().values("group_id", name=F("group__name"))
        return list(rows.annotate(sessions=Count("pk"), time=Sum(DURATION)).order_by("name"))

    def per_person(self, people: models.QuerySet) -> list[dict[str, Any]]:
        """`{"person_id", "sessions", "time"}` for those of `people` who took part, by name."""
        rows = self.filter(participants__in=people).order_by()
        counted = rows.values(person_id=F("participants__pk")).annotate(sessions=Count("pk"), time=Sum(DURATION))
        return list(counted.order_by("participants__first_name", "participants__last_name", "person_id"))

    def absent_from(self, people: models.QuerySet, *, since: date) -> models.QuerySet:
        """Those of `people` who took part in none of these sessions since the day, the day itself included.

        Adds `last_time`, the day of the newest of these sessions that they took part in.
        """
        newest = self.filter(participants=OuterRef("pk")).order_by("-date").values("date")[:1]
        rows = people.annotate(last_time=Subquery(newest))
        return rows.filter(Q(last_time=None) | Q(last_time__lt=since))

    def themes_by_month(self) -> list[dict[str, Any]]:
        """`{"month", "theme", "sessions"}`: in how many sessions of the month the theme was up."""
        rows = self.order_by().filter(themes__isnull=False).values(month=TruncMonth("date"), theme=F("themes__name"))
        return list(rows.annotate(sessions=Count("pk")).order_by("month", "theme"))


class SupervisionSession(Quiet):
    """What was talked about and agreed. A saved log without signature is the draft; there is one per writer and group."""

    # Made when the form is shown: sending the same form twice gives one log.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    planned = models.OneToOneField(
        PlannedSession, on_delete=models.PROTECT, null=True, blank=True, related_name="session"
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="handledare"
    )
    date = models.DateField("datum")
    starts = models.TimeField("från")
    ends = models.TimeField("till")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    form = models.CharField("form", max_length=8, choices=Form)
    participants = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="deltagare")
    guests = models.CharField("gäster", max_length=200, blank=True)
    unit = models.ForeignKey("portal.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="enhet")
    themes = models.ManyToManyField(Theme, related_name="+", verbose_name="teman")
    notes = models.TextField("frågor och slutsatser", max_length=8000, blank=True)
    method_change = models.TextField("behov av metodändring", max_length=1500, blank=True)
    closes_agreements = models.ManyToManyField("supervision.Agreement", related_name="closed_by", blank=True)
    closes_questions = models.ManyToManyField("supervision.Question", related_name="closed_by", blank=True)
    next_date = models.DateField("nästa tillfälle", null=True, blank=True)
    next_starts = models.TimeField("klockan", null=True, blank=True)
    is_declared_clean = models.BooleanField("texten innehåller inga personuppgifter om klienter", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    signed_at = models.DateTimeField("signerad", null=True, blank=True)

    objects = SupervisionSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-starts", "-pk"]
        verbose_name = "handledningspass"
        verbose_name_plural = "handledningspass"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_time"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | (Q(is_declared_clean=True) & ~Q(notes="")), name="session_signed_whole"
            ),
            models.UniqueConstraint(
                fields=["group", "supervisor"], condition=Q(signed_at=None), name="session_one_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-date"], name="session_group_date"),
            models.Index(fields=["supervisor", "-date"], name="session_supervisor_date"),
            # All that a list needs to choose its page: the rows themselves, with their long texts, are not read for it.
            models.Index(
                fields=["-date", "-starts", "-id", "group", "supervisor", "signed_at"], name="session_for_lists"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.date}"

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **options: Any) -> Self:
        session = super().from_db(db, field_names, values, **options)
        session._locked = "signed_at" in field_names and session.signed_at is not None
        return session

    def save(self, *args: Any, **kwargs: Any) -> None:
        if getattr(self, "_locked", False):
            raise LockedLog(f"Log {self.pk} is signed.")
        super().save(*args, **kwargs)
        self._locked = self.signed_at is not None

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def duration(self) -> timedelta:
        return datetime.combine(self.date, self.ends) - datetime.combine(self.date, self.starts)

    @property
    def cleaned_after(self) -> Day:
        """The last day on which an untouched draft remains."""
        return timezone.localdate(self.saved_at) + timedelta(days=DRAFT_DAYS)

    def missing(self) -> list[str]:
        """What a draft lacks before it can be signed, in the words of the form."""
        checks = (
            (self.notes.strip(), "frågor och slutsatser"),
            (self.themes.exists(), "minst ett tema"),
            (self.participants.exists(), "minst en deltagare"),
            (self.date <= timezone.localdate(), "ett datum som inte ligger framåt i tiden"),
        )
        return [words for is_there, words in checks if not is_there]

    def next_time(self) -> tuple[Day, time] | None:
        """When the group meets next, as the log says; the usual time when only the day was written."""
        return (self.next_date, self.next_starts or self.group.usual_start) if self.next_date else None


class ChapterMention(Quiet):
    """A handbook chapter that was talked about, bound to the version it had on that day."""

    session = models.ForeignKey(SupervisionSession, on_delete=models.CASCADE, related_name="chapters")
    page = ChapterKey(verbose_name="kapitel")
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    title = models.CharField("rubrik", max_length=255)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["session", "page"], name="chapter_mentioned_once")]

    def __str__(self) -> str:
        return self.title


class Addition(Quiet):
    """A correction of a signed log. Rows are only added (by trigger); the log itself stays as it was signed."""

    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="additions")
    reason = models.CharField("skäl", max_length=200)
    text = models.TextField("tillägg", max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "tillägg"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(reason="") & ~Q(text=""), name="addition_has_reason")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.at:%Y-%m-%d}"
