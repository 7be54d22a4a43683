"""In the editor: what publishing would change and what stops it, beside the form itself."""

from typing import Any

from wagtail.admin.panels import Panel

from forms import changes
from forms.models.versions import FormVersion


class ChangesPanel(Panel):
    """Read-only: the saved draft compared with the version in force."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms/changes_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | compared(self.instance)


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
