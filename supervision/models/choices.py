"""The words of handledning that several models share."""

from typing import Any

from django.db import models


class Kind(models.TextChoices):
    CASE = "case", "Ärendehandledning"
    METHOD = "method", "Metodhandledning"
    PROCESS = "process", "Processhandledning"
    PEER = "peer", "Kollegial handledning"
    INDIVIDUAL = "individual", "Enskild handledning"


class Form(models.TextChoices):
    GROUP = "group", "Grupp"
    SINGLE = "single", "Individuellt"
    VIDEO = "video", "Video"


class ChapterKey(models.ForeignKey):
    """Points at a handbook page without binding it: a chapter may be deleted, and a signed log must not change then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"to": "wagtailcore.Page", "on_delete": models.DO_NOTHING, "db_constraint": False}
        kwargs.setdefault("related_name", "+")
        super().__init__(**kwargs)


class Quiet(models.Model):
    """Rows that Wagtail's reference index leaves alone: it would copy who spoke of what into a table of its own."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
