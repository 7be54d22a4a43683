"""What apps do when the server starts, once in each process, before it answers. It must be quick and may fail."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_calls: dict[str, Callable[[], None]] = {}


def register(name: str, call: Callable[[], None]) -> None:
    _calls[name] = call


def run() -> None:
    """Nothing that fails here keeps the server from starting; the log says what failed."""
    for name, call in _calls.items():
        try:
            call()
        except Exception:
            logger.exception("At the start failed: %s", name)
