"""Recall and false alarms of the identity guard over the corpus; `make bench` prints them, a test holds them."""

from collections.abc import Collection
from dataclasses import dataclass

from portal import identity
from supervision.identity_guard import Kind, find, register_name_check, unregister_name_check
from tests.supervision.corpus import KNOWN, SEED, Sentence, corpus


@dataclass(frozen=True)
class Quality:
    recall: dict[Kind, float]
    recall_of_all: float
    false_alarms: float  # of the sentences that point nobody out, the part in which something was found
    missed: list[Sentence]
    alarmed: list[Sentence]


def known(words: Collection[str]) -> set[str]:
    """What the caseload would say, if its people had these names."""
    return set(words) & {word for name in KNOWN for word in identity.name_words(name)}


def measure(seed: int = SEED) -> Quality:
    register_name_check(known)
    try:
        return _measure(corpus(seed))
    finally:
        unregister_name_check(known)


def _measure(sentences: list[Sentence]) -> Quality:
    dirty = [each for each in sentences if each.kind]
    clean = [each for each in sentences if not each.kind]
    missed = [each for each in dirty if not _is_found(each)]
    alarmed = [each for each in clean if find(each.text)]
    recall = {
        kind: 1 - sum(each.kind == kind for each in missed) / sum(each.kind == kind for each in dirty)
        for kind in sorted({each.kind for each in dirty if each.kind})
    }
    return Quality(recall, 1 - len(missed) / len(dirty), len(alarmed) / len(clean), missed, alarmed)


def _is_found(sentence: Sentence) -> bool:
    """A finding that covers at least half of what points the client out."""
    length = sentence.end - sentence.start
    covered = sum(
        max(0, min(each.end, sentence.end) - max(each.start, sentence.start)) for each in find(sentence.text)
    )
    return covered * 2 >= length


def told(quality: Quality) -> str:
    by_kind = ", ".join(f"{kind} {value:.0%}" for kind, value in quality.recall.items())
    return (
        f"Identity guard, 500 sentences: finds {quality.recall_of_all:.1%} of 300 that point a client out ({by_kind}); "
        f"false alarms in {quality.false_alarms:.1%} of 200 that do not."
    )
