"""Who may find what. The page itself has the last word, by its `readable_by(user)`."""

from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.base import ModelPermissionPolicy

from search.pages import PUBLIC, STAFF


def findable_access(user: Any) -> list[str]:
    """The values of `access` that the user's searches look among: others are never found, counted or suggested."""
    may_read_all = user.is_authenticated and user.may("methods.read_staff_pages")
    return [PUBLIC, STAFF] if may_read_all else [PUBLIC]


def may_find(user: Any, page: Page) -> bool:
    readable_by = getattr(page, "readable_by", None)
    return page.live and (readable_by is None or readable_by(user))


class ReadOnly(ModelPermissionPolicy):
    """For what the portal writes by itself: who may change the words may look at it, and nobody changes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(user.has_perm("search.change_synonymgroup"))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
