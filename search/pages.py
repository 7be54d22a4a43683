"""What of a page is indexed, and for whom. Knows Wagtail's pages, and of ours only what any page may have: `access`,
`summary`, `search_kind`, `is_opened_alone`, `search_sections()`, which returns objects with `anchor`, `heading` and
`text`, and `search_facets()`, which says what the page can be narrowed by: {"metod": [...], "lasare": [...],
"sprak": [...]}."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from wagtail.models import Page
from wagtail.search.index import SearchField

from search.analysis import VERSION, lexicon, text, words
from search.analysis.tokens import clean
from search.models import Section

PUBLIC, STAFF = "public", "staff"
SHOWN_FIRST = ("title", "summary")  # they are indexed by themselves, so that no passage says them twice
TAG = re.compile(r"<[^>]*>")


class Piece(NamedTuple):
    anchor: str
    heading: str
    text: str


def sections_of(page: Page) -> list[Section]:
    """The page's sections, not saved; none when the page may not be found. `page` is specific and fresh."""
    if not is_findable(page):
        return []
    kind = page._meta.label_lower
    shared: dict[str, Any] = {
        "page_id": page.pk,
        "title": clean(page.title)[:255],
        "summary": clean(getattr(page, "summary", "")),
        "access": access_of(page),
        "kind": kind,
        "kind_name": str(getattr(page, "search_kind", page._meta.verbose_name)).capitalize(),
    }
    shared["facets"] = facets_of(page)
    pieces = list(_pieces(page))
    shared["fingerprint"] = fingerprint([str(value) for value in shared.values()], pieces)
    return [
        Section(position=place, anchor=piece.anchor[:200], heading=piece.heading[:500], text=piece.text, **shared)
        for place, piece in enumerate(pieces)
    ]


def facets_of(page: Page) -> dict[str, list[str]]:
    """What the page itself says that it can be narrowed by, and the language of the part of the site it belongs to."""
    found: dict[str, list[str]] = {"sprak": [language_of(page)]}
    found |= page.search_facets() if hasattr(page, "search_facets") else {}
    return {name: [str(value)[:100] for value in values] for name, values in found.items() if values}


def language_of(page: Page) -> str:
    """The language's own name for itself."""
    code = page.locale.language_code
    return dict(settings.LANGUAGES).get(code, code)


def is_findable(page: Page) -> bool:
    """Published, below a site's root, behind no restriction of Wagtail's own (login, group or password), and a page to
    open: a form that is only filled in about a case says that it is none."""
    return (
        page.live
        and page.depth > 1
        and getattr(page, "is_opened_alone", True)
        and not page.get_view_restrictions().exists()
    )


def access_of(page: Page) -> str:
    """A page below a page for staff is reached through it, so it is for staff too."""
    line = [page, *page.get_ancestors().specific()]
    return STAFF if any(getattr(each, "access", PUBLIC) != PUBLIC for each in line) else PUBLIC


def fingerprint(shared: list[str], pieces: list[Piece]) -> str:
    """Changes when the page's text changes or the analysis reads it in another way."""
    content = "\0".join([analysis_version(), *shared, *(part for piece in pieces for part in piece)])
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def analysis_version() -> str:
    """The version of the rules with a hash of the word lists and the lexicon that they read."""
    sources: list[Path] = [text.SYNONYMS, words.SITE_WORDS, words.HERE / "stopwords.txt", lexicon.FILE]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes() if source.exists() else b"missing")
    return f"{VERSION}-{digest.hexdigest()}"


def _pieces(page: Page) -> Iterator[Piece]:
    if hasattr(page, "search_sections"):
        for each in page.search_sections():
            yield Piece(clean(each.anchor or ""), clean(each.heading or page.title), clean(each.text or ""))
    else:
        yield Piece("", clean(page.title), clean(_plain_fields(page)))


def _plain_fields(page: Page) -> str:
    """The summary and the page's search fields, without markup."""
    others = [
        each for each in page.search_fields if isinstance(each, SearchField) and each.field_name not in SHOWN_FIRST
    ]
    values = [getattr(page, "summary", ""), *(field.get_value(page) for field in others)]
    return "\n".join(filter(None, (plain(value) for value in values)))


def plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(plain(each) for each in value)
    return re.sub(r"[ \t]+", " ", unescape(TAG.sub(" ", str(value or "")))).strip()
