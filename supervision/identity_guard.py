"""Finds what may point out a client in a text, on this machine only: numbers, addresses, names.

Pure functions over text. The one thing that knows real clients is a name check that another app may register
(`register_name_check`); it is handed words and says which of them it knows, so this app needs no caseload.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings

from portal import identity
from portal.keys import read_or_make_key
from supervision.name_words import ALSO_WORDS, FIRST_NAMES, NOT_NAMES, NOT_STREETS


class Kind(StrEnum):
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"
    KNOWN_NAME = "known_name"


LABELS = {
    Kind.NUMBER: "ser ut som ett personnummer eller samordningsnummer",
    Kind.PHONE: "ser ut som ett telefonnummer",
    Kind.EMAIL: "ser ut som en e-postadress",
    Kind.ADDRESS: "ser ut som en adress",
    Kind.NAME: "ser ut som ett namn",
    Kind.KNOWN_NAME: "är ett namn som finns bland verksamhetens ärenden",
}
EXACT = frozenset({Kind.NUMBER, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS})

NameCheck = Callable[[Collection[str]], Collection[str]]
_name_checks: list[NameCheck] = []


def register_name_check(check: NameCheck) -> None:
    """`check(words)` gets the distinct words of a text as `portal.identity.name_words` writes them, and returns those
    that are names of clients. It compares keyed hashes and must neither keep nor send the words."""
    if check not in _name_checks:
        _name_checks.append(check)


def unregister_name_check(check: NameCheck) -> None:
    if check in _name_checks:
        _name_checks.remove(check)


@dataclass(frozen=True, order=True)
class Finding:
    """`text[start:end]` may point out a client."""

    start: int
    end: int
    kind: Kind
    text: str

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def fingerprint(self) -> str:
        """A keyed hash by which a confirmation is remembered without keeping the text once more."""
        key = read_or_make_key(settings.KEY_DIR / "lookup.key")
        plain = " ".join(self.text.casefold().split())
        return hmac.new(key, f"guard:{self.kind}:{plain}".encode(), hashlib.sha256).hexdigest()


def find(text: str, *, allowed: Iterable[str] = (), kinds: Collection[Kind] = frozenset(Kind)) -> list[Finding]:
    """Every finding in order of place, none overlapping another.

    `allowed` are the full names of colleagues who may be named: the group's members and supervisors.
    """
    plain, places = _plain(text)
    words = {word for name in allowed for word in identity.name_words(name)}
    spans: list[tuple[int, int, Kind]] = []
    for kind, finder in FINDERS:
        if kind in kinds:
            free = (span for span in finder(plain, words) if not any(_overlap(span, taken) for taken in spans))
            spans += [(start, end, kind) for start, end in free]
    found = [(places[start], places[end - 1] + 1, kind) for start, end, kind in spans]
    return sorted(Finding(start, end, kind, text[start:end]) for start, end, kind in found)


Span = tuple[int, int]
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
DASHES = frozenset("‐‑‒–—−﹣－")


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with one kind of dash, space and digit, without invisible characters; and each character's old place."""
    kept, places = [], []
    for place, character in enumerate(text):
        if character in INVISIBLE:
            continue
        kept.append(_plain_character(character))
        places.append(place)
    return "".join(kept), places


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if character in DASHES:
        return "-"
    if character.isspace():
        return " "
    if character == "＠":
        return "@"
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _overlap(one: Span, other: tuple[int, int, Kind]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# Ten or twelve digits; the parts may stand apart by a dash, a plus sign or spaces.
NUMBER = re.compile(r"(?<![\d+])(?:(?:18|19|20)\d{2}[- ]?\d{2}[- ]?\d{2}|\d{6})[ ]?(?P<sign>[-+]?)[ ]?\d{4}(?!\d)")
BORN = re.compile(r"\b(?:född|f\.?)\s+(?:den\s+)?((?:19|20)?\d{2}[- ]?\d{2}[- ]?\d{2})(?!\d)", re.IGNORECASE)


def _numbers(text: str, _allowed: set[str]) -> Iterator[Span]:
    for match in NUMBER.finditer(text):
        if _is_identity_number(match[0]) or (match["sign"] and _has_birth_date(match[0])):
            yield match.span()
    for match in BORN.finditer(text):
        yield match.span(1)


def _is_identity_number(written: str) -> bool:
    sign = "+" if "+" in written else ""
    digits = re.sub(r"\D", "", written)
    try:
        identity.parse(f"{digits[:-4]}{sign}{digits[-4:]}")
    except (identity.InvalidIdentityNumber, ValueError):
        return False
    return True


def _has_birth_date(written: str) -> bool:
    """A number written as a personnummer but with a wrong last digit is most likely a personnummer mistyped."""
    digits = re.sub(r"\D", "", written)[-10:]
    month, day = int(digits[2:4]), int(digits[4:6])
    try:
        date(2000, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


PHONE = re.compile(
    r"(?<![\d\w.,/-])(?:"
    r"(?:\+|00)[1-9]\d{0,2}[- ]?(?:\(0\))?[- ]?\d(?:[-/ .]{0,3}\d){6,11}"  # abroad, and +46
    r"|\(?07[02369]\)?(?:[-/ .]{0,3}\d){7}"  # mobile
    r"|\(?0[1-9]\d{0,2}\)?(?:[-/ ]{1,3}|(?<=\)))\d{2,3}(?:[ .]?\d{2,3}){1,3}"  # with area code set apart
    r"|0[1-9]\d{6,8}"  # all digits together
    r")(?![\d]|-\d|[.:]\d)"
)


def _phones(text: str, _allowed: set[str]) -> Iterator[Span]:
    for match in PHONE.finditer(text):
        if 8 <= sum(character.isdigit() for character in match[0]) <= 15:
            yield match.span()


EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[(\[{]\s?(?:at|snabel-?a|@)\s?[)\]}]\s?|\s(?:snabel-?a)\s)"
    r"[\w-]{1,63}(?:(?:\.|\s?[(\[]\s?(?:dot|punkt)\s?[)\]]\s?|\spunkt\s)[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)


def _emails(text: str, _allowed: set[str]) -> Iterator[Span]:
    return (match.span() for match in EMAIL.finditer(text))


STREET = (
    r"(?:gatan|gata|vägen|väg|gränd|gränden|stigen|stig|backen|allén|allé|torget|torg|plan|platsen|leden|kajen|kaj"
    r"|esplanaden|strand|stranden|backe|terrassen|ringen|gården|höjden|slingan|svängen|parken)"
)
ADDRESS = re.compile(
    rf"\b(?P<street>(?:[^\W\d_][\w:.-]*\s){{0,2}}?[^\W\d_][^\W\d_]*?{STREET})\s\d{{1,3}}(?:\s?[A-Ja-j])?(?![\w%]|[.:]\d)"
    r"(?:,?\s(?:lgh|lägenhet)\s\d{1,4})?(?:,?\s\d{3} ?\d{2}\s[A-ZÅÄÖ][\w]+)?"
    r"|\b(?:lgh|lägenhet(?:snummer)?)\.?\s(?:nr\.?\s)?\d{4}\b"
    r"|\b\d{3} \d{2} [A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{2,}\b(?! kronor)",
    re.IGNORECASE,
)


def _addresses(text: str, _allowed: set[str]) -> Iterator[Span]:
    for match in ADDRESS.finditer(text):
        street = match["street"]
        if street is None:
            if match[0][0].isdigit() and not match[0].split()[-1][0].isupper():
                continue  # "150 00 kronor" is no postal town; the pattern itself can't tell case
            yield match.span()
        elif street.split()[-1].casefold() not in NOT_STREETS:
            yield match.start() + _lowercase_lead(street), match.end()


def _lowercase_lead(street: str) -> int:
    """How far the words before the street's own name reach: "bor på Norra Storgatan" leads with "bor på "."""
    lead = 0
    for match in re.finditer(r"\S+\s", street):
        if match[0][0].isupper() and street[lead:][0].isupper():
            break
        lead = match.end()
    return lead


WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?:^|[.!?:…\n\r•*\-–]\s*[\"”'»(]?\s*)$")
INTRODUCED = re.compile(
    r"\b(?:heter|kallas|klienten|brukaren|herr|fru|fröken|mamman|pappan|sonen|dottern|hyresgästen|vid namn|grannen|maken"
    r"|hustrun|sambon|barnet|kvinnan|mannen)\s+$"
)


def _names(text: str, allowed: set[str]) -> Iterator[Span]:
    """Runs of capital words of which one is a known first name or a surname by its form, or that are introduced as a name."""
    run: list[re.Match[str]] = []
    for word in [*WORD.finditer(text), None]:
        if word is not None and _may_be_name(word[0]) and (not run or text[run[-1].end() : word.start()] == " "):
            run.append(word)
            continue
        yield from _named(text, run, allowed)
        run = [word] if word is not None and _may_be_name(word[0]) else []


def _may_be_name(word: str) -> bool:
    return word[0].isupper() and not word.isupper() and word.casefold() not in NOT_NAMES


def _named(text: str, run: list[re.Match[str]], allowed: set[str]) -> Iterator[Span]:
    run = [word for word in run if not set(identity.name_words(word[0])) <= allowed]
    if not run:
        return
    starts_sentence = bool(SENTENCE_END.search(text[max(0, run[0].start() - 12) : run[0].start()]))
    if starts_sentence and len(run) > 1 and not _is_first_name(run[0][0]):
        run, starts_sentence = run[1:], False  # "Idag Amina …": the first word is capital for another reason
    if _is_name([word[0] for word in run], starts_sentence) or INTRODUCED.search(text[: run[0].start()][-30:]):
        yield run[0].start(), run[-1].end()


def _is_name(words: list[str], starts_sentence: bool) -> bool:
    known = any(_is_first_name(word) for word in words)
    surname = any(SURNAME.search(word) for word in words)
    if len(words) > 1:
        return known or surname or not starts_sentence
    word = words[0].casefold()
    return (known and not (starts_sentence and word in ALSO_WORDS)) or (surname and not starts_sentence)


SURNAME = re.compile(
    r"(?:[a-zåäö](?:sson|ström|qvist|kvist|gren|lund|berg|blom|dahl|lind|stedt|vall|man|zadeh|ović|oğlu))s?$"
)


def _is_first_name(word: str) -> bool:
    """Also in the genitive, and when one part of a double name is known."""
    parts = re.split(r"[-'’]", word.casefold())
    return any(part in FIRST_NAMES or (part.endswith("s") and part[:-1] in FIRST_NAMES) for part in parts)


def _known_names(text: str, allowed: set[str]) -> Iterator[Span]:
    if not _name_checks:
        return
    by_word: dict[str, list[Span]] = {}
    for match in WORD.finditer(text):
        for word in identity.name_words(match[0]):
            by_word.setdefault(word, []).append(match.span())
            if word.endswith("s"):
                by_word.setdefault(word[:-1], []).append(match.span())
    words = {word for word in by_word if len(word) > 2 and word not in allowed}
    for check in _name_checks:
        for word in check(words):
            yield from by_word.get(word, [])


# In this order: a number that may be two things is told as the first.
FINDERS = (
    (Kind.EMAIL, _emails),
    (Kind.NUMBER, _numbers),
    (Kind.PHONE, _phones),
    (Kind.ADDRESS, _addresses),
    (Kind.KNOWN_NAME, _known_names),
    (Kind.NAME, _names),
)
