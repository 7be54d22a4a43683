from typing import Any, Self

from django.db import models

from portal import identity
from portal.scoping import ScopedQuerySet

# The kinds of protection that are known and hide: name, number, ways to reach and place.
PROTECTED = ("sekretessmarkering", "skyddad_folkbokforing")

PROTECTED_NAME = "Skyddade personuppgifter"


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        from caseload.models.cases import Case

        return self.filter(cases__in=Case.objects.visible_to(user)).distinct().scoped()


class Person(models.Model):
    """Whom a case is about. One person may have several cases. Never searched but by name and number."""

    PERSONAL = ("name", "identity_number", "phone", "language", "protection")

    class Protection(models.TextChoices):
        NONE = "nej", "Nej"
        MARKED = "sekretessmarkering", "Sekretessmarkering"
        REGISTERED = "skyddad_folkbokforing", "Skyddad folkbokföring"
        UNKNOWN = "okant", "Okänt"

    key = models.CharField(primary_key=True, max_length=80)
    name = models.CharField("namn", max_length=255, blank=True)
    identity_number = models.CharField("personnummer", max_length=12, blank=True)
    identity_hash = models.CharField(max_length=64, blank=True, db_index=True)
    protection = models.CharField("skyddade personuppgifter", max_length=30, blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    safe_to_contact = models.CharField("säkert att ringa", max_length=10, blank=True)
    language = models.CharField("språk", max_length=60, blank=True)
    interpreter = models.BooleanField("tolk", null=True)
    household = models.PositiveIntegerField("hushållets storlek", null=True)
    children = models.PositiveIntegerField("barn under 18 år", null=True)

    objects = PersonQuerySet.as_manager()
    everything = models.Manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        default_permissions = ()
        base_manager_name = "everything"

    def __str__(self) -> str:
        return self.key[:12]

    @property
    def is_protected(self) -> bool:
        return self.protection in PROTECTED

    @property
    def shown_name(self) -> str:
        """The name as every list, page, print and file shows it."""
        return PROTECTED_NAME if self.is_protected else self.name or "Namn saknas"

    @property
    def masked_number(self) -> str:
        return f"{self.identity_number[:8]}-****" if self.identity_number else ""

    def name_keys(self) -> set[str]:
        return identity.name_hashes(self.name)


class NameKey(models.Model):
    """Keyed hash of a word of a person's name, or of two: exact look-up without a readable index."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_rows")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="name_word_once")]

    def __str__(self) -> str:
        return self.digest[:12]
