"""The shipped handbook as plain records, straight from its TOML files: the corpus of the labelled queries."""

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

HANDBOOK = Path(__file__).resolve().parents[2] / "methods" / "content" / "handbook"
TAG = re.compile(r"<[^>]+>")


def plain(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", TAG.sub(" ", html))).strip()


def strings(value: Any) -> list[str]:
    """All text of a block, in its order."""
    if isinstance(value, str):
        return [plain(value)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    if isinstance(value, dict):
        skipped = ("type", "kind", "key", "minutes", "as_of")
        return [text for name, each in value.items() if name not in skipped for text in strings(each)]
    return []


def records(folder: Path = HANDBOOK) -> list[dict[str, str]]:
    """One record for each page and heading, with the id `slug#number`."""
    return [record for path in sorted(folder.glob("*/*.toml")) for record in _sections(path)]


def _sections(path: Path) -> list[dict[str, str]]:
    page = tomllib.loads(path.read_text("utf-8"))
    sections = [{"heading": page["title"], "text": [page["summary"], *strings(page.get("intro", ""))]}]
    for block in page.get("body", []):
        if block["type"] == "heading":
            sections.append({"heading": block["text"], "text": []})
        else:
            sections[-1]["text"] += strings(block)
    return [
        {"id": f"{page['slug']}#{number}", "heading": each["heading"], "text": "\n".join(each["text"]),
         "page": page["slug"], "page_title": page["title"]}
        for number, each in enumerate(sections)
    ]  # fmt: skip
