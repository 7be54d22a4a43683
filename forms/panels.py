"""In the editor: what publishing would change and what stops it, beside the form itself."""

from functools import cache
from typing import Any

from django import forms
from wagtail.admin.panels import Panel

from forms import changes
from forms.models.versions import FormVersion
from portal.roles import ROLES


class ChangesPanel(Panel):
    """Read-only: the saved draft compared with the version in force."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms/changes_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | compared(self.instance)


class WhoWidget(forms.Select):
    """Which permission a form asks of staff, said as the roles that have it. One that no role has any more is kept."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=who_may())

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        known = {choice for choice, _label in who_may()}
        self.choices = [*who_may(), *((each, each) for each in value if each not in known)]
        return super().optgroups(name, value, attrs)


@cache
def who_may() -> tuple[tuple[str, str], ...]:
    """The permissions of the apps that have forms, with the names of their roles, those of most roles first."""
    apps = ("caseload.", "courses.", "forms.", "methods.", "supervision.")
    roles: dict[str, list[str]] = {}
    for role in ROLES:
        for permission in sorted(role.permissions):
            if permission.startswith(apps):
                roles.setdefault(permission, []).append(role.name)
    found = sorted(roles.items(), key=lambda item: (-len(item[1]), item[0]))
    return ("", "Ingen särskild"), *((name, f"{', '.join(names)} ({name})") for name, names in found)


def compared(page: Any) -> dict[str, Any]:
    """For templates: the version in force, what the page as saved changes in it, and what stops publishing."""
    if not page.pk or not page.key:
        return {"changes": None, "faults": [], "in_force": None}
    in_force, schema = page.in_force(), page.schema()
    return {
        "changes": changes.between(in_force.read() if in_force else None, schema),
        "faults": FormVersion.objects.faults(schema),
        "in_force": in_force,
        "next_number": in_force.number + 1 if in_force else 1,
    }
