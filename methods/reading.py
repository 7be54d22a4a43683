"""A chapter taken apart: the sections between its headings, each with an anchor that is its own on the page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from methods.canonical import paragraphs, texts_of
from methods.prose import Explained, Marker, linked_pages, with_links

# A paragraph or list item, up to the next one or its own end: a list inside an item begins a paragraph of its own.
PARAGRAPH = re.compile(r"<(p|li|h3)(?:\s[^>]*)?>(.*?(?:</\1>|(?=<(?:ul|ol|li|p)\b)))", re.DOTALL)
CHANGED_NOTE = '<span class="visually-hidden">Ändrat: </span>'
# Anchors that the page around the text uses.
RESERVED = {"", "innehall", "site-search", "ord-pa-sidan", "om-sidan", "pa-sidan", "ga-vidare", "for-dig"}
END_OF_SENTENCE = (".", "!", "?", ":", "…", "”")


@dataclass(frozen=True)
class Section:
    """From one heading to the next. The first may lack a heading."""

    anchor: str
    heading: str
    blocks: list[Any] = field(default_factory=list)

    @property
    def title_tag(self) -> str:
        """The element for titles of blocks: one step below the section's own heading."""
        return "h3" if self.heading else "h2"


@dataclass(frozen=True)
class SearchSection:
    """A section as the search engine reads it. `anchor` may be a whole path, when it stands on another page."""

    anchor: str
    heading: str
    text: str


def sections(body: Any) -> list[Section]:
    """The sections of a stream; one before the first heading only when something stands there."""
    found, taken = [Section("", "")], set(RESERVED)
    for block in body:
        if block.block_type == "heading":
            found.append(Section(_free_anchor(str(block.value), taken), str(block.value)))
        else:
            found[-1].blocks.append(block)
    return found if found[0].blocks else found[1:]


def _free_anchor(heading: str, taken: set[str]) -> str:
    base = anchor = slugify(heading)[:60].strip("-") or "avsnitt"
    number = 2
    # What begins with ord- or i- belongs to the explanations of words.
    while anchor in taken or anchor.startswith(("ord-", "i-")):
        anchor, number = f"{base}-{number}" if anchor in taken else f"avsnitt-{anchor}", number + 1
    taken.add(anchor)
    return anchor


def search_sections(body: Any) -> list[SearchSection]:
    return [
        SearchSection(section.anchor, section.heading, _in_one_line(_texts(section.blocks)))
        for section in sections(body)
    ]


def _in_one_line(texts: Iterable[str]) -> str:
    """A dot between what stands in different cells, steps and lines, so that a passage does not run them together."""
    return " ".join(text if text.endswith(END_OF_SENTENCE) else f"{text} ·" for text in texts if text).removesuffix(
        " ·"
    )


def _texts(blocks: Iterable[Any]) -> Iterator[str]:
    for block in blocks:
        for text in block.block.get_searchable_content(block.value):
            yield " ".join(text.split())


def rich_texts(body: Any) -> Iterator[str]:
    """The source of every rich text in a stream."""
    for block in body:
        if block.block_type == "text":
            yield block.value.source
        elif block.block_type in {"note", "exercise"}:
            yield block.value["html"].source
        elif block.block_type == "shared_text" and block.value:
            yield block.value.text


def linked(texts: Iterable[str]) -> set[int]:
    return set().union(*(linked_pages(text) for text in texts))


class Reader:
    """Shows the rich text of one page to one reader. Blocks are shown in order, so `explained` grows in order too."""

    def __init__(
        self,
        *,
        urls: Mapping[int, str],
        terms: Sequence[Explained] = (),
        title: str = "",
        changed: frozenset[str] = frozenset(),
    ) -> None:
        """Paragraphs whose words are in `changed` are marked as new since the reader was here."""
        self._urls, self._changed = urls, changed
        self._marker = Marker(terms, title=title)

    @property
    def explained(self) -> list[Explained]:
        return self._marker.explained

    def show(self, source: str) -> SafeString:
        # The source is what Wagtail's editor or our loader let through: both allow a fixed list of tags only.
        return mark_safe(self._marker(with_links(self._with_changes(source), self._urls)))  # noqa: S308

    def is_changed(self, block: Any) -> bool:
        """Whether something is new in a block that is marked as a whole."""
        return bool(self._changed) and not self._changed.isdisjoint(texts_of(block))

    def _with_changes(self, source: str) -> str:
        if not self._changed:
            return source

        def mark(match: re.Match[str]) -> str:
            if self._changed.isdisjoint(paragraphs(match.group(0))):
                return match.group(0)
            return f'<{match.group(1)} class="is-changed">{CHANGED_NOTE}{match.group(2)}'

        return PARAGRAPH.sub(mark, source)
