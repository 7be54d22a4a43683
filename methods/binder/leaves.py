"""Sheets as the leaves that methods/print/binder.typ sets, with their foot and code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from methods.binder import layout
from methods.binder.numbering import WORKSHEETS, sort_key
from methods.binder.pages import Page
from methods.binder.prose import Node
from methods.models import Edition, Sheet
from portal.printing import qr
from portal.templatetags.swedish import langdatum

Leaf = dict[str, Any]
LAST_TAB = 9  # ten fit at the edge of a sheet


def in_order(sheets: Iterable[Sheet]) -> list[Sheet]:
    """As they lie in the binder."""
    return sorted(sheets, key=lambda sheet: (sort_key(sheet.place.number), sheet.no))


def of_sheet(sheet: Sheet) -> Leaf:
    section = sheet.place.number.split(".")[0]
    review = f"Granskas senast {langdatum(sheet.review_on)}" if sheet.review_on else ""
    return _leaf(
        sheet.content["front"],
        sheet.content["back"],
        name=f"Blad {sheet.label}",
        version=f"version {sheet.version}",
        review=review,
        code=_code(sheet),
        section=section,
        tab=LAST_TAB if section == WORKSHEETS else sort_key(section)[0][0] - 1,
    )


def _code(sheet: Sheet) -> dict[str, str]:
    path = reverse("binder_sheet", args=[sheet.id_on_paper])
    return {
        "svg": qr.svg(settings.WAGTAILADMIN_BASE_URL + path),
        "alt": f"Rutkod till sidan som säger om blad {sheet.label} version {sheet.version} gäller",
        "text": "Läs av koden: gäller bladet?",
    }


def _leaf(front: Page, back: Page, **foot: Any) -> Leaf:
    nothing = {"version": "", "review": "", "code": None, "section": "", "tab": -1}
    return {"front": front, "back": back} | nothing | foot


def of_pages(name: str, edition: Edition, nodes: list[Node]) -> list[Leaf]:
    """Leaves that belong to a printing as a whole: contents, and the list of what to replace."""
    laid = layout.leaves([([], nodes)])[0]
    return [
        _leaf(front, back, name=f"{name} {no}" if len(laid) > 1 else name, version=f"utgåva {edition.number}")
        for no, (front, back) in enumerate(laid, start=1)
    ]


def cover(edition: Edition, *, publisher: str, subtitle: str, colophon: Sequence[str]) -> Leaf:
    node = {"kind": "cover", "publisher": publisher, "subtitle": subtitle, "colophon": list(colophon), "gap": 0}
    return _leaf([node], [], name="Omslag", version=f"utgåva {edition.number}")


@dataclass(frozen=True)
class Chapter:
    """A line of the contents: a section or a chapter with the sheets that it has."""

    number: str
    title: str
    sheets: list[Sheet]

    @property
    def is_section(self) -> bool:
        return "." not in self.number

    @property
    def range(self) -> str:
        return span([sheet.no for sheet in self.sheets], f"{self.number}-")


def chapters(sheets: Sequence[Sheet]) -> list[Chapter]:
    """The sheets, which are in order, by the number that they belong to."""
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        found.setdefault(sheet.place.number, []).append(sheet)
    return [Chapter(number, of_number[0].title, of_number) for number, of_number in found.items()]


def span(numbers: Sequence[int], prefix: str = "") -> str:
    """4–6, or 4–6, 8: sheets that lie beside each other are one span."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(
        f"{prefix}{part[0]}" if len(part) == 1 else f"{prefix}{part[0]}–{prefix}{part[-1]}" for part in parts
    )


def contents(edition: Edition, sheets: Sequence[Sheet]) -> list[Leaf]:
    entries = [
        {"number": each.number, "title": each.title, "sheets": each.range, "level": 1 if each.is_section else 2}
        for each in chapters(sheets)
    ]
    note = (
        "Siffran till höger är bladets nummer. Det står längst ned på varje blad, efter flikens och kapitlets nummer."
    )
    nodes: list[Node] = [
        {"kind": "h", "level": 1, "runs": [{"text": "Innehåll"}]},
        {"kind": "p", "runs": [{"text": note}]},
        {"kind": "contents", "entries": entries},
    ]
    return of_pages("Innehåll", edition, nodes)


# Kinds with a heading of their own, and how far below the chapter's latest heading it stands.
TITLED = {"steps", "do_dont", "exercise", "checklist", "note", "box", "law", "facts", "words"}


def with_depths(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Says of each heading how deep it stands, so that no level is skipped in the document that the leaves make up."""
    outline = _Outline()
    return [
        leaf | {side: [outline.placed(node) for node in leaf[side]] for side in ("front", "back")} for leaf in leaves
    ]


class _Outline:
    def __init__(self) -> None:
        self._last, self._section = 0, 1

    def _at(self, depth: int) -> int:
        self._last = min(depth, self._last + 1)
        return self._last

    def placed(self, node: Node) -> Node:
        kind = node["kind"]
        if kind in {"title", "divider", "cover", "worksheet"}:
            self._section = 1
            return node | {"depth": self._at(1)}
        if kind == "h":
            self._section = min(node["level"], 2)
            return node | {"depth": self._at(node["level"])}
        if kind in TITLED and node.get("first", True):
            node = node | {"depth": self._at(self._section + 1)}
        for field in ("body", "items"):
            if isinstance(node.get(field), list):
                node = node | {field: [self._inside(each) for each in node[field]]}
        return node

    def _inside(self, part: Any) -> Any:
        """Rich text in a box or a list may have headings too."""
        if isinstance(part, list):
            return [self._inside(each) for each in part]
        if isinstance(part, dict) and part.get("kind") == "h":
            return part | {"depth": self._at(self._section + 2)}
        return self.placed(part) if isinstance(part, dict) and "kind" in part else part
