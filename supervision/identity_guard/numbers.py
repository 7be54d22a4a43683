"""What is found by its form alone: identity numbers, telephone numbers, e-mail addresses."""

import re
from collections.abc import Iterator
from datetime import date

from portal import identity

Span = tuple[int, int]

# Ten or twelve digits; the parts may stand apart by a dash, a plus sign or spaces.
NUMBER = re.compile(r"(?<![\d+])(?:(?:18|19|20)\d{2}[- ]?\d{2}[- ]?\d{2}|\d{6})[ ]?(?P<sign>[-+]?)[ ]?\d{4}(?!\d)")
# The birth date alone, with the last four left out.
HIDDEN = re.compile(r"(?<!\d)(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])\d{2}[-+]?[xX*•]{4}(?!\w)")
MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
# "3 maj 1984" is somebody's birthday more often than anything else that a note on the work needs.
BIRTHDAY = re.compile(rf"(?<!\d)(?:[12]?\d|3[01])(?::?e)? (?:{MONTHS}) (?:18\d\d|19\d\d|200\d)(?!\d)", re.IGNORECASE)
BORN = re.compile(r"\b(?:född|f\.?)\s+(?:den\s+)?((?:19|20)?\d{2}[- ]?\d{2}[- ]?\d{2})(?!\d)", re.IGNORECASE)


def find_numbers(text: str, _allowed: set[str]) -> Iterator[Span]:
    for match in NUMBER.finditer(text):
        if _is_identity_number(match[0]) or (match["sign"] and _has_birth_date(match[0])):
            yield match.span()
    for pattern in (HIDDEN, BIRTHDAY):
        yield from (match.span() for match in pattern.finditer(text))
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
    r"|\d{3} \d{2} \d{2}(?! ?(?:kr|:-))"  # grouped as a number without its area code; sums are grouped by three
    r")(?![\d]|-\d|[.:]\d)"
)


DIGIT_WORD = "noll|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio"
SPELLED = re.compile(rf"\bnoll(?:[ ,-]+(?:{DIGIT_WORD})){{6,12}}\b", re.IGNORECASE)


def find_phones(text: str, _allowed: set[str]) -> Iterator[Span]:
    yield from (match.span() for match in SPELLED.finditer(text))
    for match in PHONE.finditer(text):
        if 7 <= sum(character.isdigit() for character in match[0]) <= 15:
            yield match.span()


EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[(\[{]\s?(?:at|snabel-?a|@)\s?[)\]}]\s?|\s(?:snabel-?a)\s)"
    r"[\w-]{1,63}(?:(?:\.|\s?[(\[]\s?(?:dot|punkt)\s?[)\]]\s?|\spunkt\s)[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)


def find_emails(text: str, _allowed: set[str]) -> Iterator[Span]:
    return (match.span() for match in EMAIL.finditer(text))
