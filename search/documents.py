"""What is indexed of a section: its tokens in six columns, and how many of them one asks for."""

from collections.abc import Iterable
from typing import NamedTuple

from search.analysis.text import CONCEPT, Term, concepts, concepts_of, terms
from search.analysis.tokens import LONGEST, clean

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
    columns = Columns(*(_words(part) for part in found), *(_extras(part) for part in found))
    words = frozenset(term.written for part in found for term in part if _is_spellable(term))
    return Document(id, access, kind, columns, words)


def _is_spellable(term: Term) -> bool:
    return 2 < len(term.written) <= LONGEST and not term.written.isdigit()


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
