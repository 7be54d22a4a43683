"""A published form, for ever: number, canonical JSON, SHA-256. The database refuses to change or delete a row."""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from forms import guard
from forms.schema import Schema, fingerprint
from portal.kept.content import remembered


@lru_cache(maxsize=256)
def _schema(text: str) -> Schema:
    """The same text always says the same, so it is read once a process: a case page looks at forty forms."""
    return Schema.from_json(text)


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def in_force(self, key: str) -> "FormVersion | None":
        """The newest version of the form, or None when it was never published."""
        return self.filter(form_key=key).order_by("-number").first()

    def history(self, key: str) -> list[Schema]:
        """What all versions of the form have asked, the oldest first."""
        return [version.read() for version in self.filter(form_key=key).order_by("number")]

    def faults(self, schema: Schema) -> list[str]:
        """What stops the schema from being published as the form's next version, in Swedish sentences."""
        original = self.in_force(schema.original) if schema.original else None
        return guard.faults(schema, self.history(schema.key), original.read() if original else None)

    def newest_of_each(self) -> "FormVersionQuerySet":
        newest = self.filter(form_key=models.OuterRef("form_key")).order_by("-number").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).order_by("form_key")

    def publish(self, schema: Schema, *, by: str) -> "FormVersion":
        """Return the version that holds this schema: the one in force when nothing changed, else a new one.

        Raises ValidationError with Swedish sentences when the guard finds faults.
        """
        current = self.in_force(schema.key)
        if found := self.faults(schema):
            raise ValidationError(found)
        text = schema.to_json()
        if current and current.sha256 == fingerprint(text):
            return current
        return self.create(
            form_key=schema.key,
            number=current.number + 1 if current else 1,
            title=schema.title,
            schema=text,
            sha256=fingerprint(text),
            published_at=timezone.now(),
            published_by=by,
        )


def newest_versions() -> list["FormVersion"]:
    """Each form's newest version, in the order of their keys, remembered until a form is published. Change none of it."""
    return remembered("newest versions", lambda: list(FormVersion.objects.newest_of_each()))


def versions_named(keys: Iterable[int]) -> dict[int, "FormVersion"]:
    """Key → version. Most that is asked for was filled in with a form's newest version, and they are remembered."""
    newest = {version.pk: version for version in newest_versions()}
    older = set(keys) - newest.keys()
    return newest | (FormVersion.objects.in_bulk(older) if older else {})


class FormVersion(models.Model):
    form_key = models.CharField("blankett", max_length=40)
    number = models.PositiveIntegerField("version")
    title = models.CharField("namn", max_length=255)
    schema = models.TextField("frågor")
    sha256 = models.CharField("fingeravtryck", max_length=64)
    published_at = models.DateTimeField("publicerad")
    published_by = models.CharField("publicerad av", max_length=150)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "blankettversion"
        verbose_name_plural = "blankettversioner"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["form_key", "number"], name="form_version_number")]

    def __str__(self) -> str:
        return f"{self.form_key} version {self.number}"

    def read(self) -> Schema:
        return self._read

    @cached_property
    def _read(self) -> Schema:
        return _schema(self.schema)

    def shown(self, answers: dict[str, Any]) -> list[dict[str, Any]]:
        """Questions with answers, worded as in this version, for showing: `{"question": …, "value": …}`."""
        return [
            {"question": question, "value": answers[question.key]}
            for question in self.read().questions
            if question.is_asked and question.key in answers
        ]
