"""Compiles hunspell-sv (sv_SE.aff and sv_SE.dic) into sv.lex, the lexicon that search/analysis/lexicon.py reads.

    python search/lexicon/build.py /usr/share/hunspell/sv_SE.aff [sv.lex]

The two files come with Debian's package hunspell-sv. Run it again when the package changes; the result is
deterministic. The output is a modified version of the dictionary and stands under its licence: see LICENCE.md beside.

Format: the line `metodparmen-lexicon 1 EDGES VALUES`, padded to 64 bytes; EDGES numbers of 32 bits, little-endian;
then VALUES lines, one for each distinct set of analyses. The numbers are the edges of a minimal acyclic automaton over
all word forms: letter in the six lowest bits, then one bit that marks a node's last edge, then 25 bits of target. The
letter 0 ends a word, and its target is the line with the word's analyses.
"""

import re
import struct
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

LETTERS = "\0abcdefghijklmnopqrstuvwxyzåäöéàüèê"
WORD, FIRST, MIDDLE, LAST = 1, 2, 4, 8
PLAIN = re.compile("[a-zåäöéàüèê]+")
# Flags of the affix file that this script reads by name; the rest are suffix classes.
BEGIN, INSIDE, END, ONLY_IN_COMPOUND, FORBIDDEN, NEEDS_AFFIX = "XUYZ%¤"
UMLAUT = {"ä": "a", "ö": "o"}

Forms = dict[str, dict[str, int]]


class Rule(NamedTuple):
    strip: str
    add: str
    condition: re.Pattern[str]
    flags: str


def read_rules(lines: Iterable[str]) -> dict[str, list[Rule]]:
    """The suffix classes by their flag."""
    rules = defaultdict(list)
    for line in lines:
        match line.split():
            case ["SFX", flag, strip, add, condition, *_]:
                add, _, flags = add.partition("/")
                strip, add = ("" if part == "0" else part for part in (strip, add))
                rules[flag].append(Rule(strip, add, re.compile(f"(?:{condition})$"), flags))
    return rules


def read_entries(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each plain lower-case word with its flags; names, abbreviations and forbidden words are left out."""
    for line in lines:
        word, _, flags = line.strip().partition("/")
        if PLAIN.fullmatch(word.removesuffix("-")) and FORBIDDEN not in flags:
            yield word, flags


def forms_of(word: str, flags: str, rules: dict[str, list[Rule]]) -> Iterator[tuple[str, int]]:
    """Every form of a dictionary word with what it can be: a word, or a first, middle or last part of a compound."""
    last = LAST if END in flags else 0
    own = (FIRST if BEGIN in flags else 0) | (MIDDLE if INSIDE in flags else 0)
    if ONLY_IN_COMPOUND not in flags and NEEDS_AFFIX not in flags:
        own |= WORD | last
    yield word, own
    for rule in (rule for flag in flags for rule in rules.get(flag, ())):
        if word.endswith(rule.strip) and rule.condition.search(word):
            form = word[: len(word) - len(rule.strip)] + rule.add
            if not PLAIN.fullmatch(form):
                continue
            if BEGIN in rule.flags or INSIDE in rule.flags:
                yield form, FIRST if BEGIN in rule.flags else MIDDLE
            else:
                yield form, WORD | last


def singular_of(plural: str, words: dict[str, str]) -> str | None:
    """bostäder -> bostad, böcker -> bok: the dictionary has such plurals as words of their own."""
    stem = plural[:-2]
    at = max(stem.rfind("ä"), stem.rfind("ö"))
    if at < 0:
        return None
    stem = stem[:at] + UMLAUT[stem[at]] + stem[at + 1 :]
    doubled = len(stem) > 2 and (stem[-1] == stem[-2] or stem.endswith("ck"))
    candidates = [stem[:-2] + stem[-1], stem] if doubled else [stem]
    return next((each for each in candidates if each in words), None)


def base_of_link(form: str, words: dict[str, str]) -> str:
    """The word behind a linking form that is listed alone: hyres -> hyra, arbets -> arbete, låne -> lån."""
    short = form[:-1]
    guesses = [form]
    if form.endswith("s"):
        guesses += [short, short + "e", form[:-2] + "a" if form.endswith("es") else short]
    if form[-1] in "aeou":
        guesses += [short, short + "a", short + "e"]
    if form.endswith("ra"):
        guesses.append(form[:-2] + "er")
    guesses += [form + "e", form + "a"]
    return next((each for each in guesses if each in words and ONLY_IN_COMPOUND not in words[each]), form)


def collect(entries: list[tuple[str, str]], rules: dict[str, list[Rule]]) -> Forms:
    """All forms, each with its lemmas and what the form can be as a form of that lemma."""
    words = {word: flags for word, flags in entries if not word.endswith("-")}
    forms: Forms = defaultdict(lambda: defaultdict(int))
    for word, flags in entries:
        if word.endswith("-"):
            link = word[:-1]
            if len(link) > 2:
                forms[link][base_of_link(link, words)] |= FIRST
            continue
        lemma = word
        if ONLY_IN_COMPOUND in flags:
            lemma = base_of_link(word, words)
        elif word.endswith("er") and "J" in flags:
            lemma = singular_of(word, words) or word
        for form, kind in forms_of(word, flags, rules):
            if kind:
                forms[form][lemma] |= kind
    return forms


def without_genitives(forms: Forms) -> Forms:
    """Leave out what the reader finds by taking an s away; it halves the file."""
    kept = {}
    for form, lemmas in forms.items():
        shorter = forms.get(form[:-1], {}) if form.endswith("s") else {}
        extra = {lemma: kind for lemma, kind in lemmas.items() if lemma == form or kind & ~shorter.get(lemma, 0)}
        if extra:
            kept[form] = dict(lemmas)
    return kept


def as_value(form: str, lemmas: dict[str, int]) -> str:
    """`kind,strip,add` for each lemma, the likeliest first: the word itself, then the shortest."""
    order = sorted(lemmas, key=lambda lemma: (lemma != form, len(lemma), lemma))[:3]
    parts = []
    for lemma in order:
        same = 0
        while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
            same += 1
        parts.append(f"{lemmas[lemma]},{len(form) - same},{lemma[same:]}")
    return " ".join(parts)


class Automaton:
    """A minimal acyclic automaton, built from words that come in order."""

    def __init__(self) -> None:
        self.known: dict[tuple[tuple[int, int], ...], int] = {}
        self.edges: list[int] = []
        self.path: list[list[tuple[int, int]]] = [[]]
        self.previous: list[int] = []

    def add(self, letters: list[int], value: int) -> None:
        same = 0
        while same < min(len(letters), len(self.previous)) and letters[same] == self.previous[same]:
            same += 1
        self._close(same)
        self.path.extend([] for _ in letters[same:])
        self.path[-1].append((0, value))
        self.previous = letters

    def _close(self, depth: int) -> None:
        while len(self.path) > depth + 1:
            node = self._store(self.path.pop())
            self.path[-1].append((self.previous[len(self.path) - 1], node))

    def _store(self, edges: list[tuple[int, int]]) -> int:
        key = tuple(edges)
        if key not in self.known:
            self.known[key] = len(self.edges)
            last = len(key) - 1
            self.edges += [(target << 7) | (at == last) << 6 | letter for at, (letter, target) in enumerate(key)]
        return self.known[key]

    def finish(self) -> list[int]:
        """The edges, the root's first: its number stands in front."""
        self._close(0)
        root = self._store(self.path[0])
        return [root, *self.edges]


def compiled(forms: Forms) -> bytes:
    values: dict[str, int] = {}
    automaton = Automaton()
    for form in sorted(forms, key=lambda word: [LETTERS.index(letter) for letter in word]):
        value = values.setdefault(as_value(form, forms[form]), len(values))
        automaton.add([LETTERS.index(letter) for letter in form], value)
    edges = automaton.finish()
    head = f"metodparmen-lexicon 1 {len(edges)} {len(values)}".encode().ljust(63) + b"\n"
    return head + struct.pack(f"<{len(edges)}I", *edges) + "\n".join(values).encode()


def main(affixes: Path, target: Path) -> None:
    rules = read_rules(affixes.read_text("utf-8").splitlines())
    entries = list(read_entries(affixes.with_suffix(".dic").read_text("utf-8").splitlines()))
    forms = without_genitives(collect(entries, rules))
    target.write_bytes(compiled(forms))
    print(f"{len(entries)} words, {len(forms)} forms, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).with_name("sv.lex"))
