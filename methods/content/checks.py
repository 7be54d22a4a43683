"""Checks of what a content file says. A fault names the file, the place in it, and what is wrong."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

TAGS = {"p", "b", "i", "ul", "ol", "li", "h3", "a", "br"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ContentError(ValueError):
    """A content file that cannot be loaded."""

    def __init__(self, file: Path, field: str, problem: str) -> None:
        super().__init__(f"{'/'.join(file.parts[-2:])}: {field}: {problem}")


class Table:
    """One table of a file, read field by field. `finish` faults fields that nobody asked for."""

    def __init__(self, data: Any, file: Path, place: str = "") -> None:
        self.file, self._place, self._asked = file, place, set[str]()
        if not isinstance(data, dict):
            raise ContentError(file, place or "file", "must be a table")
        self._data = data

    def fault(self, field: str, problem: str) -> ContentError:
        return ContentError(self.file, f"{self._place}.{field}" if self._place else field, problem)

    def _get(self, field: str, kind: type | tuple[type, ...], name: str) -> Any:
        self._asked.add(field)
        if field not in self._data:
            raise self.fault(field, "is missing")
        value = self._data[field]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.fault(field, f"must be {name}")
        return value

    def text(self, field: str, *, longest: int = 2000, empty: bool = False) -> str:
        value = self._get(field, str, "text").strip()
        if not value and not empty:
            raise self.fault(field, "is empty")
        if len(value) > longest:
            raise self.fault(field, f"is {len(value)} characters, at most {longest} are allowed")
        return value

    def slug(self, field: str) -> str:
        value = self.text(field, longest=60)
        if not SLUG.fullmatch(value):
            raise self.fault(field, "may have a–z, 0–9 and single hyphens only")
        return value

    def one_of(self, field: str, choices: Iterable[str]) -> str:
        value, allowed = self.text(field), list(choices)
        if value not in allowed:
            raise self.fault(field, f"is {value!r}, must be one of {', '.join(allowed)}")
        return value

    def number(self, field: str, least: int, most: int) -> int:
        value = self._get(field, int, "a whole number")
        if not least <= value <= most:
            raise self.fault(field, f"must be {least}–{most}")
        return value

    def day(self, field: str, *, empty: bool = False) -> date | None:
        if empty and self._data.get(field, "") == "":
            self._asked.add(field)
            return None
        value = self._get(field, (str, date), "a date")
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            raise self.fault(field, "must be a date, as 2026-02-02") from None

    def texts(self, field: str, *, least: int = 1, most: int = 40) -> list[str]:
        values = self._get(field, list, "a list")
        if not least <= len(values) <= most:
            raise self.fault(field, f"has {len(values)} items, must have {least}–{most}")
        for number, value in enumerate(values, start=1):
            if not isinstance(value, str) or not value.strip():
                raise self.fault(f"{field} {number}", "must be text")
        return [value.strip() for value in values]

    def tables(self, field: str, *, least: int = 1) -> list["Table"]:
        values = self._get(field, list, "a list")
        if len(values) < least:
            raise self.fault(field, f"must have at least {least}")
        here = f"{self._place}.{field}" if self._place else field
        return [Table(value, self.file, f"{here} {number}") for number, value in enumerate(values, start=1)]

    def rows(self, field: str, width: int) -> list[list[str]]:
        values = self._get(field, list, "a list of rows")
        for number, row in enumerate(values, start=1):
            if not isinstance(row, list) or len(row) != width or not all(isinstance(cell, str) for cell in row):
                raise self.fault(f"{field} {number}", f"must have {width} texts")
        return values

    def html(self, field: str) -> str:
        value = self.text(field, longest=20_000)
        try:
            root = ElementTree.fromstring(f"<root>{value}</root>")  # noqa: S314 - our own files, no entities declared
        except ElementTree.ParseError as error:
            raise self.fault(field, f"is not well-formed: {error}") from None
        for element in list(root.iter())[1:]:
            self._check_element(field, element)
        return re.sub(r">\s+<(?=/?(?:p|ul|ol|li|h3)\b)", "><", value)

    def _check_element(self, field: str, element: ElementTree.Element) -> None:
        if element.tag not in TAGS:
            raise self.fault(field, f"<{element.tag}> is not allowed")
        if element.tag != "a" and element.attrib:
            raise self.fault(field, f"<{element.tag}> must have no attributes")
        if element.tag == "a" and (set(element.attrib) != {"linktype", "slug"} or element.get("linktype") != "page"):
            raise self.fault(field, 'a link must be <a linktype="page" slug="…">')

    def finish(self) -> None:
        if unknown := sorted(set(self._data) - self._asked):
            raise self.fault(unknown[0], "is not a known field")
