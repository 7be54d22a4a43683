"""The words of a chapter as plain data: what is hashed, kept and compared. The same words give the same hash."""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, TypedDict

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.rich_text import RichText

from methods.prose import ATTRIBUTE, LINK

END_OF_PARAGRAPH = re.compile(r"</(?:p|li|h3)>|<br\s*/?>")
TAG = re.compile(r"<[^>]+>")


class Part(TypedDict):
    """One block: its kind, its paragraphs, and where its links go."""

    type: str
    texts: list[str]
    links: list[str]


class Content(TypedDict):
    title: str
    summary: str
    parts: list[Part]


def content_of(*, title: str, summary: str, body: Any) -> Content:
    return {"title": title, "summary": summary, "parts": [part_of(block) for block in body]}


def digest(content: Any) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def part_of(block: Any) -> Part:
    return {"type": block.block_type, "texts": texts_of(block), "links": list(_links(block.block, block.value))}


def texts_of(block: Any) -> list[str]:
    """Every paragraph of a block, in order."""
    return [text for text in _texts(block.block, block.value) if text]


def paragraphs(source: str) -> list[str]:
    """The paragraphs of a rich text without its tags."""
    found = (" ".join(html.unescape(TAG.sub("", each)).split()) for each in END_OF_PARAGRAPH.split(source))
    return [each for each in found if each]


def _texts(block: blocks.Block, value: Any) -> Iterator[str]:
    if value is None or value == "":
        return
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _texts(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for each in value:
            yield from _texts(block.child_block, each)
    elif isinstance(block, TypedTableBlock):
        yield value.caption
        yield " | ".join(column["heading"] for column in value.columns)
        for row in value.rows:
            yield " | ".join(str(cell.value) for cell in row)
    elif isinstance(block, blocks.ChoiceBlock):
        yield str(dict(block.field.choices).get(value, value))
    else:
        yield from _plain(value)


def _plain(value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        yield from paragraphs(value.source)
    elif hasattr(value, "shown_texts"):
        yield from value.shown_texts()
    elif isinstance(value, date):
        yield value.isoformat()
    else:
        yield " ".join(str(value).split())


def _links(block: blocks.Block, value: Any) -> Iterator[str]:
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _links(child, value.get(name))
    elif isinstance(value, RichText):
        for attributes, _text in LINK.findall(value.source):
            found = dict(ATTRIBUTE.findall(attributes))
            yield html.unescape(found.get("href") or f"{found.get('linktype', '')}:{found.get('id', '')}")
