"""Login: roles as a Django authentication backend, and no open registration of accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from portal.models import User


class _KnowsRoles(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """Who is logged in, with the roles: one question for each request."""
        user = User.with_roles(user_id)
        return user if user and self.user_can_authenticate(user) else None


class LoginBackend(_KnowsRoles, AuthenticationBackend):
    """Logs in by allauth, with its lock-out."""


class RoleBackend(_KnowsRoles):
    """Answers `has_perm` from the table in portal/roles.py besides the groups' own permissions in Wagtail's admin."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> None:
        """Never logs anybody in: that is the other backend's work."""
        return None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active:
            return False
        return user_obj.may(perm) or super().has_perm(user_obj, perm, obj)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the administrator."""
        return False
