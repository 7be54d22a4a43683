"""The one way in which the handbook's views get a chapter: published, and for the reader to read."""

from typing import Any

from django.http import Http404

from methods.models import ChapterPage


def chapter_for(user: Any, pk: str) -> ChapterPage:
    """404 for what is not published or not for this reader: the two look the same."""
    chapter = ChapterPage.objects.readable_by(user).filter(pk=pk).first()
    if chapter is None:
        raise Http404
    return chapter
