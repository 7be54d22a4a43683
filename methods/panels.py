"""The handbook on "Min sida"."""

from typing import Any

from django.utils import timezone

from methods.models import ChapterPage
from methods.models.pages import REVIEW_NOTICE
from methods.permissions import may_review
from portal.desk import Panel, register

SHOWN = 5


def changed(user: Any) -> dict[str, Any] | None:
    """The chapters that changed last; for editors also how many are due for review, and the first of them."""
    if not user.may("methods.read_staff_pages"):
        return None
    chapters = ChapterPage.objects.readable_by(user).light().order_by("-last_published_at", "path")
    content: dict[str, Any] = {"chapters": list(chapters[:SHOWN])}
    if may_review(user):
        due = ChapterPage.objects.due(on=timezone.localdate() + REVIEW_NOTICE).light()
        content |= {"due": list(due[:SHOWN]), "due_count": due.count(), "is_editor": True}
    return content


def register_panels() -> None:
    register(Panel("handbook", 60, "methods/panel.html", changed))
