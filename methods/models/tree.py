"""Which pages of the handbook a reader can reach, and when a chapter is due."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Q
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from portal.kept.content import remembered
from portal.models.pages import Access

# How long before its date a chapter turns up in the list of those to review.
REVIEW_NOTICE = timedelta(days=30)


class HandbookQuerySet(PageQuerySet):
    def readable_by(self, user: Any) -> Self:
        """Published pages that the user can reach: neither they nor a page above them is for staff only."""
        pages = self.live()
        if user.is_authenticated and user.may("methods.read_staff_pages"):
            return pages
        closed = Q()
        for path in staff_paths():
            closed |= Q(path__startswith=path)
        return pages.filter(access=Access.PUBLIC).exclude(closed) if closed else pages.filter(access=Access.PUBLIC)

    def light(self) -> Self:
        """Without the text, for lists and navigation."""
        return self.defer_streamfields()


class ChapterQuerySet(HandbookQuerySet):
    def due(self, *, on: date) -> Self:
        """Chapters whose review date is on or before a day, the most overdue first."""
        return self.live().filter(review_on__lte=on).order_by("review_on", "path")


HandbookManager = PageManager.from_queryset(HandbookQuerySet)
ChapterManager = PageManager.from_queryset(ChapterQuerySet)


def staff_paths() -> list[str]:
    """Where in the tree the parts begin that only staff may read."""
    return remembered("methods.staff_paths", _staff_paths)


def _staff_paths() -> list[str]:
    closed = Q(sectionpage__access=Access.STAFF) | Q(handbookpage__access=Access.STAFF)
    return list(Page.objects.filter(closed).values_list("path", flat=True))


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=min(day.day, (next_month - first).days) - 1)
