"""From the [[body]] tables of a file to the raw value of a stream, the same as Wagtail keeps in the database."""

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from methods.blocks import NOTE_KINDS
from methods.content.checks import Table

Raw = dict[str, Any]
Kept = dict[str, dict[str, int]]
"""Kind of block → key → id of what many pages show and one place keeps."""

FILES = {"reference": "references.toml", "amount": "amounts.toml"}


def body(page: Table, slug: str, kept: Kept) -> list[Raw]:
    """The stream of a page. The ids are made from the page's name, so that the same file gives the same stream."""
    blocks = []
    for number, table in enumerate(page.tables("body")):
        kind = table.one_of("type", READERS)
        value = READERS[kind](table)
        if kind in FILES:
            if value not in kept[kind]:
                raise table.fault("key", f"{value!r} is not in {FILES[kind]}")
            value = kept[kind][value]
        table.finish()
        blocks.append({"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, f"{slug}/{number}"))})
    return [_with_item_ids(block) for block in blocks]


def _with_item_ids(block: Raw) -> Raw:
    """Lists in a block have items with ids of their own."""
    if not isinstance(block["value"], dict) or block["type"] == "table":
        return block
    value = {
        name: [
            {"type": "item", "value": item, "id": str(uuid5(NAMESPACE_URL, f"{block['id']}/{name}/{number}"))}
            for number, item in enumerate(each)
        ]
        if isinstance(each, list)
        else each
        for name, each in block["value"].items()
    }
    return block | {"value": value}


def _rows(table: Table, field: str, read: Callable[[Table], Raw], least: int = 1) -> list[Raw]:
    rows = []
    for row in table.tables(field, least=least):
        rows.append(read(row))
        row.finish()
    return rows


def _steps(table: Table) -> Raw:
    items = _rows(table, "items", lambda row: {"title": row.text("title", longest=80), "text": row.text("text")})
    return {"title": table.text("title", longest=120), "items": items}


def _do_dont(table: Table) -> Raw:
    return {"title": table.text("title", longest=120), "do": table.texts("do"), "dont": table.texts("dont")}


def _dialogue(table: Table) -> Raw:
    def line(row: Table) -> Raw:
        return {
            "who": row.text("who", longest=40),
            "text": row.text("text"),
            "note": row.text("note", longest=80, empty=True),
        }

    return {"intro": table.text("intro"), "lines": _rows(table, "lines", line, least=2)}


def _exercise(table: Table) -> Raw:
    return {
        "title": table.text("title", longest=120),
        "minutes": table.number("minutes", 0, 480),
        "html": table.html("html"),
    }


def _checklist(table: Table) -> Raw:
    return {"title": table.text("title", longest=120), "items": table.texts("items")}


def _table(table: Table) -> Raw:
    head = table.texts("head", least=2, most=6)
    return {
        "caption": table.text("caption", longest=200),
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": row} for row in table.rows("rows", len(head))],
    }


def _note(table: Table) -> Raw:
    return {
        "kind": table.one_of("kind", [kind for kind, _label in NOTE_KINDS]),
        "title": table.text("title", longest=120),
        "html": table.html("html"),
    }


def _facts(table: Table) -> Raw:
    def item(row: Table) -> Raw:
        return {"label": row.text("label", longest=120), "value": row.text("value", longest=60)}

    as_of = table.day("as_of")
    return {
        "title": table.text("title", longest=120),
        "items": _rows(table, "items", item),
        "source": table.text("source", longest=200),
        "as_of": as_of.isoformat() if as_of else None,
    }


def _session_plan(table: Table) -> Raw:
    def part(row: Table) -> Raw:
        return {
            "minutes": row.number("minutes", 1, 240),
            "title": row.text("title", longest=160),
            "tip": row.text("tip", longest=250, empty=True),
        }

    return {
        "title": table.text("title", longest=120),
        "parts": _rows(table, "parts", part),
        "exit_question": table.text("exit_question"),
    }


READERS: dict[str, Callable[[Table], Any]] = {
    "heading": lambda table: table.text("text", longest=120),
    "text": lambda table: table.html("html"),
    "steps": _steps,
    "do_dont": _do_dont,
    "dialogue": _dialogue,
    "exercise": _exercise,
    "checklist": _checklist,
    "table": _table,
    "note": _note,
    "facts": _facts,
    "session_plan": _session_plan,
    "reference": lambda table: table.slug("key"),
    "amount": lambda table: table.slug("key"),
}
