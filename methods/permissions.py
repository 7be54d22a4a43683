"""Predicates of the handbook. Who may read a page is on the page itself: portal.models.BasePage.readable_by."""

from typing import Any


def may_review(user: Any) -> bool:
    """Whether the user may say that a chapter was reviewed, and ask others to confirm that they read it."""
    return bool(user.is_authenticated and user.may("methods.edit_handbook"))


def may_read_coverage(user: Any) -> bool:
    """Whether the user may see how many in a unit have confirmed."""
    return bool(user.is_authenticated and (user.may("portal.read_unit_figures") or user.may("methods.edit_handbook")))


def may_read_names(user: Any, unit: Any) -> bool:
    """Who has not confirmed yet is for the unit's own head and leader to see, so that they can remind."""
    return bool(unit and user.unit_id == unit.pk and user.may("courses.approve_staff"))


def may_lead_sessions(user: Any) -> bool:
    """Whether the user may fill in the checklist after a session of the boskola."""
    return bool(user.is_authenticated and user.may("methods.note_sessions"))
