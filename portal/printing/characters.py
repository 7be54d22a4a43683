"""What can be printed: the characters that the typesetter's own fonts have. One that lacks would stop the whole PDF."""

import re
from functools import cache
from pathlib import Path
from typing import Any

# Ranges in hexadecimal, read once from the fonts that come with typst 0.15; a test sets every one of them.
RANGES = Path(__file__).with_name("characters.txt")
# Direction marks, joiners and breaks have no shape and need none.
SHAPELESS = "\t\n\r\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
REPLACEMENT = "□"


@cache
def _other() -> re.Pattern[str]:
    ranges = [part.split("-") for part in RANGES.read_text().split()]
    allowed = "".join(f"{re.escape(chr(int(ends[0], 16)))}-{re.escape(chr(int(ends[-1], 16)))}" for ends in ranges)
    return re.compile(f"[^{allowed}{SHAPELESS}]")


def printable(content: Any) -> Any:
    """The same content, with a square in the place of each character that no font has; pictures are left alone."""
    if isinstance(content, str):
        return _other().sub(REPLACEMENT, content)
    if isinstance(content, dict):
        return {key: printable(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [printable(each) for each in content]
    return content
