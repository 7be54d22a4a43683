"""Pages that are rendered once and kept, in front of Django: see store.py. A page opts in by `keep(response, …)`."""

from collections.abc import Callable
from typing import Any

# In the environment of a request: answer with None where no page is kept, and wait for nothing.
ONLY_KEPT = "portal.only_kept"

# What a kept page shows to one reader: for a user's key, the addresses where it differs from the ordinary, and how.
States = Callable[[int], dict[str, str]]
_states: list[States] = []


def keep(response: Any, *, state: str = "") -> Any:
    """Let the page be kept for all readers of the same role to whom it shows the same `state`."""
    response.kept_state = state
    return response


def register_states(states: States) -> None:
    _states.append(states)


def states_of(user: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for states in _states:
        found |= states(user)
    return found
