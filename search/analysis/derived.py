"""Words made from the same root: betala and betalning, ansöka and ansökan, kompost and kompostering, hemlös and
hemlöshet. They are no forms of one word, so they count less; asked for one of them, a reader is helped by the other."""

from functools import lru_cache

from search.analysis import edition
from search.analysis.words import analyse, lemmas_of, split, stem

ENDINGS = ("ering", "ning", "ing", "else", "ande", "ende", "are", "era", "het", "lig", "an", "a", "e", "")
SHORTEST_ROOT = 4


@edition.forgotten_with_it
@lru_cache(4096)
def derived(word: str) -> tuple[str, ...]:
    """The tokens of words with the same root that the lexicon knows, without the word's own token."""
    lemmas = lemmas_of(word)
    lemma = lemmas[0] if lemmas else word
    parts = split(lemma)
    start = parts[-1].start if parts else 0  # of a compound the last part changes: felanmäla, felanmälan
    last = parts[-1].lemma if parts else lemma
    own = {analyse(word).canon, stem(lemma), stem(lemma[:start] + last)}
    found = [stem(lemma[:start] + each) for root in _roots(last) for each in _known(root, last)]
    return tuple(each for each in dict.fromkeys(found) if each not in own)


def _roots(word: str) -> list[str]:
    """The word itself, and without each ending that leaves enough of it."""
    cut = [word[: -len(each)] for each in ENDINGS if each and word.endswith(each)]
    return [word, *(root for root in cut if len(root) >= SHORTEST_ROOT)]


def _known(root: str, word: str) -> list[str]:
    if len(root) < SHORTEST_ROOT:
        return []
    return [root + ending for ending in ENDINGS if root + ending != word and root + ending in lemmas_of(root + ending)]
