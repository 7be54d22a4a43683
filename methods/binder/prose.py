"""Rich text as plain data for print: paragraphs, headings and lists of runs. No markup goes on to the typesetter."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

Node = dict[str, Any]
Run = dict[str, Any]
# Gives where a link to a page leads on paper: the number of a chapter, or nothing.
Numbers = Callable[[int], str]

INLINE = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "div"}


def nodes(html: str, numbers: Numbers) -> list[Node]:
    """The blocks of a rich text in order; a text outside every block becomes a paragraph of its own."""
    parser = _Parser(numbers)
    parser.feed(html)
    parser.close()
    return parser.finish()


def plain(text: str) -> list[Node]:
    """Paragraphs of a text without markup: an empty line parts them, a line break stays."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [{"kind": "p", "runs": _lines(part)} for part in parts if part]


def _lines(text: str) -> list[Run]:
    runs: list[Run] = []
    for line in text.split("\n"):
        runs += [{"break": True}] if runs else []
        runs.append({"text": line.strip()})
    return runs


class _Parser(HTMLParser):
    def __init__(self, numbers: Numbers) -> None:
        super().__init__(convert_charrefs=True)
        self._numbers = numbers
        self._root: list[Node] = []
        self._open: list[list[Node]] = [self._root]  # the lists of nodes that are being filled, innermost last
        self._runs: list[Run] = []
        self._style = {"bold": 0, "italic": 0}
        self._link: Run = {}
        self._heading = 0

    def finish(self) -> list[Node]:
        self._close_block()
        return self._root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in INLINE:
            self._style[INLINE[tag]] += 1
        elif tag == "a":
            self._link = self._target(dict(attrs))
        elif tag == "br":
            self._runs.append({"break": True})
        elif tag in {"ul", "ol"}:
            self._close_block()
            node: Node = {"kind": "list", "ordered": tag == "ol", "items": []}
            self._open[-1].append(node)
        elif tag == "li":
            self._close_block()
            self._start_item()
        elif tag in BLOCKS:
            self._close_block()
            self._heading = int(tag[1]) if tag[0] == "h" else 0

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            self._style[INLINE[tag]] = max(0, self._style[INLINE[tag]] - 1)
        elif tag == "a":
            self._end_link()
        elif tag == "li":
            self._close_block()
            if len(self._open) > 1:
                self._open.pop()
        elif tag in BLOCKS | {"ul", "ol"}:
            self._close_block()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split()) if data.strip() else ""
        # Spaces at the ends part the run from its neighbours.
        text = (" " if data[:1].isspace() else "") + text + (" " if text and data[-1:].isspace() else "")
        if text and (text.strip() or self._runs):
            style = {name: True for name, depth in self._style.items() if depth}
            self._runs.append({"text": text, **style, **{k: v for k, v in self._link.items() if k != "see"}})

    def _start_item(self) -> None:
        siblings = self._open[-1]
        if not (siblings and siblings[-1]["kind"] == "list"):
            siblings.append({"kind": "list", "ordered": False, "items": []})
        item: list[Node] = []
        siblings[-1]["items"].append(item)
        self._open.append(item)

    def _target(self, attributes: dict[str, str | None]) -> Run:
        if attributes.get("linktype") == "page":
            page = attributes.get("id") or ""
            number = self._numbers(int(page)) if page.isdigit() else ""
            return {"chapter": number} if number else {}
        href = attributes.get("href") or ""
        return {"url": href} if href.startswith(("http://", "https://", "mailto:", "tel:")) else {}

    def _end_link(self) -> None:
        """On paper a link says where it leads: the chapter's number, or the address."""
        if number := self._link.get("chapter"):
            self._runs.append({"text": f" ({number})", "chapter": number})
        elif (url := self._link.get("url")) and url.removeprefix("https://") not in "".join(
            run.get("text", "") for run in self._runs
        ):
            self._runs.append({"text": f" ({url})", "url": url})
        self._link = {}

    def _close_block(self) -> None:
        runs, heading = _trimmed(self._runs), self._heading
        self._runs, self._heading = [], 0
        if not runs:
            return
        self._open[-1].append(
            {"kind": "h", "level": heading, "runs": runs} if heading else {"kind": "p", "runs": runs}
        )


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without space and breaks at the ends."""
    kept = list(runs)
    while kept and not kept[-1].get("text", "").strip():
        kept.pop()
    while kept and not kept[0].get("text", "").strip():
        kept.pop(0)
    if kept:
        kept[0] = kept[0] | {"text": kept[0]["text"].lstrip()}
        kept[-1] = kept[-1] | {"text": kept[-1]["text"].rstrip()}
    return kept


def texts(node: Any) -> list[str]:
    """Every text that a node shows, for tests and for hashes."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    if isinstance(node, dict):
        silent = {"kind", "tone", "level", "ordered", "chapter", "url", "bold", "italic", "break"}
        return [text for key, each in node.items() if key not in silent for text in texts(each)]
    return []
