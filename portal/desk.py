""" "Min sida": the apps hang their panels here, so that the floor needs to know none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Content = Callable[[Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """`content(user)` gives the template's context, or None when the panel does not concern the user."""

    name: str
    order: int
    template: str
    content: Content


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    _panels[panel.name] = panel


def panels_for(user: Any) -> list[dict[str, Any]]:
    """The panels that concern the user, in order, as `{"template": …, **content}`."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda each: each.order):
        content = panel.content(user)
        if content is not None:
            shown.append({"name": panel.name, "template": panel.template, **content})
    return shown
