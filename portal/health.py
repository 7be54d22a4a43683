"""What /halsa/ tells besides that the process answers: each app may register a check of its own."""

from collections.abc import Callable
from typing import Any

Check = Callable[[], dict[str, Any]]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """`check()` is quick and returns at least `{"ok": bool}`; nothing that may not be seen by everybody."""
    _checks[name] = check


def state() -> dict[str, Any]:
    """`status` is "ok", or "attention" when a check says no. It is told, not acted on: the portal still serves."""
    found = {name: check() for name, check in _checks.items()}
    well = all(each["ok"] for each in found.values())
    return {"status": "ok" if well else "attention", **found}
