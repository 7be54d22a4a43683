"""The handbook as it is now, as items to print: each section is a tab with its divider, each chapter its sheets."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from methods.binder import own
from methods.binder.chapters import body, words
from methods.binder.numbering import WORKSHEETS
from methods.binder.pages import Page, prepared
from methods.binder.prose import Node, nodes
from methods.models import ChapterPage, HandbookPage, SectionPage, Term
from methods.models.tree import staff_paths
from methods.reading import rich_texts
from portal.models.pages import Access

TEMPLATES = Path(__file__).resolve().parent.parent / "print"


@dataclass(frozen=True)
class Item:
    """What has a number of its own in the binder."""

    key: str
    number: str
    title: str
    opening: Page  # a page that stands alone before the others, as a divider
    nodes: list[Node]
    public: bool
    review_on: date | None = None

    @property
    def digest(self) -> str:
        """Equal as long as the same would be printed with the same look."""
        return fingerprint([self.title, self.opening, self.nodes, _look()])


@dataclass(frozen=True)
class Part:
    """A section with its chapters, in the order of the tree."""

    section: SectionPage
    chapters: list[ChapterPage]


def fingerprint(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def _look() -> str:
    """The templates that decide how much has room on a page."""
    return fingerprint(
        [(TEMPLATES / name).read_text() for name in ("nodes.typ", "sheet.typ", "measure.typ", "worksheets.typ")]
    )


def key_of(page: Any) -> str:
    return f"page:{page.pk}"


def parts() -> list[Part]:
    """Every published section and chapter of the published handbook, with their texts."""
    handbook = HandbookPage.objects.live().first()
    if handbook is None:
        return []
    chapters: dict[str, list[ChapterPage]] = {}
    for chapter in ChapterPage.objects.live().descendant_of(handbook).order_by("path"):
        chapters.setdefault(chapter.path[: -chapter.steplen], []).append(chapter)
    sections = SectionPage.objects.live().child_of(handbook).order_by("path")
    return [Part(section, chapters.get(section.path, [])) for section in sections]


def item(key: str, numbers: Mapping[str, str]) -> Item | None:
    """The item of one key as it is now; None when it is not in the handbook. Links to pages that have no number yet
    are shown without."""
    kind, _colon, name = key.partition(":")
    if kind == "worksheet":
        return next((each for each in worksheets() if each.key == key), None)
    return _Book(parts(), numbers).item(int(name))


def content_hash(title: str, leaf: tuple[Page, Page]) -> str:
    """Equal for sheets that say the same."""
    return fingerprint([title, *leaf])


def items(found: Sequence[Part], numbers: Mapping[str, str]) -> list[Item]:
    """The items of the parts, each with its number; in order. A handbook ends with the sheets to fill in."""
    chapters = list(_Book(found, numbers).items())
    return [*chapters, *worksheets()] if chapters else []


def worksheets() -> list[Item]:
    """The sheets to fill in, in easy Swedish. They come with the product: their numbers are fixed by their order."""
    summary = "Blad att fylla i med penna tillsammans med den du stöder. Kopiera dem, och spara de här som förlagor."
    divider = {"kind": "divider", "number": WORKSHEETS, "title": "Arbetsblad", "summary": summary, "gap": 0}
    found = [Item(f"worksheet:{WORKSHEETS}", WORKSHEETS, "Arbetsblad", [divider], [], True)]
    for place, sheet in enumerate(own.texts("sv")["sheets"], start=1):
        number = f"{WORKSHEETS}.{place}"
        node = {"kind": "worksheet", "number": number, "sheet": sheet, "gap": 0}
        found.append(Item(f"worksheet:{sheet['key']}", number, sheet["title"], [node], [], True))
    return found


class _Book:
    def __init__(self, found: Sequence[Part], numbers: Mapping[str, str]) -> None:
        self._parts, self._numbers = found, numbers
        self._terms = list(Term.objects.all())
        self._closed = staff_paths()
        pages = [page for part in found for page in (part.section, *part.chapters)]
        self._public = {page.pk for page in pages if self._is_public(page)}
        self._number_of = {page.pk: numbers.get(key_of(page), "") for page in pages}

    def _is_public(self, page: Any) -> bool:
        return page.access == Access.PUBLIC and not any(page.path.startswith(path) for path in self._closed)

    def item(self, pk: int) -> Item | None:
        for part in self._parts:
            if part.section.pk == pk:
                return self._divider(part.section)
            for chapter in part.chapters:
                if chapter.pk == pk:
                    return self._chapter(chapter)
        return None

    def items(self) -> Iterator[Item]:
        for part in self._parts:
            yield self._divider(part.section)
            for chapter in part.chapters:
                yield self._chapter(chapter)

    def _leading(self, page: Any) -> Callable[[int], str]:
        """Where links of the page lead: what is open to all never tells of what is for staff only."""
        if page.pk not in self._public:
            return lambda pk: self._number_of.get(pk, "")
        return lambda pk: self._number_of.get(pk, "") if pk in self._public else ""

    def _divider(self, section: SectionPage) -> Item:
        number = self._number_of[section.pk]
        opening = [{"kind": "divider", "number": number, "title": section.title, "summary": section.summary, "gap": 0}]
        intro = prepared(nodes(section.intro, self._leading(section)))
        return Item(key_of(section), number, section.title, opening, intro, section.pk in self._public)

    def _chapter(self, chapter: ChapterPage) -> Item:
        number = self._number_of[chapter.pk]
        title = {"kind": "title", "number": number, "title": chapter.title, "summary": chapter.summary}
        content = body(chapter.body, self._leading(chapter))
        explained = words(chapter.title, rich_texts(chapter.body), self._terms)
        return Item(
            key_of(chapter),
            number,
            chapter.title,
            [],
            [title | {"about": _about(chapter)}, *prepared([*content, *explained])],
            chapter.pk in self._public,
            chapter.review_on,
        )


def _about(chapter: ChapterPage) -> str:
    readers = f"För {chapter.audience}. " if chapter.audience else ""
    return f"{readers}Ansvarig: {chapter.owner_unit}."
