"""The client's own binder: ten tabs and blank sheets in four languages. Made from the form alone and never kept."""

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from portal import printing

FOLDER = Path(__file__).with_name("client")
LANGUAGES = ("sv", "en", "ar", "so")


@cache
def texts(language: str) -> dict[str, Any]:
    """The words of one language; Swedish is the easy Swedish."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def worksheets() -> list[tuple[str, str]]:
    """Key and Swedish title of each sheet that there is."""
    return [(sheet["key"], sheet["title"]) for sheet in texts("sv")["sheets"]]


def binder(
    *, language: str, large: bool, tabs: bool, sheets: Collection[str], copies: int, meetings: list[str]
) -> bytes:
    """The PDF, one-sided. `meetings` are lines as somebody typed them: they are printed and forgotten."""
    words = texts(language)
    chosen = [sheet for sheet in words["sheets"] if sheet["key"] in sheets for _ in range(copies)]
    rest = {key: value for key, value in words.items() if key != "sheets"}
    data = {"texts": rest, "large": large, "tabs": tabs, "sheets": chosen, "meetings": meetings}
    return printing.pdf("methods/own", data)
