"""Swedish identity numbers and names: reading, masking, and keyed hashes for exact look-up.

Numbers are kept with twelve digits. Samordningsnummer have 60 added to the day (3 § förordningen 2023:363).
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from django.conf import settings
from personnummer import personnummer

from portal.keys import read_or_make_key

SEPARATORS = re.compile(r"[\s\-–]")
MOST_WORDS = 12  # of a name; what is written after that is no name
WRITTEN = re.compile(r"(?:\d{2})?\d{6}[-+]?\d{4}")


class InvalidIdentityNumber(ValueError):
    """Not a personnummer or samordningsnummer; the message is a Swedish sentence for the person who typed it."""


@dataclass(frozen=True)
class IdentityNumber:
    digits: str  # twelve, with century
    is_coordination: bool

    def __str__(self) -> str:
        return f"{self.digits[:8]}-{self.digits[8:]}"

    @property
    def masked(self) -> str:
        return f"{self.digits[:8]}-****"

    @property
    def born(self) -> date:
        day = int(self.digits[6:8])
        return date(int(self.digits[:4]), int(self.digits[4:6]), day - 60 if self.is_coordination else day)


def parse(text: str) -> IdentityNumber:
    """Read ÅÅÅÅMMDD-NNNN, ÅÅÅÅMMDDNNNN or ÅÅMMDD-NNNN, pasted spaces allowed. Raises InvalidIdentityNumber."""
    compact = re.sub(r"\s", "", text).replace("–", "-")
    if not WRITTEN.fullmatch(compact):
        raise InvalidIdentityNumber("Skriv personnumret med tio eller tolv siffror, till exempel ÅÅÅÅMMDD-NNNN.")
    try:
        number = personnummer.parse(compact)
    except personnummer.PersonnummerException:  # its message quotes the number, so the chain is cut
        raise InvalidIdentityNumber(
            "Numret stämmer inte med kontrollsiffran. Se efter att alla siffror är rätt."
        ) from None
    digits = number.format(long_format=True).replace("-", "").replace("+", "")
    return IdentityNumber(digits, number.is_coordination_number())


def number_hash(digits: str) -> str:
    """The keyed hash under which a number is looked up; the number itself need not stand in any index."""
    return _keyed("number", digits)


def name_words(name: str) -> list[str]:
    """The words of a name as they are compared: lower case, without accents but with å, ä and ö."""
    folded = unicodedata.normalize("NFC", name.casefold())
    return re.findall(r"[^\W\d_]+", "".join(_plain(character) for character in folded))


def name_hashes(name: str) -> set[str]:
    """The keyed hashes under which a name is found: of each of its words, and of each two of them together.

    Many have a word in common; two words together lead almost straight to the person, however many there are.
    """
    words = _few_words(name)
    return {_keyed("name", word) for word in words} | {_keyed("names", f"{a} {b}") for a, b in combinations(words, 2)}


def asked_hashes(name: str) -> list[str]:
    """The fewest hashes that all who have every word of `name` have, and nobody else."""
    words = _few_words(name)
    if len(words) < 2:
        return [_keyed("name", word) for word in words]
    return [_keyed("names", f"{a} {b}") for a, b in pairwise(words)]


def _few_words(name: str) -> list[str]:
    return sorted(set(name_words(name)[:MOST_WORDS]))


def _plain(character: str) -> str:
    return character if character in "åäö" else unicodedata.normalize("NFD", character)[0]


def _keyed(kind: str, value: str) -> str:
    key = read_or_make_key(settings.KEY_DIR / "lookup.key")
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
