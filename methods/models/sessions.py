"""What the leader noted after a session of the boskola: how the plan held. Nothing about any participant."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SessionNote(models.Model):
    """One session held after a chapter's plan, with a mark for each of the plan's parts."""

    chapter = models.ForeignKey(
        "methods.ChapterPage",
        on_delete=models.SET_NULL,
        null=True,
        related_name="session_notes",
        verbose_name="sida",
    )
    version = models.ForeignKey("methods.Version", on_delete=models.PROTECT, related_name="+", verbose_name="version")
    on = models.DateField("träffens dag")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ledare")
    # One row for each part of the plan as it then stood: {"title": …, "minutes": …, "mark": "done"}.
    parts = models.JSONField("delar")
    learned = models.TextField("till nästa gång", max_length=1000, blank=True)
    made_at = models.DateTimeField("sparad", default=timezone.now)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "anteckning efter träff"
        verbose_name_plural = "anteckningar efter träffar"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["chapter", "on", "by"], name="session_note_once")]

    def __str__(self) -> str:
        return f"{self.chapter} {self.on:%Y-%m-%d}"

    @property
    def summary(self) -> str:
        """How many of the parts were done as planned."""
        done = sum(part["mark"] == "done" for part in self.parts)
        return f"{done} av {len(self.parts)} delar som planerat"
