"""What would shut a reader out, found in the text of a chapter before it is published."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from methods.prose import LINK

TAG = re.compile(r"<[^>]+>")
FIRST_H3 = re.compile(r"<h3\b")
# A link is also read on its own, in a list of links: then these say nothing.
EMPTY_WORDS = {
    "här",
    "klicka här",
    "klicka",
    "läs mer",
    "läs mer här",
    "mer",
    "länk",
    "länken",
    "denna länk",
    "den här länken",
}
POINTLESS_ALT = re.compile(r"(bild|foto|figur|illustration)( på| av)?\b|.*\.(png|jpe?g|gif|webp)$", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """Where it is, and a sentence that says what to do."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


def faults(body: Any) -> list[Fault]:
    """Everything found, in the order of the page."""
    heading, found = "", list[Fault]()
    for block in body:
        if block.block_type == "heading":
            heading = str(block.value)
        found += [Fault(f"Under ”{heading}”" if heading else "I början", each) for each in _of_block(block, heading)]
    return found


def _of_block(block: Any, heading: str) -> Iterator[str]:
    for source in _sources(block):
        yield from _of_links(source)
        if FIRST_H3.search(source) and not heading:
            yield "En underrubrik står före den första rubriken. Lägg till en rubrik ovanför, eller gör den till text."
    if block.block_type == "figure":
        yield from _of_alt(block.value["alt"], block.value["caption"])
    if block.block_type == "table" and not block.value.caption:
        yield "Tabellen saknar tabellrubrik. Skriv vad den visar."


def _sources(block: Any) -> Iterator[str]:
    if block.block_type == "text":
        yield block.value.source
    elif block.block_type in {"note", "exercise"}:
        yield block.value["html"].source


def _of_links(source: str) -> Iterator[str]:
    for _attributes, inner in LINK.findall(source):
        text = " ".join(html.unescape(TAG.sub("", inner)).split()).strip(".:! ")
        if not text:
            yield "En länk har ingen text. Skriv vart den leder."
        elif text.lower() in EMPTY_WORDS:
            yield f"Länken ”{text}” säger inte vart den leder. Skriv det som länktext."
        elif text.lower().startswith(("http://", "https://", "www.")):
            yield f"Länken ”{text[:60]}” är en adress. Skriv i stället vad som finns där."


def _of_alt(alt: str, caption: str) -> Iterator[str]:
    if POINTLESS_ALT.match(alt.strip()):
        yield f"Beskrivningen ”{alt[:60]}” säger inte vad bilden visar. Skriv det som är viktigt i den."
    elif caption and alt.strip().lower() == caption.strip().lower():
        yield "Bildens beskrivning är densamma som bildtexten. Säg vad bilden visar."
