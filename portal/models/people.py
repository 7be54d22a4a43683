"""Units and the people who work in them. What a role may do stands in portal/roles.py."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models

from portal.db import quick
from portal.roles import ROLES, Role

WITH_ROLES = """
SELECT {columns}, held.name FROM portal_user own LEFT JOIN portal_user_groups has ON has.user_id = own.id
LEFT JOIN auth_group held ON held.id = has.group_id WHERE own.id = %s
"""


class Unit(models.Model):
    """An organisational unit (enhet). Access by need to know is decided by unit and assignment."""

    key = models.SlugField("nyckel", max_length=40, unique=True)
    name = models.CharField("namn", max_length=120, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "enhet"
        verbose_name_plural = "enheter"

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A member of staff. Clients and landlords have no account."""

    title = models.CharField("yrkestitel", max_length=80, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="enhet"
    )
    manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="team", verbose_name="närmaste chef"
    )

    class Meta:
        ordering = ["first_name", "last_name"]
        verbose_name = "användare"
        verbose_name_plural = "användare"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @classmethod
    def with_roles(cls, pk: int) -> "User | None":
        """Somebody with the roles of this moment, in one question that Django does not have to make anew."""
        rows = quick.read(cls, WITH_ROLES, pk)
        if not rows:
            return None
        user = rows[0][0]
        user.roles = user.roles_of({name for _user, (name,) in rows})
        return user

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held at this request; read anew at each request, so a removed role ends at once."""
        return self.roles_of(set(self.groups.values_list("name", flat=True))) if self.is_active else frozenset()

    def roles_of(self, groups: set[str]) -> frozenset[Role]:
        """The roles that membership in groups of these names gives; none to somebody who has left."""
        return frozenset(role for role in ROLES if role.name in groups) if self.is_active else frozenset()

    def may(self, permission: str) -> bool:
        """Whether one of the user's roles gives the permission. Being a superuser gives nothing here."""
        return any(permission in role.permissions for role in self.roles)

    @property
    def role_names(self) -> str:
        return ", ".join(sorted(role.name for role in self.roles))
