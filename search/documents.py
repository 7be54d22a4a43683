"""What is indexed of a section: its tokens in six columns, and how many of them one asks for."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from search.analysis import edition
from search.analysis.text import AHEAD, CONCEPT, Term, concepts, concepts_of, first_term
from search.analysis.tokens import LONGEST, WORD, clean

SIDE_BY_SIDE = "0q"  # two words of a heading or title that stand side by side
WORDS_KEPT = 16_384  # a handbook has about 10,000; a process that has indexed all of it keeps some 8 MB of them
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


class Said(NamedTuple):
    """What a word of a text gives the index."""

    canon: str
    extras: tuple[str, ...]
    part_concepts: tuple[str, ...]
    spellings: tuple[str, ...]
    """As it is written, and as the dictionary has it: who misspells a word hardly ever has the form of the text."""
    is_elided: bool


def document(*, id: int, access: str, kind: str, heading: str, title: str, text: str) -> Document:
    """Analyse a section. `title` is the page's, with its summary where the section is the page's first."""
    found = [_spoken(clean(part)) for part in (heading, title, text)]
    canons = [[said.canon for said in part] for part in found]
    extras = [_extras(*both) for both in zip(found, canons, strict=True)]
    for level in (0, 1):
        extras[level] += neighbours(canons[level])
    spellings = frozenset(chain.from_iterable(said.spellings for part in found for said in part))
    columns = Columns(*map(" ".join, [*canons, *extras]))
    return Document(id, access, kind, columns, spellings)


def _spoken(text: str) -> list[Said]:
    """The words of a text. Texts say the same words over and over, so what each gives is remembered."""
    written = WORD.findall(text)
    found = [_alone(each) for each in written]
    for at in [at for at, said in enumerate(found) if said.is_elided]:
        found[at] = _said(first_term(" ".join(written[at : at + 1 + AHEAD])))
    return found


@edition.forgotten_with_it
@lru_cache(WORDS_KEPT)
def _alone(written: str) -> Said:
    return _said(first_term(written))


def _said(term: Term) -> Said:
    word = term.word
    spellings = (each for each in (term.written, word.base) if 2 < len(each) <= LONGEST and not each.isdigit())
    extras = () if term.is_stop else (*word.also, *word.parts, *word.pairs)
    return Said(word.canon, extras, tuple(part_concepts(word.parts)), tuple(spellings), term.token.elided)


def _extras(found: list[Said], canons: list[str]) -> list[str]:
    tokens = [token for said in found for token in said.extras]
    tokens += [concept.token for concept in concepts(canons)]
    return [*tokens, *(token for said in found for token in said.part_concepts)]


def neighbours(canons: list[str]) -> list[str]:
    return [SIDE_BY_SIDE + left + right for left, right in pairwise(canons)]


def part_concepts(parts: Iterable[str]) -> list[str]:
    return [PART_CONCEPT + concept.removeprefix(CONCEPT) for concept in concepts_of(parts)]
