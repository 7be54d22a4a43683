"""Who may do what with courses. Views, templates and actions ask here."""

from typing import Any

from courses.models import Registration


def can_approve(user: Any, registration: Registration) -> bool:
    """One's own manager, and only when the role lets managers approve."""
    applicant = registration.user
    return applicant is not None and applicant.manager_id == user.pk and user.may("courses.approve_staff")


def needs_approval(user: Any) -> bool:
    """A manager who has no right to approve would leave the question unanswered, so then nobody is asked."""
    return user.manager is not None and user.manager.may("courses.approve_staff")
