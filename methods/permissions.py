"""Predicates of the handbook. Who may read a page is on the page itself: portal.models.BasePage.readable_by."""

from typing import Any


def may_review(user: Any) -> bool:
    """Whether the user may say that a chapter was reviewed."""
    return bool(user.is_authenticated and user.may("methods.edit_handbook"))
