"""Names: those that look like one, and those that another app knows to be a client's."""

import re
from collections.abc import Callable, Collection, Iterator

from portal import identity
from supervision.identity_guard.numbers import Span
from supervision.identity_guard.words import ALSO_WORDS, FIRST_NAMES, NAMES_AND_WORDS, NOT_NAMES, ORDINARY

NameCheck = Callable[[Collection[str]], Collection[str]]
_name_checks: list[NameCheck] = []


def register_name_check(check: NameCheck) -> None:
    """`check(words)` gets the distinct words of a text as `portal.identity.name_words` writes them, and returns those
    that are names of clients. It compares keyed hashes and must neither keep nor send the words."""
    if check not in _name_checks:
        _name_checks.append(check)


def unregister_name_check(check: NameCheck) -> None:
    if check in _name_checks:
        _name_checks.remove(check)


WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?:^|[.!?:…\n\r•*\-–]\s*[\"”'»(]?\s*)$")
# What stands before a name and seldom before another word with a capital letter.
INTRODUCED = re.compile(
    r"\b(?:heter|kallas|klienten|brukaren|herr|fru|fröken|mamman|pappan|sonen|dottern|hyresgästen|vid namn|grannen|maken"
    r"|hustrun|sambon|barnet|kvinnan|mannen|hos|ringde|ringt|träffade|träffat|besökte|besökt|hjälpte|hjälpt)\s+$"
)


INITIALS = re.compile(r"(?<![\w.])[A-ZÅÄÖ]\. ?[A-ZÅÄÖ]\.(?! ?[A-ZÅÄÖ]\.)")


def find_names(text: str, allowed: set[str]) -> Iterator[Span]:
    """Runs of capital words of which one is a known first name or a surname by its form, or that are introduced as a
    name; and initials."""
    yield from (match.span() for match in INITIALS.finditer(text))
    run: list[re.Match[str]] = []
    for word in [*WORD.finditer(text), None]:
        if word is not None and _may_be_name(word[0]) and (not run or text[run[-1].end() : word.start()] == " "):
            run.append(word)
            continue
        yield from _named(text, run, allowed)
        run = [word] if word is not None and _may_be_name(word[0]) else []


def find_small_names(text: str, allowed: set[str]) -> Iterator[Span]:
    """First names written without a capital, as one writes on a phone. Those that are ordinary words say nothing."""
    for match in WORD.finditer(text):
        word = match[0]
        if word.islower() and not _compared(word) & allowed and _is_small_name(word):
            yield match.span()


def _is_small_name(word: str) -> bool:
    stem = word.removesuffix("s")
    genitive = stem if len(stem) > 3 else word
    return any(
        each in FIRST_NAMES and each not in ORDINARY and each not in NAMES_AND_WORDS for each in (word, genitive)
    )


def _may_be_name(word: str) -> bool:
    return word[0].isupper() and not word.isupper() and word.casefold() not in NOT_NAMES


def _named(text: str, run: list[re.Match[str]], allowed: set[str]) -> Iterator[Span]:
    run = [word for word in run if not set(identity.name_words(word[0])) <= allowed]
    if not run:
        return
    starts_sentence = bool(SENTENCE_END.search(text[max(0, run[0].start() - 12) : run[0].start()]))
    if starts_sentence and len(run) > 1 and not _is_first_name(run[0][0]):
        run, starts_sentence = run[1:], False  # "Idag Amina …": the first word is capital for another reason
    if _is_name([word[0] for word in run], starts_sentence) or INTRODUCED.search(text[: run[0].start()][-30:]):
        yield run[0].start(), run[-1].end()


def _is_name(words: list[str], starts_sentence: bool) -> bool:
    known = any(_is_first_name(word) for word in words)
    surname = any(SURNAME.search(word) for word in words)
    if len(words) > 1:
        return known or surname or not starts_sentence
    word = words[0].casefold()
    return (known and not (starts_sentence and word in ALSO_WORDS)) or (surname and not starts_sentence)


SURNAME = re.compile(
    r"(?:[a-zåäö](?:sson|ström|qvist|kvist|gren|lund|berg|blom|dahl|lind|stedt|vall|man|zadeh|ović|oğlu))s?$"
)


def _is_first_name(word: str) -> bool:
    """Also in the genitive, and when one part of a double name is known: "Ella-Zhaleh", but not "Ella-modellen"."""
    parts = re.split(r"[-'’]", word)
    known = [part.casefold() in FIRST_NAMES or part.casefold().removesuffix("s") in FIRST_NAMES for part in parts]
    return any(known) and all(is_known or part[:1].isupper() for is_known, part in zip(known, parts, strict=True))


def find_known_names(text: str, allowed: set[str]) -> Iterator[Span]:
    """Words that another app knows as a client's name. One that is an ordinary word too must look like a name here."""
    if not _name_checks:
        return
    by_word: dict[str, list[Span]] = {}
    for match in WORD.finditer(text):
        for word in _compared(match[0]) - allowed:
            if (word not in ORDINARY and len(word) > 2) or _stands_as_name(text, match):
                by_word.setdefault(word, []).append(match.span())
    for check in _name_checks:
        for word in check(by_word.keys()):
            yield from by_word.get(word, [])


def _compared(written: str) -> set[str]:
    """The word as names are compared, also without a genitive's s."""
    words = set(identity.name_words(written))
    return {each for word in words for each in (word, word.removesuffix("s")) if len(each) > 1}


def _stands_as_name(text: str, match: re.Match[str]) -> bool:
    """With a capital letter inside a sentence, or beside another word with a capital."""
    if not match[0][0].isupper() or match[0].isupper():
        return False
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 2]
    return not SENTENCE_END.search(before) or (after[:1] == " " and after[1:].isupper())
