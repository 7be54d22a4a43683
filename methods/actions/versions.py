"""Keeps what a chapter said. Called at each publication, and when a text or figure that it shares has changed."""

from django.db import models, transaction
from django.db.models import IntegerField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ReferenceIndex

from methods.canonical import digest
from methods.models import Amount, ChapterPage, Version
from portal.locks import lock
from portal.signals import page_text_changed


class Outdated(ValueError):
    """The page changed while somebody read it: what they saw is not what they would sign for."""


@transaction.atomic
def keep_version(*, chapter: ChapterPage, seen: str | None = None) -> Version:
    """The stored copy of what the chapter says now; made when it says something new.

    With `seen`, the hash of what a reader was shown: raises Outdated when the chapter says something else by now.
    """
    lock(f"version-{chapter.pk}")
    content = chapter.content()
    mark = digest(content)
    if seen is not None and seen != mark:
        raise Outdated("Sidan ändrades medan du läste.")
    last = chapter.versions.first()
    if last is not None and last.digest == mark:
        return last
    number = last.number + 1 if last else 1
    return Version.objects.create(chapter=chapter, number=number, content=content, digest=mark)


def showing(shared: models.Model) -> list[ChapterPage]:
    """The published chapters that show a shared text, figure or rule."""
    ids = (
        ReferenceIndex.get_references_to(shared)
        .annotate(page=Cast("object_id", IntegerField()))
        .values_list("page", flat=True)
    )
    return list(ChapterPage.objects.live().filter(pk__in=set(ids)))


def keep_versions_showing(*, shared: models.Model) -> int:
    """Keep what the published chapters say now that show a shared text, figure or rule; returns how many they are."""
    chapters = showing(shared)
    for chapter in chapters:
        keep_version(chapter=chapter)
    return len(chapters)


def keep_missing_versions() -> int:
    """Keep what chapters say that were published before versions were kept."""
    chapters = list(ChapterPage.objects.live().filter(versions=None))
    for chapter in chapters:
        keep_version(chapter=chapter)
    return len(chapters)


def keep_versions_of_new_amounts() -> int:
    """On the day from which a new amount holds, the pages that show it say something new without being published."""
    beginning = Amount.objects.filter(values__valid_from=timezone.localdate())
    for amount in beginning:
        for chapter in showing(amount):
            page_text_changed.send(sender=ChapterPage, page_id=chapter.pk)
    return sum(keep_versions_showing(shared=amount) for amount in beginning)
