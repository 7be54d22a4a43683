"""One word: its lemma, stemmed; the other lemmas that the form may have; and its parts when it is a compound."""

import tomllib
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import Stemmer

from search.analysis import edition
from search.analysis.lexicon import FIRST, LAST, MIDDLE, WORD, Lexicon, Reading, lexicon

HERE = Path(__file__).parent
SITE_WORDS = HERE.parent / "content" / "words.toml"
SHORTEST_SPLIT = 6  # shorter words are hardly ever compounds that somebody looks for by their parts
SHORTEST_PART = 3
PAIR = "0p"  # no word begins so

_stemmer = Stemmer.Stemmer("swedish", 0)


class Word(NamedTuple):
    canon: str
    """The token that stands for all forms of the word."""
    also: tuple[str, ...]
    """Tokens of its other readings (banan: the fruit, or the track)."""
    parts: tuple[str, ...]
    """Tokens of the parts of a compound, whole parts first, then combinations and parts of parts."""
    pairs: tuple[str, ...]
    """Tokens of neighbouring parts: they meet the same words written apart (hyra skuld)."""
    base: str
    """The likeliest dictionary form, whole."""


class Part(NamedTuple):
    start: int
    lemma: str


class SiteWords(NamedTuple):
    first: dict[str, list[tuple[str, str]]]
    """First parts with their words, by their two first letters."""
    last: frozenset[str]
    lemma: dict[str, str]
    whole: frozenset[str]
    particles: frozenset[str]
    stop: frozenset[str]


@edition.forgotten_with_it
@cache
def site_words() -> SiteWords:
    source = tomllib.loads(SITE_WORDS.read_text("utf-8"))
    stop = frozenset((HERE / "stopwords.txt").read_text("utf-8").split())
    last, whole, particles = (frozenset(source[name]["words"]) for name in ("last", "whole", "particles"))
    first: dict[str, list[tuple[str, str]]] = {}
    for form, lemma in (edition.current().first or source["first"]).items():
        first.setdefault(form[:2], []).append((form, lemma))
    return SiteWords(first, last, source["lemma"], whole, particles, stop)


@edition.forgotten_with_it
@lru_cache(4096)
def analyse(word: str) -> Word:
    """The tokens of a plain word (see tokens.plain)."""
    lemmas = lemmas_of(word)
    whole = lemmas[0] if lemmas else word
    parts = split(whole)
    if not lemmas and parts:
        lemmas = [word[: parts[-1].start] + parts[-1].lemma]
    canon, *also = dict.fromkeys(stem(lemma) for lemma in lemmas or [word])
    inner = dict.fromkeys(_inner_tokens(whole, parts))
    inner.pop(canon, None)
    pairs = tuple(pair(stem(left.lemma), stem(right.lemma)) for left, right in pairwise(parts))
    return Word(canon, tuple(also), tuple(inner), pairs, lemmas[0] if lemmas else word)


def pair(left: str, right: str) -> str:
    return PAIR + left + right


def lemmas_of(word: str) -> list[str]:
    """The dictionary forms that `word` may be a form of, the likeliest first; empty when the lexicon does not know."""
    fixed = site_words().lemma.get(word)
    if fixed:
        return [fixed]
    book = lexicon()
    found = book.readings(word) if book else []
    return list(dict.fromkeys(reading.lemma for reading in found if reading.kind & WORD))


def stem(lemma: str) -> str:
    return str(_stemmer.stemWord(lemma))


def split(word: str) -> list[Part]:
    """The parts of a compound with their lemmas: hyresskulder -> hyra + skuld. Empty when it is none.

    The fewest parts win, then the split whose shortest part is longest: real words are longer than chance ones.
    """
    book = lexicon()
    if book is None or len(word) < SHORTEST_SPLIT or not word.isalpha() or _is_whole(word):
        return []
    found = _splits(book, word, 0, {})
    best = min(found, key=lambda parts: _cost(word, parts), default=())
    return [] if not best or word[: best[1].start] in site_words().particles else list(best)


def _is_whole(word: str) -> bool:
    whole = site_words().whole
    return word in whole or any(lemma in whole for lemma in lemmas_of(word))


def _cost(word: str, parts: tuple[Part, ...]) -> tuple[int, int, str]:
    ends = [part.start for part in parts[1:]] + [len(word)]
    shortest = min(end - part.start for part, end in zip(parts, ends, strict=True))
    return len(parts), -shortest, " ".join(part.lemma for part in parts)


Splits = list[tuple[Part, ...]]


def _splits(book: Lexicon, word: str, start: int, known: dict[int, Splits]) -> Splits:
    """All ways to cut `word[start:]`; `known` keeps the answers by position, so that long words stay cheap."""
    if start not in known:
        known[start] = []  # a part is never empty, so no answer asks for itself
        lemmas = _last_lemmas(book, word[start:])[:1] if start else []
        rest: Splits = [(Part(start, lemma),) for lemma in lemmas]
        for end, lemma in _leading(book, word, start):
            rest += [(Part(start, lemma), *tail) for tail in _splits(book, word, end, known)]
        known[start] = sorted(rest, key=lambda parts: _cost(word, parts))[:4]
    return known[start]


def _leading(book: Lexicon, word: str, start: int) -> list[tuple[int, str]]:
    """The first or middle parts that may begin at `start`: where each ends, and its lemma."""
    latest = len(word) - SHORTEST_PART
    found = {
        end: lemma
        for end, lemma in book.prefixes(word, start, FIRST if start == 0 else MIDDLE, SHORTEST_PART)
        if end <= latest
    }
    for form, lemma in site_words().first.get(word[start : start + 2], ()):
        if start + len(form) <= latest and word.startswith(form, start):
            found[start + len(form)] = lemma
    return list(found.items())


def _last_lemmas(book: Lexicon, form: str) -> list[str]:
    if len(form) < SHORTEST_PART:
        return []
    site = site_words()
    if form in site.lemma:
        return [site.lemma[form]]
    readings = book.readings(form)
    return [each.lemma for each in readings if _may_stand_last(each, site.last)]


def _may_stand_last(reading: Reading, also: frozenset[str]) -> bool:
    return len(reading.lemma) >= SHORTEST_PART and bool(reading.kind & LAST or reading.lemma in also)


def _inner_tokens(word: str, parts: list[Part]) -> list[str]:
    """Tokens for the parts; for neighbours together when there are three or more; and for the parts of the parts."""
    if not parts:
        return []
    inner = [stem(part.lemma) for part in parts]
    if len(parts) > 2:
        inner += [stem(word[left.start : right.start] + right.lemma) for left, right in pairwise(parts)]
    for part in parts:
        inner += _parts_of_part(part.lemma)
    return inner


@edition.forgotten_with_it
@lru_cache(4096)
def _parts_of_part(lemma: str) -> tuple[str, ...]:
    return tuple(stem(small.lemma) for small in split(lemma))
