"""Reads the content files into plain objects. Everything is checked before anything is written."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from methods.content.blocks import Kept, Raw, body
from methods.content.checks import ContentError, Table
from methods.models.snippets import Certainty

__all__ = ["Chapter", "ContentError", "Section", "Source", "read"]

LINK = re.compile(r'<a\b[^>]*\bslug="([^"]*)"[^>]*>')


@dataclass(frozen=True)
class Chapter:
    """A chapter as its file has it; `fields` are those of the page, the body with links by slug."""

    file: Path
    slug: str
    fields: dict[str, Any]
    table: Table

    def body(self, kept: Kept) -> list[Raw]:
        return body(self.table, self.slug, kept)


@dataclass(frozen=True)
class Section:
    file: Path
    slug: str
    fields: dict[str, Any]
    chapters: list[Chapter] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """All that the product ships for the handbook."""

    sections: list[Section]
    terms: list[dict[str, str]]
    references: dict[str, dict[str, Any]]
    amounts: dict[str, dict[str, Any]]


def read(folder: Path) -> Source:
    """Read and check every file; raises ContentError that names file and field."""
    references = dict(_references(folder / "references.toml"))
    sections = [_section(path) for path in sorted(folder.glob("handbook/*/")) if any(path.glob("*.toml"))]
    amounts = dict(_amounts(folder / "amounts.toml"))
    source = Source(sections, list(_terms(folder / "glossary.toml")), references, amounts)
    _check_whole(source)
    return source


def _load(file: Path) -> Table:
    try:
        return Table(tomllib.loads(file.read_text(encoding="utf-8")), file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(file, "file", f"is not TOML: {error}") from None


def _section(folder: Path) -> Section:
    file = folder / "00-section.toml"
    if not file.exists():
        raise ContentError(file, "file", "is missing")
    table = _load(file)
    fields = {
        "title": table.text("title", longest=60),
        "summary": table.text("summary", longest=220),
        "intro": table.html("intro"),
    }
    slug = table.slug("slug")
    table.finish()
    chapters = [_chapter(each) for each in sorted(folder.glob("*.toml")) if each != file]
    return Section(file, slug, fields, chapters)


def _chapter(file: Path) -> Chapter:
    table = _load(file)
    fields = {
        "title": table.text("title", longest=60),
        "summary": table.text("summary", longest=220),
        "access": table.one_of("access", ["public", "staff"]),
        "audience": ", ".join(table.texts("audience")),
        "themes": ", ".join(table.texts("themes", most=4)).lower(),
        "owner_unit": table.text("owner_unit", longest=120),
        "review_months": table.number("review_months", 1, 60),
    }
    slug = table.slug("slug")
    return Chapter(file, slug, fields, table)


def _terms(file: Path) -> Iterator[dict[str, str]]:
    for row in _load(file).tables("term") if file.exists() else []:
        yield {
            "name": row.text("term", longest=80),
            "explanation": row.text("explanation", longest=600),
            "also_known_as": ", ".join(row.texts("also", least=0)),
        }
        row.finish()


def _references(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in _load(file).tables("reference") if file.exists() else []:
        valid_from: date | None = row.day("valid_from", empty=True)
        yield (
            row.slug("key"),
            {
                "title": row.text("title", longest=120),
                "citation": row.text("citation", longest=160),
                "text": row.text("text", longest=3000),
                "valid_from": valid_from,
                "checked_on": row.day("checked_on"),
                "certainty": row.one_of("certainty", Certainty.values),
            },
        )
        row.finish()


def _amounts(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Key → title, unit and one value: the newest that the product knows."""
    for row in _load(file).tables("amount") if file.exists() else []:
        yield (
            row.slug("key"),
            {
                "title": row.text("title", longest=120),
                "unit": row.text("unit", longest=40),
                "value": row.number("value", 0, 10_000_000),
                "valid_from": row.day("valid_from"),
                "source": row.text("source", longest=200),
            },
        )
        row.finish()


def _check_whole(source: Source) -> None:
    """What no file can know alone: names used once, links that lead somewhere."""
    pages: dict[str, Path] = {}
    for page in _pages(source):
        if page.slug in pages:
            raise ContentError(page.file, "slug", f"{page.slug!r} is also the slug of {pages[page.slug].name}")
        pages[page.slug] = page.file
    for section in source.sections:
        _check_links(section.file, section.fields["intro"], pages)
        for chapter in section.chapters:
            stream = chapter.body(
                {"reference": dict.fromkeys(source.references, 0), "amount": dict.fromkeys(source.amounts, 0)}
            )
            chapter.table.finish()
            for number, block in enumerate(stream, start=1):
                _check_links(chapter.file, str(block["value"]), pages, f"body {number}")


def _pages(source: Source) -> Iterator[Section | Chapter]:
    for section in source.sections:
        yield section
        yield from section.chapters


def _check_links(file: Path, text: str, pages: dict[str, Path], place: str = "intro") -> None:
    for slug in LINK.findall(text):
        if slug not in pages:
            raise ContentError(file, place, f"links to {slug!r}, which no page is called")
