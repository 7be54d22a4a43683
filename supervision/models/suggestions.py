"""A need of a change of method that came up in a session: goes to the handbook's editors, without the log."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.scoping import ScopedQuerySet
from supervision.models.choices import ChapterKey, Quiet
from supervision.models.sessions import SupervisionSession


class SuggestionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Editors see all; a supervisor sees what came from their own logs."""
        if user.may("methods.edit_handbook"):
            return self.scoped()
        return self.filter(by=user).scoped()

    def waiting(self) -> Self:
        return self.filter(answered_at=None)


class Suggestion(Quiet):
    session = models.OneToOneField(SupervisionSession, on_delete=models.PROTECT, related_name="suggestion")
    text = models.TextField("förslag", max_length=1500)
    chapter = ChapterKey(null=True, blank=True, verbose_name="kapitel")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField("svar från redaktionen", max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at", "at", "pk"]
        verbose_name = "förslag till handboken"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="suggestion_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Förslag {self.pk}"
