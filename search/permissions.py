"""Who may find what. The page itself has the last word, by its `readable_by(user)`."""

from typing import Any

from wagtail.models import Page

from search.pages import PUBLIC, STAFF


def findable_access(user: Any) -> list[str]:
    """The values of `access` that the user's searches look among: others are never found, counted or suggested."""
    may_read_all = user.is_authenticated and user.may("methods.read_staff_pages")
    return [PUBLIC, STAFF] if may_read_all else [PUBLIC]


def may_find(user: Any, page: Page) -> bool:
    readable_by = getattr(page, "readable_by", None)
    return page.live and (readable_by is None or readable_by(user))
