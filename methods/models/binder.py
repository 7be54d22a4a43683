"""What has been printed of the handbook: numbers that stay, sheets with versions, and editions. Nothing personal.

A sheet is a leaf of paper with two pages. Its content is kept, so that a sheet that somebody has in a binder can be
told from today's, whatever has become of the pages since. Made by methods.binder.actions, never changed by hand.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Place(models.Model):
    """A number in the binder, as 3 or 3.2a. It belongs to one page for ever; `key` is empty when that page left it."""

    key = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - several are without
    number = models.CharField("nummer", max_length=20, unique=True)
    digest = models.CharField("det som ligger i pärmen", max_length=64, blank=True)

    class Meta:
        verbose_name = "plats i pärmen"
        verbose_name_plural = "platser i pärmen"
        default_permissions = ()

    def __str__(self) -> str:
        return self.number


class Edition(models.Model):
    """A day when what would be printed had become different from before."""

    number = models.PositiveIntegerField("nummer", unique=True)
    made_at = models.DateTimeField("gjord", default=timezone.now)

    class Meta:
        ordering = ["number"]
        verbose_name = "utgåva"
        verbose_name_plural = "utgåvor"
        default_permissions = ()

    def __str__(self) -> str:
        return f"Utgåva {self.number}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    def current(self) -> Self:
        return self.filter(until=None)

    def in_edition(self, number: int) -> Self:
        """The sheets of a binder that was printed as that edition."""
        return self.filter(Q(until=None) | Q(until__number__gt=number), since__number__lte=number)

    def readable_by(self, user: Any) -> Self:
        """The sheets that the user could print while they were in force; the same rule as for the pages."""
        reads_all = user.is_authenticated and user.may("methods.read_staff_pages")
        return self if reads_all else self.filter(public=True)


class Sheet(models.Model):
    """One leaf as it was from one edition to another.

    Another date of review, or that others may read it, is a new row but the same version: what it says still holds.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="sheets", verbose_name="plats")
    no = models.PositiveSmallIntegerField("blad")
    version = models.PositiveIntegerField("version")
    title = models.CharField("rubrik", max_length=255)
    content_hash = models.CharField(max_length=64)
    content: Any = models.JSONField("innehåll")
    review_on = models.DateField("granskas senast", null=True)
    public = models.BooleanField("för alla")
    since = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", verbose_name="från")
    until = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="till")

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "blad i pärmen"
        verbose_name_plural = "blad i pärmen"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["place", "no"], condition=Q(until=None), name="sheet_one_is_current"),
            models.UniqueConstraint(fields=["place", "no", "since"], name="sheet_once_in_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.label}.{self.version}"

    @property
    def label(self) -> str:
        """Says where in the binder it sits: 3.2-1."""
        return f"{self.place.number}-{self.no}"

    @property
    def id_on_paper(self) -> str:
        """Says which sheet of all that ever sat there: 3.2-1.4."""
        return f"{self.label}.{self.version}"
