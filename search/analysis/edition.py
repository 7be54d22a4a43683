"""Which synonyms and site words the analysis reads: those that are shipped, or those that somebody has set."""

from typing import NamedTuple


class Edition(NamedTuple):
    name: str
    synonyms: tuple[tuple[str, ...], ...]
    """Groups of words and phrases; none: the shipped ones."""
    first: dict[str, str]
    """First parts of compounds with the word that each stands for; none: the shipped ones."""


SHIPPED = Edition("shipped", (), {})
_current = SHIPPED


def current() -> Edition:
    return _current


def use(edition: Edition) -> None:
    """Read these words from now on. All that is remembered of words read before is forgotten."""
    global _current
    if edition.name == _current.name:
        return
    _current = edition
    from search.analysis import derived, text, words

    for remembered in (
        words.site_words, words.analyse, derived.derived, text.term, text.phrases, text.phrases_by_concept
    ):  # fmt: skip
        remembered.cache_clear()
