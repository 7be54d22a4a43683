"""Login: roles as a Django authentication backend, and no open registration of accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest


class RoleBackend(ModelBackend):
    """Answers `has_perm` from the table in portal/roles.py besides the groups' own permissions in Wagtail's admin."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> None:
        """Never logs anybody in: that is allauth's work, with its lock-out."""
        return None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active:
            return False
        return user_obj.may(perm) or super().has_perm(user_obj, perm, obj)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the administrator."""
        return False
