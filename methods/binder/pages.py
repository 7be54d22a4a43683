"""Puts nodes on pages. Nothing is cut inside a paragraph, an item or a row, so a page is a list of whole things.

That is what makes loose leaves possible: the content of a sheet is data, equal or not equal to that of another day.
The typesetter measures each thing once; how much fits is decided here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from methods.binder.prose import Node, plain, texts

# Kinds that may go on over pages, and the field whose members stay whole.
UNITS = {
    "list": "items",
    "steps": "items",
    "checklist": "items",
    "facts": "items",
    "words": "items",
    "dialogue": "lines",
    "table": "rows",
    "exercise": "body",
    "note": "body",
    "box": "body",
    "law": "body",
    "contents": "entries",
}
# Space above a kind, in points; nothing at the top of a page.
GAP = {"p": 12.0, "list": 10.0, "h": 20.0, "title": 0.0, "worksheet": 0.0, "contents": 0.0}
BOX_GAP = 14.0
# What takes less of a page than this is not parted for the sake of filling the page before it.
KEEP_TOGETHER = 0.4
LONGEST_PARAGRAPH, MOST_LINES = 900, 20

Page = list[Node]


@dataclass(frozen=True)
class Size:
    """The heights of one node: each unit alone as a continuation, what a neighbour adds, and the first with its title."""

    single: Sequence[float]
    pair: float
    opening: float

    def height(self, start: int = 0, stop: int | None = None) -> float:
        units = self.single[start:stop]
        title = self.opening - self.single[0] if start == 0 else 0.0
        return sum(units) + (len(units) - 1) * self.pair + title


def gap(node: Node) -> float:
    return 17.0 if node["kind"] == "h" and node["level"] > 2 else GAP.get(node["kind"], BOX_GAP)


def fits(node: Node, size: Size, capacity: float) -> bool:
    """Whether each part of the node that must stay whole has room on a page."""
    if node["kind"] not in UNITS:
        return size.height() <= capacity
    return size.opening <= capacity and max(size.single) <= capacity


def prepared(nodes: Sequence[Node]) -> list[Node]:
    """Without empty boxes, and with no paragraph that is longer than a page."""
    filled = []
    for node in nodes:
        if node["kind"] in UNITS and not node[UNITS[node["kind"]]]:
            node = {"kind": "h", "level": 3, "runs": [{"text": node.get("title") or node.get("intro") or ""}]}
            filled += [node] if node["runs"][0]["text"] else []
        else:
            filled += shortened(node)
    return filled


def taken_apart(node: Node) -> list[Node]:
    """A node with a part that is longer than a page, as paragraphs that are not."""
    return [short for text in texts(node) for each in plain(text) for short in shortened(each)]


def shortened(node: Node) -> list[Node]:
    """A paragraph of endless length as several; others as they are."""
    runs = node.get("runs", [])
    if node["kind"] != "p" or (_length(runs) <= LONGEST_PARAGRAPH and _breaks(runs) <= MOST_LINES):
        return [node]
    parts: list[list[Node]] = [[]]
    for run in (piece for each in runs for piece in _pieces(each)):
        if _length([*parts[-1], run]) > LONGEST_PARAGRAPH or _breaks(parts[-1]) >= MOST_LINES:
            parts.append([])
        parts[-1].append(run)
    return [{"kind": "p", "runs": part} for part in parts if any(run.get("text", "").strip() for run in part)]


def _length(runs: list[Node]) -> int:
    return sum(len(run.get("text", "")) for run in runs)


def _breaks(runs: list[Node]) -> int:
    return sum(1 for run in runs if run.get("break"))


def _pieces(run: Node) -> list[Node]:
    """A run in parts of whole words, none long."""
    text, most = run.get("text", ""), LONGEST_PARAGRAPH // 3
    if len(text) <= most:
        return [run]
    pieces, start = [], 0
    while start < len(text):
        stop = min(start + most, len(text))
        space = text.rfind(" ", start, stop)
        stop = space + 1 if space > start and stop < len(text) else stop
        pieces.append(run | {"text": text[start:stop]})
        start = stop
    return pieces


def paginate(nodes: Sequence[Node], sizes: Sequence[Size], capacity: float) -> list[Page]:
    """The pages in order; a heading never stands last on one."""
    flow = _Flow(capacity)
    for place, (node, size) in enumerate(zip(nodes, sizes, strict=True)):
        flow.put(node, size, least=_least(nodes[place:], sizes[place:], capacity))
    return flow.pages


def _least(nodes: Sequence[Node], sizes: Sequence[Size], capacity: float) -> float:
    """The room that must be left for a node to begin: with a heading, the start of what it heads too."""
    node, size = nodes[0], sizes[0]
    if node["kind"] in {"h", "title"} and len(nodes) > 1:
        return size.height() + gap(nodes[1]) + _least(nodes[1:], sizes[1:], capacity)
    if node["kind"] not in UNITS or size.height() <= KEEP_TOGETHER * capacity:
        return size.height()
    return size.height(0, min(2, len(size.single)))


class _Flow:
    def __init__(self, capacity: float) -> None:
        self.pages: list[Page] = [[]]
        self._capacity, self._used = capacity, 0.0

    def _room(self, node: Node) -> float:
        return self._capacity - self._used - (gap(node) if self.pages[-1] else 0.0)

    def _turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
            self._used = 0.0

    def put(self, node: Node, size: Size, *, least: float) -> None:
        if least > self._room(node) and size.height() <= self._capacity:
            self._turn()
        if node["kind"] not in UNITS or size.height() <= self._room(node):
            self._add(node, size.height())
        else:
            self._put_in_parts(node, size)

    def _put_in_parts(self, node: Node, size: Size) -> None:
        field, start, count = UNITS[node["kind"]], 0, len(size.single)
        while start < count:
            if size.height(start, start + 1) > self._room(node):
                self._turn()
            stop = start + 1
            while stop < count and size.height(start, stop + 1) <= self._room(node):
                stop += 1
            part = node | {field: node[field][start:stop], "first": start == 0, "start": start}
            self._add(part, size.height(start, stop))
            start = stop

    def _add(self, node: Node, height: float) -> None:
        above = gap(node) if self.pages[-1] else 0.0
        self.pages[-1].append(node | {"gap": above})
        self._used += above + height


def sheets(pages: Sequence[Page]) -> list[tuple[Page, Page]]:
    """Front and back of each leaf; the back of the last may be empty."""
    even = [*pages, *([[]] if len(pages) % 2 else [])]
    return [pair for place, pair in enumerate(pairwise(even)) if place % 2 == 0]


def whole(node: Node) -> dict[str, Any]:
    """A node with what the typesetter asks of every part."""
    return node | {"first": True, "start": 0, "gap": 0.0}
