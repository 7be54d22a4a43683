"""Reads the text out of a PDF that Typst made, page by page. Enough for that one writer; not a reader of other PDFs."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
# A font is chosen, a line begins, or glyphs are shown.
# Brackets in pairs need no escape in a string; so deep they never lie.
INNER = rb"(?:\\.|[^\\()])*"
for _ in range(4):
    INNER = rb"(?:\\.|[^\\()]|\(" + INNER + rb"\))*"
STRING = rb"\(" + INNER + rb"\)|<[0-9A-Fa-f]*>"
SHOWN = re.compile(STRING, re.DOTALL)
# A font is chosen, a line begins, or glyphs are shown.
OPERATOR = re.compile(
    rb"/(f\d+) [\d.]+ Tf|(BT)\b|((?:" + STRING + rb"))\s*Tj|\[((?:" + STRING + rb"|[-\d.\s])*)\]\s*TJ", re.DOTALL
)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """The text of each page in the order it was set, a line break where a new piece begins."""
    return _Reader(pdf).pages()


def letters(text: str) -> str:
    """Without what a line break or hyphenation may change. A hyphen is one shape, whatever it stands for."""
    return re.sub(r"[-\s\u00ad\u2010\u2011\u200b\u2028-\u202e]+", "", text)


class _Reader:
    def __init__(self, pdf: bytes) -> None:
        self._objects = {int(match[1]): match[2] for match in OBJECT.finditer(pdf)}

    def pages(self) -> list[str]:
        root = next(body for body in self._objects.values() if re.search(rb"/Type\s*/Catalog", body))
        return [self._page(body) for body in self._leaves(self._reference(root, b"Pages"))]

    def _leaves(self, number: int) -> list[bytes]:
        body = self._objects[number]
        if kids := re.search(rb"/Kids\s*\[(.*?)\]", body, re.DOTALL):
            return [leaf for kid in re.findall(rb"(\d+) 0 R", kids[1]) for leaf in self._leaves(int(kid))]
        return [body]

    def _reference(self, body: bytes, name: bytes) -> int:
        return int(re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)[1])

    def _stream(self, number: int) -> bytes:
        body = self._objects[number]
        raw = STREAM.search(body)[1]
        return zlib.decompress(raw) if b"/FlateDecode" in body else raw

    def _page(self, body: bytes) -> str:
        if b"/Contents" not in body:
            return ""
        resources = self._objects[self._reference(body, b"Resources")]
        fonts = {
            name.decode(): self._letters_of(int(number))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        }
        return self._text(self._stream(self._reference(body, b"Contents")), fonts)

    def _letters_of(self, font: int) -> dict[int, str]:
        table = self._stream(self._reference(self._objects[font], b"ToUnicode"))
        return {
            int(glyph, 16): bytes.fromhex(code.decode()).decode("utf-16-be")
            for glyph, code in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>\s*\n", table)
        }

    def _text(self, content: bytes, fonts: dict[str, dict[int, str]]) -> str:
        found, font = [], {}
        for name, begin, alone, several in OPERATOR.findall(content):
            if name:
                font = fonts[name.decode()]
            elif begin:
                found.append("\n")
            for string in SHOWN.findall(alone or several):
                glyphs = _bytes(string)
                pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
                found += [font.get(high << 8 | low, "") for high, low in pairs]
        return "".join(found)


def _bytes(string: bytes) -> bytes:
    if string.startswith(b"<"):
        return bytes.fromhex(string[1:-1].decode())

    def one(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8)]) if code.isdigit() else ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, string[1:-1], flags=re.DOTALL)
