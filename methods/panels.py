"""The handbook on "Min sida"."""

from typing import Any

from django.utils import timezone

from methods.coverage import coverage
from methods.models import ChapterPage, Favourite, ReadRequest, Remark
from methods.models.tree import REVIEW_NOTICE
from methods.permissions import may_review
from portal.desk import Panel, register
from portal.kept.content import remembered

SHOWN = 5


def changed(user: Any) -> dict[str, Any] | None:
    """The chapters that changed last; for editors also how many are due for review, and the first of them."""
    if not user.may("methods.read_staff_pages"):
        return None
    # The same for all who may read the pages of the staff, until a page changes.
    newest = ChapterPage.objects.readable_by(user).light().order_by("-last_published_at", "path")[:SHOWN]
    chosen = list(Favourite.objects.filter(by=user).values_list("chapter", flat=True))
    favourites = ChapterPage.objects.readable_by(user).filter(pk__in=chosen).light().order_by("path")
    content: dict[str, Any] = {
        "chapters": remembered("methods.newest", lambda: list(newest)),
        "favourites": list(favourites[:SHOWN]) if chosen else [],
        "answers": list(Remark.objects.answered_to(user).select_related("chapter")[:3]),
    }
    if may_review(user):
        due = ChapterPage.objects.due(on=timezone.localdate() + REVIEW_NOTICE).light()
        content |= {"due": list(due[:SHOWN]), "due_count": due.count(), "is_editor": True}
        content["remarks_count"] = Remark.objects.open().count()
    return content


def to_confirm(user: Any) -> dict[str, Any] | None:
    """The changes that the user is asked to confirm."""
    if not user.may("methods.read_staff_pages"):
        return None
    waiting = ReadRequest.objects.waiting_for(user)
    readable = set(ChapterPage.objects.readable_by(user).values_list("pk", flat=True)) if waiting else set()
    asked = [each for each in waiting if each.version.chapter_id in readable]
    return {"asked": asked} if asked else None


def unit_reading(user: Any) -> dict[str, Any] | None:
    """For unit heads: how far their unit has come with what it was asked to read."""
    if not user.may("portal.read_unit_figures"):
        return None
    found = [(each, coverage(each, user=user)) for each in ReadRequest.objects.current()[:SHOWN]]
    rows = [
        {"request": each, "concerned": concerned, "confirmed": sum(row.confirmed for row in units)}
        for each, units in found
        if (concerned := sum(row.concerned for row in units))
    ]
    return {"rows": rows} if rows else None


def register_panels() -> None:
    register(Panel("to_confirm", 15, "methods/panel_to_confirm.html", to_confirm))
    register(Panel("unit_reading", 58, "methods/panel_unit_reading.html", unit_reading))
    register(Panel("handbook", 60, "methods/panel.html", changed))
