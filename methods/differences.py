"""What is different between two versions of a chapter: paragraphs that came, went, or were reworded word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

WORD = re.compile(r"\s+|[^\s]+")
# Below this two paragraphs have so little in common that they are one taken out and one put in.
ALIKE = 0.5


@dataclass(frozen=True)
class Piece:
    """Some words: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One paragraph that came, went or was reworded, under the heading where it stands."""

    kind: str
    heading: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class _Paragraph:
    heading: str
    text: str


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every paragraph that differs, in the order of the new version."""
    before, after = list(_paragraphs(old)), list(_paragraphs(new))
    matcher = SequenceMatcher(None, [each.text for each in before], [each.text for each in after], autojunk=False)
    found: list[Change] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            found += _replaced(before[start:end], after[new_start:new_end])
    return found


def new_texts(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """The paragraphs of the new version that the old one had not."""
    return frozenset(each.text for each in _paragraphs(new)) - {each.text for each in _paragraphs(old)}


def _paragraphs(content: Mapping[str, Any]) -> Iterator[_Paragraph]:
    yield _Paragraph("", content["title"])
    yield _Paragraph("", content["summary"])
    heading = ""
    for part in content["parts"]:
        if part["type"] == "heading":
            heading = " ".join(part["texts"])
        for text in part["texts"]:
            yield _Paragraph(heading, text)


def _replaced(before: list[_Paragraph], after: list[_Paragraph]) -> Iterator[Change]:
    """Pair each new paragraph with the old one that it is most like; what is left came or went."""
    left = list(before)
    for paragraph in after:
        pieces, match = _closest(left, paragraph)
        if match is None:
            yield Change("added", paragraph.heading, [Piece("added", paragraph.text)])
            continue
        for gone in left[: left.index(match)]:
            yield Change("removed", gone.heading, [Piece("removed", gone.text)])
        left = left[left.index(match) + 1 :]
        yield Change("reworded", paragraph.heading, pieces)
    for gone in left:
        yield Change("removed", gone.heading, [Piece("removed", gone.text)])


def _closest(candidates: list[_Paragraph], paragraph: _Paragraph) -> tuple[list[Piece], _Paragraph | None]:
    best, match = ALIKE, None
    words = WORD.findall(paragraph.text)
    for each in candidates[:20]:
        matcher = SequenceMatcher(None, WORD.findall(each.text), words, autojunk=False)
        if matcher.quick_ratio() > best and matcher.ratio() > best:
            best, match = matcher.ratio(), each
    return (_pieces(match.text, paragraph.text) if match else []), match


def _pieces(old: str, new: str) -> list[Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    pieces = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece("removed", "".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece("added", "".join(after[new_start:new_end])))
    return pieces
