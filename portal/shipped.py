"""What an installation comes with: content that every office gets, and the demo office. Each app registers its part.

A loader gets nothing and must be idempotent: running it again changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

Loader = Callable[[], None]


@dataclass(frozen=True)
class Part:
    name: str
    order: int
    load: Loader


_content: dict[str, Part] = {}
_demo: dict[str, Part] = {}


def register_content(name: str, order: int, load: Loader) -> None:
    _content[name] = Part(name, order, load)


def register_demo(name: str, order: int, load: Loader) -> None:
    _demo[name] = Part(name, order, load)


def content() -> list[Part]:
    return sorted(_content.values(), key=lambda part: part.order)


def demo() -> list[Part]:
    return sorted(_demo.values(), key=lambda part: part.order)
