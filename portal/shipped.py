"""What an installation comes with: content that every office gets, and the demo office. Each app registers its part.

A loader gets nothing and must be idempotent: running it again changes nothing. `version` tells whether it has to run:
it covers the folder of the loader's package (`methods/content/`), or the one file when the loader stands in the app's
own folder (`portal/demo.py`).
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Loader = Callable[[], None]


@dataclass(frozen=True)
class Part:
    name: str
    order: int
    load: Loader

    def sources(self) -> list[Path]:
        """The files that decide what the loader makes."""
        file = Path(str(sys.modules[self.load.__module__].__file__))
        if (file.parent / "apps.py").exists():
            return [file]
        return sorted(path for path in file.parent.rglob("*") if path.is_file() and path.suffix != ".pyc")


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


def version(parts: Iterable[Part]) -> str:
    """A digest that changes when a file changes from which the parts are loaded."""
    digest = hashlib.sha256()
    for part in parts:
        for path in part.sources():
            digest.update(f"{part.name} {path.name}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
