"""Rich text as a reader sees it: links that the reader may follow, and each word of the glossary explained once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from django.utils.html import escape

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TAG = re.compile(r"(<[^>]+>)")
CLOSED_TO_TERMS = {"a", "h2", "h3"}
# Enough of Swedish inflection to know avhysningen and räkningarna again; never a compound.
ENDINGS = r"(?:s|n|ns|en|ens|t|ts|et|ets|er|ar|or|na|nas|erna|arna|orna|ernas|arnas|ornas)?"

BRANCHES = 2  # letters of a word that are looked at before all of it


class Explained(Protocol):
    """What a word of the glossary must have."""

    @property
    def slug(self) -> str: ...

    @property
    def words(self) -> list[str]: ...


def linked_pages(html: str) -> set[int]:
    """The ids of the pages that a text links to."""
    found = (dict(ATTRIBUTE.findall(attributes)) for attributes, _text in LINK.findall(html))
    return {int(each["id"]) for each in found if each.get("linktype") == "page" and each.get("id", "").isdigit()}


def with_links(html: str, urls: Mapping[int, str]) -> str:
    """Give links to pages their address; a link to a page that is not in `urls` becomes plain text."""

    def rewrite(match: re.Match[str]) -> str:
        attributes, text = dict(ATTRIBUTE.findall(match.group(1))), match.group(2)
        if attributes.get("linktype") != "page":
            return match.group(0)
        url = urls.get(int(attributes["id"])) if attributes.get("id", "").isdigit() else None
        return f'<a href="{escape(url)}">{text}</a>' if url else text

    return LINK.sub(rewrite, html)


class Marker:
    """Makes the first occurrence of each term on a page a link to its explanation, and remembers which were met."""

    def __init__(self, terms: Sequence[Explained], *, title: str = "") -> None:
        """A term in the page's own title is what the page is about: explaining it again would only disturb."""
        self._by_word = {word.lower(): term for term in terms for word in term.words}
        self._spelt = {word.lower(): word for term in terms for word in term.words}
        self._pattern = _pattern(tuple(sorted(self._by_word, key=len, reverse=True)))
        self._met = {term.slug for word, term in self._matches(title)}
        self.explained: list[Explained] = []

    def __call__(self, html: str) -> str:
        closed, parts = 0, []
        for part in TAG.split(html):
            if part.startswith("<"):
                name = part.strip("</>").split()[0] if part.strip("</> ") else ""
                closed += (-1 if part.startswith("</") else 1) if name in CLOSED_TO_TERMS else 0
                parts.append(part)
            else:
                parts.append(part if closed else self._mark(part))
        return "".join(parts)

    def _mark(self, text: str) -> str:
        marked, end = [], 0
        for match, term in self._matches(text):
            if term.slug in self._met:
                continue
            self._met.add(term.slug)
            self.explained.append(term)
            marked += [text[end : match.start()], _link(term.slug, match.group(0))]
            end = match.end()
        return "".join([*marked, text[end:]])

    def _matches(self, text: str) -> Iterable[tuple[re.Match[str], Explained]]:
        for match in self._pattern.finditer(text):
            word = match.group("word") or match.group("short")
            spelt = self._spelt[word.lower()]
            # MI is a method, mi is nothing.
            if not spelt.isupper() or word == spelt:
                yield match, self._by_word[word.lower()]


def _link(slug: str, text: str) -> str:
    return f'<a class="term" id="i-{slug}" href="#ord-{slug}">{text}</a>'


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all words, the longest first. A word of two or three letters is taken as it is."""
    if not words:
        return re.compile(r"(?!)")
    long = _either([word for word in words if len(word) > 3])
    short = "|".join(re.escape(word) for word in words if len(word) <= 3) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:(?P<word>{long}){ENDINGS}|(?P<short>{short}))(?![\w-])", re.IGNORECASE)


def _either(words: Sequence[str], place: int = 0) -> str:
    """Any of the words, in their order. Those that begin alike share a branch, so that most text is let go at once."""
    if place == BRANCHES:
        return "|".join(re.escape(word[place:]) for word in words)
    starts = list(dict.fromkeys(word[place].lower() for word in words))
    branches = ([word for word in words if word[place].lower() == start] for start in starts)
    return (
        "|".join(
            f"{re.escape(start)}(?:{_either(branch, place + 1)})"
            for start, branch in zip(starts, branches, strict=True)
        )
        or "(?!)"
    )
