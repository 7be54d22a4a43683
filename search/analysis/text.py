"""A whole text: its words in order, analysed, with what hyphens left out put back in, and its concepts."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from search.analysis import edition
from search.analysis.tokens import Token, plain, tokens
from search.analysis.words import Word, analyse, site_words, split

JOINING = frozenset({"och", "eller", "samt", "respektive", "till", "som", "men"})
SYNONYMS = Path(__file__).parent.parent / "content" / "synonyms.toml"
AHEAD = 5  # words in which what a hyphen left out is looked for
CONCEPT = "0c"  # no word begins so


class Term(NamedTuple):
    """A word of a text. `written` is the whole word, also where a hyphen left a part of it out."""

    token: Token
    written: str
    word: Word
    is_stop: bool


class Concept(NamedTuple):
    """A synonym group that the terms `first` to `last` (not included) name."""

    first: int
    last: int
    token: str


def terms(text: str) -> list[Term]:
    """The analysed words of a cleaned text."""
    found = list(tokens(text))
    return [_term(token, found, at) for at, token in enumerate(found)]


def first_term(text: str) -> Term:
    """The first word of a text that begins with one, with what its hyphen left out."""
    found = list(islice(tokens(text), 1 + AHEAD))
    return _term(found[0], found, 0)


@edition.forgotten_with_it
@lru_cache(4096)
def term(written: str) -> Term:
    """One written word alone, as highlighting meets the same ones again and again."""
    return first_term(written)


def _term(token: Token, found: list[Token], at: int) -> Term:
    written = _completed(token, found, at) if token.elided else token.text
    word = analyse(written)
    if token.pieces:
        pieces = [analyse(piece) for piece in token.pieces]
        inner = [piece.canon for piece in pieces] + [part for piece in pieces for part in piece.parts]
        word = word._replace(parts=tuple(dict.fromkeys([*word.parts, *inner])))
    return Term(token, written, word, token.text in site_words().stop and not token.elided)


def _completed(token: Token, found: list[Token], at: int) -> str:
    """tränings- (och försökslägenheter) -> träningslägenheter. What can't be completed stands as it is."""
    for later in found[at + 1 : at + 1 + AHEAD]:
        if later.elided or later.text in JOINING:
            continue
        return token.text + _last_part(later.text)
    return token.text


@edition.forgotten_with_it
@lru_cache(1024)
def _last_part(written: str) -> str:
    """försökslägenheter -> lägenheter; nothing of a word that is no compound."""
    parts = split(written)
    return written[parts[-1].start :] if parts else ""


def concepts(canons: list[str]) -> Iterator[Concept]:
    """The synonym groups that words and phrases name; at each place the longest phrase."""
    book = phrases()
    for at in [at for at, canon in enumerate(canons) if canon in book]:
        for phrase, tokens_ in book[canons[at]]:
            if tuple(canons[at : at + len(phrase)]) == phrase:
                yield from (Concept(at, at + len(phrase), token) for token in tokens_)
                break


def concepts_of(tokens_: Iterable[str]) -> list[str]:
    """The synonym groups of single tokens, such as the parts of a compound."""
    book = phrases()
    return [found for token in tokens_ for phrase, group in book.get(token, ()) if len(phrase) == 1 for found in group]


Phrases = dict[str, list[tuple[tuple[str, ...], list[str]]]]


@edition.forgotten_with_it
@cache
def phrases() -> Phrases:
    """Phrases by their first token, the longest first, each with the tokens of its groups."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for group in edition.current().synonyms or tomllib.loads(SYNONYMS.read_text("utf-8"))["groups"]:
        keys = [tuple(analyse(token.text).canon for token in tokens(phrase)) for phrase in group]
        for key in dict.fromkeys(keys):
            groups[key].append(CONCEPT + "".join(plain(letter) for letter in "".join(keys[0])))
    book: Phrases = defaultdict(list)
    for key in sorted(groups, key=len, reverse=True):
        book[key[0]].append((key, groups[key]))
    return dict(book)


@edition.forgotten_with_it
@cache
def phrases_by_concept() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for entries in phrases().values():
        for phrase, concepts_ in entries:
            for concept in concepts_:
                found[concept].append(phrase)
    return dict(found)


def phrases_of(concept: str) -> list[tuple[str, ...]]:
    """The words and phrases of a synonym group, as tokens."""
    return phrases_by_concept().get(concept, [])
