"""A chapter's stream as plain data. What a later block type shows is kept too: its texts become paragraphs."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.html import strip_tags

from methods.binder.prose import Node, Numbers, nodes, plain
from methods.blocks import NOTE_KINDS
from methods.guides import timed
from methods.prose import Explained, Marker
from portal.templatetags.swedish import langdatum

NOTE_LABELS = dict(NOTE_KINDS)
Convert = Callable[[Any, Numbers], list[Node]]


def body(stream: Any, numbers: Numbers) -> list[Node]:
    """Every block of a chapter as nodes; headings of the chapter are of level 2, titles of blocks of level 3."""
    found: list[Node] = []
    for block in stream:
        convert = CONVERTERS.get(block.block_type)
        found += convert(block.value, numbers) if convert else _unknown(block, numbers)
    return found


def words(title: str, sources: Iterable[str], terms: Sequence[Explained]) -> list[Node]:
    """The words of the glossary that the texts use and the title does not, in the order they are met."""
    marker = Marker(terms, title=title)
    for source in sources:
        marker(source)
    items = [{"name": term.name, "text": term.explanation} for term in marker.explained]  # type: ignore[attr-defined]  # every Term has them; the protocol names what marking needs
    return [{"kind": "words", "title": "Ord i kapitlet", "items": items}] if items else []


def _heading(value: Any, _numbers: Numbers) -> list[Node]:
    return [{"kind": "h", "level": 2, "runs": [{"text": str(value)}]}]


def _text(value: Any, numbers: Numbers) -> list[Node]:
    return nodes(value.source, numbers)


def _steps(value: Any, _numbers: Numbers) -> list[Node]:
    items = [{"title": item["title"], "body": plain(item["text"])} for item in value["items"]]
    return [{"kind": "steps", "title": value["title"], "items": items}]


def _do_dont(value: Any, _numbers: Numbers) -> list[Node]:
    return [{"kind": "do_dont", "title": value["title"], "do": list(value["do"]), "dont": list(value["dont"])}]


def _dialogue(value: Any, _numbers: Numbers) -> list[Node]:
    lines = [{"who": line["who"], "text": line["text"], "note": line["note"] or ""} for line in value["lines"]]
    return [{"kind": "dialogue", "intro": value["intro"], "lines": lines}]


def _exercise(value: Any, numbers: Numbers) -> list[Node]:
    minutes = f"{value['minutes']} minuter" if value["minutes"] else ""
    return [
        {"kind": "exercise", "title": value["title"], "minutes": minutes, "body": nodes(value["html"].source, numbers)}
    ]


def _checklist(value: Any, _numbers: Numbers) -> list[Node]:
    return [{"kind": "checklist", "title": value["title"], "items": list(value["items"])}]


def _table(value: Any, _numbers: Numbers) -> list[Node]:
    head = [column["heading"] for column in value.columns]
    rows = [[str(cell.value) for cell in row] for row in value.rows]
    return [{"kind": "table", "caption": value.caption, "head": head, "rows": rows, "widths": _widths(head, rows)}]


def _widths(head: list[str], rows: list[list[str]]) -> list[int]:
    """Shares of the width by how much stands in each column: fixed, so that parts of a table have the same columns."""
    columns = list(zip(head, *rows, strict=True))
    longest = [max(len(text) for text in column) for column in columns]
    words = [max(len(word) for text in column for word in text.split() or [""]) for column in columns]
    return [max(min(length, 60), word + 3, 6) for length, word in zip(longest, words, strict=True)]


def _note(value: Any, numbers: Numbers) -> list[Node]:
    return [
        {
            "kind": "note",
            "tone": value["kind"],
            "label": NOTE_LABELS.get(value["kind"], ""),
            "title": value["title"],
            "body": nodes(value["html"].source, numbers),
        }
    ]


def _facts(value: Any, _numbers: Numbers) -> list[Node]:
    return [
        {
            "kind": "facts",
            "title": value["title"],
            "items": [
                *({"label": item["label"], "value": item["value"]} for item in value["items"]),
                {"source": f"Källa: {value['source']}. Uppgifterna gäller per {langdatum(value['as_of'])}."},
            ],
        }
    ]


def _reference(value: Any, _numbers: Numbers) -> list[Node]:
    if value is None:
        return []
    since = f" Gäller från {langdatum(value.valid_from)}." if value.valid_from else ""
    checked = f" Kontrollerad {langdatum(value.checked_on)}, {value.get_certainty_display()}."
    source = {"kind": "source", "text": f"{value.citation}.{since}{checked}"}
    return [{"kind": "law", "title": value.title, "body": [*plain(value.text), source]}]


def _session_plan(value: Any, _numbers: Numbers) -> list[Node]:
    head = ["Minut", "Det här gör ni"]
    rows = [
        [f"{part.start}–{part.end}", f"{part.title}. {part.tip}" if part.tip else part.title]
        for part in timed(value["parts"])
    ]
    table = {"kind": "table", "caption": value["title"], "head": head, "rows": rows, "widths": _widths(head, rows)}
    return [table, *plain(f"Utgångsfråga: {value['exit_question']}")]


def _amount(value: Any, _numbers: Numbers) -> list[Node]:
    """What is in force when the sheet is set; a new amount is a new sheet."""
    if value is None or value.current is None:
        return []
    now = value.current
    source = {"source": f"Gäller från {langdatum(now.valid_from)}. Källa: {now.source}."}
    return [{"kind": "facts", "title": value.title, "items": [{"label": value.title, "value": now.shown}, source]}]


def _shared_text(value: Any, numbers: Numbers) -> list[Node]:
    return nodes(value.text, numbers) if value is not None else []


def _figure(value: Any, _numbers: Numbers) -> list[Node]:
    """In words: what the picture shows is said in its alternative text."""
    return [
        {"kind": "box", "label": "Bild", "body": plain("\n\n".join(filter(None, (value["alt"], value["caption"]))))}
    ]


def _film(value: Any, _numbers: Numbers) -> list[Node]:
    return [{"kind": "box", "label": f"Film: {value['title']}", "body": plain(value["transcript"])}]


def _worksheet(value: Any, _numbers: Numbers) -> list[Node]:
    return [{"kind": "box", "label": f"Blad: {value['title']}", "body": plain(value["text"])}]


CONVERTERS: dict[str, Convert] = {
    "heading": _heading,
    "text": _text,
    "steps": _steps,
    "do_dont": _do_dont,
    "dialogue": _dialogue,
    "exercise": _exercise,
    "checklist": _checklist,
    "table": _table,
    "note": _note,
    "facts": _facts,
    "reference": _reference,
    "session_plan": _session_plan,
    "amount": _amount,
    "shared_text": _shared_text,
    "figure": _figure,
    "film": _film,
    "worksheet": _worksheet,
}


def _unknown(block: Any, numbers: Numbers) -> list[Node]:
    """A block that print has no shape of its own for: all that it holds, in a plain frame."""
    inner = list(_anything(block.value, numbers))
    return [{"kind": "box", "label": str(block.block.label), "body": inner}] if inner else []


def _anything(value: Any, numbers: Numbers) -> Iterable[Node]:
    if hasattr(value, "source"):  # rich text
        yield from nodes(value.source, numbers)
    elif isinstance(value, str):
        yield from plain(value)
    elif isinstance(value, date):
        yield from plain(langdatum(value))
    elif hasattr(value, "items"):  # a struct
        for each in value.values():
            yield from _anything(each, numbers)
    elif hasattr(value, "stream_block"):
        yield from body(value, numbers)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _anything(each, numbers)
    elif title := getattr(value, "title", ""):  # a page, an image, a document
        yield from plain(strip_tags(str(title)))
