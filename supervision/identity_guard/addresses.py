"""Streets with a number, flats, postal towns."""

import re
from collections.abc import Iterator

from supervision.identity_guard.numbers import Span
from supervision.identity_guard.words import NOT_STREETS

STREET = (
    r"(?:gatan|gata|vägen|väg|gränd|gränden|stigen|stig|backen|allén|allé|torget|torg|plan|platsen|leden|kajen|kaj"
    r"|esplanaden|strand|stranden|backe|terrassen|ringen|gården|höjden|slingan|svängen|parken)"
)
ADDRESS = re.compile(
    rf"\b(?P<street>(?:[^\W\d_][\w:.-]*\s){{0,2}}?[^\W\d_][^\W\d_]*?{STREET})(?:,?\s(?:port|nr\.?|nummer|uppgång)\s|\s)\d{{1,3}}(?:\s?[A-Ja-j])?(?![\w%]|[.:]\d)"
    r"(?:,?\s(?:lgh|lägenhet)\s\d{1,4})?(?:,?\s\d{3} ?\d{2}\s[A-ZÅÄÖ][\w]+)?"
    r"|\b(?:lgh|lägenhet(?:snummer)?)\.?\s(?:nr\.?\s)?\d{4}\b"
    r"|\b\d{3} \d{2} [A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{2,}\b(?! kronor)",
    re.IGNORECASE,
)
# The street's name in two words, told from "den långa vägen 3" by its capital letter.
TWO_WORDS = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäö]+ (?:gatan|vägen|gränden|stigen|backen|allén|torget|gata|väg|gränd|stig) \d{1,3}"
    r"(?:\s?[A-Ja-j])?(?![\w%]|[.:]\d)"
)
# A street without a number, with its town: only endings that no other word has.
IN_TOWN = re.compile(
    r"\b(?!(?:På|I|Vid|Till|Från|Längs|Under|Den|Hela) )[A-ZÅÄÖ](?:[a-zåäö]+ )?[a-zåäö]*"
    r"(?:gatan|vägen|gränd|gränden|stigen|backen|allén|torget) i [A-ZÅÄÖ][a-zåäö]{2,}(?: [A-ZÅÄÖ][a-zåäö]{2,})?"
)


def find_addresses(text: str, _allowed: set[str]) -> Iterator[Span]:
    yield from (match.span() for match in TWO_WORDS.finditer(text))
    yield from (match.span() for match in IN_TOWN.finditer(text))
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
