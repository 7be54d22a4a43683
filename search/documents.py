"""What is indexed of a section: its tokens in six columns, and how many of them one asks for."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from search.analysis.text import CONCEPT, Term, concepts, concepts_of, terms
from search.analysis.tokens import LONGEST, clean

SIDE_BY_SIDE = "0q"  # two words of a heading or title that stand side by side
PART_CONCEPT = "0d"  # the concept of a compound's part: vräkning in vräkningsbeslut


class Columns(NamedTuple):
    """Tokens with a space between. Words stand in order; extras are parts, other readings and concepts."""

    heading: str
    title: str
    body: str
    heading_extras: str
    title_extras: str
    body_extras: str


class Document(NamedTuple):
    """A section as a store takes it."""

    id: int
    access: str
    kind: str
    columns: Columns
    words: frozenset[str]
    """The words as they are written, for spelling and completion."""


def document(*, id: int, access: str, kind: str, heading: str, title: str, text: str) -> Document:
    """Analyse a section. `title` is the page's, with its summary where the section is the page's first."""
    found = [terms(clean(part)) for part in (heading, title, text)]
    extras = [_extras(part) for part in found]
    for level in (0, 1):
        extras[level] = " ".join([extras[level], *neighbours(found[level])]).strip()
    columns = Columns(*(_words(part) for part in found), *extras)
    return Document(id, access, kind, columns, _spellings(term for part in found for term in part))


def _spellings(found: Iterable[Term]) -> frozenset[str]:
    """Words as written, and as the dictionary has them: who misspells a word hardly ever has the form of the text."""
    words = {word for term in found for word in (term.written, term.word.base)}
    return frozenset(word for word in words if 2 < len(word) <= LONGEST and not word.isdigit())


def neighbours(found: list[Term]) -> list[str]:
    return [SIDE_BY_SIDE + left.word.canon + right.word.canon for left, right in pairwise(found)]


def _words(found: list[Term]) -> str:
    return " ".join(term.word.canon for term in found)


def _extras(found: list[Term]) -> str:
    tokens = [
        token for term in found if not term.is_stop for token in (*term.word.also, *term.word.parts, *term.word.pairs)
    ]
    tokens += [concept.token for concept in concepts([term.word for term in found])]
    tokens += part_concepts(part for term in found for part in term.word.parts)
    return " ".join(tokens)


def part_concepts(parts: Iterable[str]) -> list[str]:
    return [PART_CONCEPT + concept.removeprefix(CONCEPT) for concept in concepts_of(parts)]
