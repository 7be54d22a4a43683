"""A session is one meeting of an occasion's series."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from modelcluster.fields import ParentalKey

from portal.templatetags.swedish import klockan, veckodag


class Session(models.Model):
    """One meeting of the series. Its number in the series follows from the start times."""

    occasion = ParentalKey(
        "courses.Occasion", on_delete=models.CASCADE, related_name="sessions", verbose_name="kurstillfälle"
    )
    title = models.CharField("rubrik", max_length=120, blank=True)
    start = models.DateTimeField("börjar")
    end = models.DateTimeField("slutar")
    place = models.CharField(
        "annan plats", max_length=200, blank=True, help_text="Bara om just den här träffen är någon annanstans."
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A session that people know of is cancelled, not removed: calendars have to be told.
    is_cancelled = models.BooleanField("inställd", default=False)
    # The start that people have been reminded of; another start is reminded of anew.
    reminded_for = models.DateTimeField(null=True, editable=False)
    deviation = models.CharField(
        "avvikelse från planen", max_length=500, blank=True, help_text="Skriv inget om enskilda deltagare."
    )

    class Meta:
        verbose_name = "träff"
        verbose_name_plural = "träffar"
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start", condition=Q(end__gt=models.F("start")),
                violation_error_message="Träffen ska sluta efter att den börjar.",
            ),
            models.UniqueConstraint(
                name="session_start_once", fields=["occasion", "start"],
                violation_error_message="Två träffar kan inte börja samtidigt.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{veckodag(self.start)} {klockan(self.start)}"

    @property
    def has_begun(self) -> bool:
        return self.start <= timezone.now()

    @property
    def hours(self) -> str:
        """kl. 13.15–16.00."""
        return f"{klockan(self.start)}–{timezone.localtime(self.end):%H.%M}"

    @property
    def where(self) -> str:
        return self.place or self.occasion.place
