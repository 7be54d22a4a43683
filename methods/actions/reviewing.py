"""Review: that a chapter was read through and holds, and reminders before its date."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from methods.models import ChapterPage, Review
from methods.models.tree import REVIEW_NOTICE
from portal import audit, post
from portal.locks import lock
from portal.models import User
from portal.post import channels
from portal.roles import ROLES
from portal.templatetags.swedish import langdatum


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


REMINDER = """Hej {name}!

Sidan ”{title}” i handboken ska granskas senast {day}.

Läs sidan. Stämmer den väljer du ”Granskad i dag” längst ner på den. Stämmer den inte ändrar du den först.

{address}

Alla sidor att granska: {all}
"""


@transaction.atomic
def remind_of_reviews() -> int:
    """Queue one message for each chapter and due date, to whoever answers for the chapter; returns how many are new."""
    if not channels.is_on(post.Message.Channel.MAIL):
        return 0  # a reminder that is noted as stopped would never be sent when mail is connected later
    editors = _editors()
    queued = 0
    for chapter in ChapterPage.objects.due(on=timezone.localdate() + REVIEW_NOTICE).light():
        receiver = _receiver(chapter, editors)
        if receiver is not None:
            queued += _remind(chapter, receiver)
    return queued


def _editors() -> list[User]:
    names = [role.name for role in ROLES if "methods.edit_handbook" in role.permissions]
    found = User.objects.filter(is_active=True, groups__name__in=names).exclude(email="").select_related("unit")
    return list(found.distinct().order_by("pk"))


def _receiver(chapter: ChapterPage, editors: list[User]) -> User | None:
    """The responsible person; else an editor of the unit that answers for the chapter; else any editor."""
    responsible = chapter.responsible
    if responsible is not None and responsible.is_active and responsible.email:
        return responsible
    of_unit = [each for each in editors if each.unit and each.unit.name == chapter.owner_unit]
    return next(iter([*of_unit, *editors]), None)


def _remind(chapter: ChapterPage, receiver: User) -> bool:
    key = f"review-{chapter.pk}-{chapter.review_on:%Y%m%d}"
    if post.Message.objects.filter(key=key).exists():
        return False
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    text = REMINDER.format(
        name=receiver.first_name or receiver,
        title=chapter.title,
        day=langdatum(chapter.review_on),
        address=f"{site}{chapter.url}#om-sidan",
        all=site + reverse("reviews_due"),
    )
    post.queue(
        key=key, kind="review", channel=post.Message.Channel.MAIL, to=receiver.email, by=None, neutral=False,
        subject=f"Granska ”{chapter.title}”"[:150], body=text, about=f"chapter-{chapter.pk}",
    )  # fmt: skip
    return True
