"""Compiles portal/locale, so that neither a build nor a server needs gettext: python -m tests.portal.catalogue"""

import ast
import re
import struct
from pathlib import Path

import portal

FOLDER = Path(portal.__file__).parent / "locale/sv/LC_MESSAGES"
PART = re.compile(r'(msgid|msgstr) ((?:".*"\n?)+)')


def entries(po: str) -> dict[str, str]:
    """The texts of a catalogue that has neither plurals nor contexts; what is not translated is left out."""
    parts = ["".join(ast.literal_eval(line) for line in text.splitlines()) for _name, text in PART.findall(po)]
    return {english: other for english, other in zip(parts[::2], parts[1::2], strict=True) if other}


def compiled(texts: dict[str, str]) -> bytes:
    """The file that Python's gettext reads: two tables of lengths and places, then the texts, sorted."""
    pairs = sorted((english.encode(), other.encode()) for english, other in texts.items())
    count, place = len(pairs), 28 + 16 * len(pairs)
    tables: list[bytes] = []
    for column in zip(*pairs, strict=True):
        for text in column:
            tables.append(struct.pack("<II", len(text), place))
            place += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + b"".join(tables) + b"".join(text + b"\0" for column in zip(*pairs, strict=True) for text in column)


if __name__ == "__main__":
    (FOLDER / "django.mo").write_bytes(compiled(entries((FOLDER / "django.po").read_text())))
