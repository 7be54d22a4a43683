"""What changes more than one model of the handbook."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from methods.models import ChapterPage, Review
from portal import audit
from portal.locks import lock


@transaction.atomic
def mark_reviewed(*, chapter: ChapterPage, by: Any, note: str = "") -> Review:
    """Record that `by` read the chapter today and found that it holds; its next date follows from today.

    The same review sent twice is one.
    """
    lock(f"review-{chapter.pk}")
    today = timezone.localdate()
    review, made = Review.objects.get_or_create(chapter=chapter, by=by, on=today, note=note.strip())
    if made:
        _move_date(chapter)
        audit.record(audit.Action.WRITE, by=by, kind="chapter", target=str(chapter.pk), fields=["review_on"])
    return review


def _move_date(chapter: ChapterPage) -> None:
    """Set the next date without a new version: nothing in the text changed, so nor shall ”senast uppdaterad”."""
    chapter.review_on = chapter.next_review(after=timezone.localdate())
    ChapterPage.objects.filter(pk=chapter.pk).update(review_on=chapter.review_on)
    # The editor opens the latest version; with the old date in it the next edit would move the date back.
    revision = Revision.objects.filter(pk=chapter.latest_revision_id).first()
    if revision is not None:
        content = revision.content | {"review_on": chapter.review_on.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(content=content)
