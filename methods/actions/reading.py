"""What a reader does on a page: reads it, keeps it at hand, says that something is wrong."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from methods.actions.versions import keep_version
from methods.models import ChapterPage, Favourite, Reading, Remark
from portal import audit

# So many remarks may come in an hour from people who are not logged in; more than that is a flood.
ANONYMOUS_AN_HOUR = 60


class TooMany(RuntimeError):
    """More remarks than people write."""


@transaction.atomic
def mark_read(*, chapter: ChapterPage, seen: str, by: Any) -> Reading:
    """Remember that `by` read what was shown. Raises Outdated when the page says something else by now."""
    version = keep_version(chapter=chapter, seen=seen)
    reading, _made = Reading.objects.update_or_create(
        by=by, chapter=chapter, defaults={"version": version, "at": timezone.now()}
    )
    return reading


@transaction.atomic
def choose_favourite(*, chapter: ChapterPage, wanted: bool, by: Any) -> bool:
    """Add the chapter to the reader's favourites or take it away; twice is the same as once."""
    if wanted:
        Favourite.objects.get_or_create(by=by, chapter=chapter)
    else:
        Favourite.objects.filter(by=by, chapter=chapter).delete()
    return wanted


@transaction.atomic
def remark(*, chapter: ChapterPage, text: str, why: str = "", by: Any = None) -> Remark:
    """Hand what a reader found wrong to the editors. The same text about the same page, not yet dealt with, is one.

    Raises TooMany when people who are not logged in send more than people write.
    """
    waiting = Remark.objects.open()
    if same := waiting.filter(chapter=chapter, text=text, by=by).first():
        return same
    if by is None:
        recent = Remark.objects.made_since(timezone.now() - timedelta(hours=1))
        if recent.filter(by=None).count() >= ANONYMOUS_AN_HOUR:
            raise TooMany
    version = keep_version(chapter=chapter)
    return Remark.objects.create(chapter=chapter, version=version, text=text, why=why, by=by)


@transaction.atomic
def close_remark(*, remark: Remark, answer: str, by: Any) -> Remark:
    """The editor has dealt with it; whoever wrote it sees the answer on Min sida. The second to close changes nothing."""
    closed = Remark.objects.open().filter(pk=remark.pk)
    if closed.update(closed_at=timezone.now(), closed_by=by, answer=answer):
        audit.record(audit.Action.WRITE, by=by, kind="remark", target=str(remark.pk), fields=["closed_at"])
    remark.refresh_from_db()
    return remark
