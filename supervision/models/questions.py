"""Questions from staff (F33), asked without client identity, and what happened to each: rows that are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.scoping import ScopedQuerySet
from supervision.models.choices import ChapterKey, Form, Quiet
from supervision.models.groups import Group, Supervisor


class Status(models.TextChoices):
    ASKED = "asked", "Väntar på svar"
    TAKEN = "taken", "Någon tittar på den"
    AGENDA = "agenda", "På dagordningen"
    ANSWERED = "answered", "Besvarad"
    WITHDRAWN = "withdrawn", "Återtagen"


OPEN = (Status.ASKED, Status.TAKEN, Status.AGENDA)


class QuestionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, those one answers, and those on the agenda of a group one belongs to."""
        on_agenda = QuestionEvent.objects.filter(
            question=OuterRef("pk"), status=Status.AGENDA, group__in=Group.objects.with_member(user)
        )
        mine = Q(asker=user) | Q(Exists(on_agenda))
        return self.filter(mine | self._answerable(user)).scoped()

    def asked_by(self, user: Any) -> Self:
        return self.filter(asker=user).scoped()

    def answerable_by(self, user: Any) -> Self:
        """Advisers answer everybody; a supervisor answers the groups they lead."""
        return self.filter(self._answerable(user)).scoped()

    def counted_for(self, user: Any) -> Self:
        """For sums: those one answers, of the groups one counts, and for a unit's digest its staff's. Not for reading."""
        which = self._answerable(user) | Q(group__in=Group.objects.counted_for(user))
        if user.may("supervision.read_unit_digest") and user.unit_id:
            which |= Q(asker__unit_id=user.unit_id)
        return self.filter(which).scoped()

    def _answerable(self, user: Any) -> Q:
        if user.may("supervision.answer_questions"):
            return Q(pk__isnull=False)  # an empty Q would say nothing beside "or"
        if not user.may("supervision.log_sessions"):
            return Q(pk=None)
        leads = Supervisor.objects.on(timezone.localdate()).filter(group_id=OuterRef("group_id"), person=user)
        return Q(Exists(leads))

    def with_status(self, at: datetime | None = None) -> Self:
        """Adds `status`, `agenda_group` and `taker` as they were at the moment."""
        events = QuestionEvent.objects.filter(question=OuterRef("pk")).order_by("-at", "-pk")
        if at is not None:
            events = events.filter(at__lte=at)
        return self.annotate(
            status=Coalesce(Subquery(events.values("status")[:1]), models.Value(Status.ASKED.value)),
            agenda_group=Subquery(events.values("group_id")[:1]),
            taker=Subquery(events.values("by_id")[:1]),
        )

    def open(self) -> Self:
        """Not answered or withdrawn; urgent ones first, then those that have waited longest."""
        return self.with_status().filter(status__in=OPEN).order_by("-is_urgent", "asked_at", "pk")

    def on_agenda(self, group: Group, at: datetime) -> Self:
        waiting = self.filter(asked_at__lte=at).with_status(at).filter(status=Status.AGENDA, agenda_group=group.pk)
        return waiting.order_by("-is_urgent", "asked_at", "pk")


class Question(Quiet):
    Status = Status

    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervision_questions", verbose_name="vem"
    )
    text = models.TextField("fråga", max_length=2000)
    is_urgent = models.BooleanField("brådskande", default=False)
    wanted_form = models.CharField("önskad form", max_length=8, choices=Form, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="grupp"
    )
    chapter = ChapterKey(null=True, blank=True, verbose_name="kapitel i handboken")
    asked_at = models.DateTimeField("ställd", default=timezone.now)
    # Made when the form is shown: sending the same form twice gives one question.
    key = models.UUIDField(unique=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "fråga till handledare"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="question_has_text")]

    def __str__(self) -> str:
        return f"Fråga {self.pk}"

    @property
    def status_label(self) -> str:
        return Status(self.current_status).label

    @property
    def current_status(self) -> str:
        """Told by the last event; a queryset with `with_status` has it at hand."""
        if hasattr(self, "status"):
            return self.status
        last = self.events.last()
        return last.status if last else Status.ASKED

    @property
    def is_open(self) -> bool:
        return self.current_status in OPEN


class QuestionEvent(Quiet):
    """Something that happened to a question: the asker reads these."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="events")
    status = models.CharField("läge", max_length=10, choices=Status)
    text = models.TextField("svar", max_length=4000, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Status.AGENDA) | Q(group__isnull=False), name="agenda_event_has_group"
            ),
            models.CheckConstraint(condition=~Q(status=Status.ANSWERED) | ~Q(text=""), name="answer_event_has_text"),
        ]
        indexes = [models.Index(fields=["question", "-at", "-id"], name="question_event_last")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.status}"
