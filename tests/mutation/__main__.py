"""Which tests a mutant meets, and the score."""

import random
import sys
import time
from collections import Counter
from collections.abc import Generator

from tests.mutation.gate import noting
from tests.mutation.places import FILES, ROOT, Mutant, mutants
from tests.mutation.runs import Host, Job, Outcome, Seen

MARKS = {"effects": 0.85, "permissions": 0.95}
Part = Generator[Job, Outcome, dict[str, Seen]]


class Unsound(Exception):
    """No score can be told: the tests or this tool do not do what they should with sound code."""


def chosen(words: list[str]) -> list[Mutant]:
    """All mutants, or a sample of so many, or those of the folders, files and lines that are named."""
    places = [mutant for path in FILES for mutant in mutants(path)]
    if words and words[0].isdigit():
        size = min(int(words[0]) or len(places), len(places))
        return sorted(random.Random(1).sample(places, size), key=str)
    return [mutant for mutant in places if not words or any(_names(word, mutant) for word in words)]


def _names(word: str, mutant: Mutant) -> bool:
    """A folder, a file, or a line of it."""
    place = f"{mutant.path.relative_to(ROOT)}:{mutant.line}"
    return place == word or place.partition(":")[0].startswith(word)


def program(places: list[Mutant]) -> Generator[Job, Outcome, int]:
    """The exit code: 0 when the marks are reached, 1 when not, 2 when nothing can be said."""
    try:
        seen = yield from reach()
        yield from control(places, seen)
    except Unsound as error:
        print(error)
        return 2
    results: dict[Mutant, bool] = {}
    killers: Counter[str] = Counter()
    for mutant in places:
        tests = met(mutant, seen, killers)
        outcome = (yield Job({mutant.path: mutant.tree()}, tests)) if tests else None
        results[mutant] = bool(outcome and outcome.killed)
        if outcome and outcome.failed:
            killers[outcome.failed] += 1
        if not results[mutant]:
            print(f"survived: {mutant} ({len(tests)} tests reach it)", flush=True)
        elif outcome and not outcome.failed:
            print(f"killed without a test that failed: {mutant} (pytest ended with {outcome.code})", flush=True)
    return told(results)


def reach() -> Part:
    """What each test reaches, how long it takes."""
    outcome = yield Job(noting())
    if outcome.code:
        raise Unsound(f"The tests do not pass with sound code.\n{outcome.log}")
    if not any(each.reached for each in outcome.seen.values()):
        raise Unsound("No test reaches any of the files: the import does not give what it should.")
    return outcome.seen


def control(places: list[Mutant], seen: dict[str, Seen]) -> Part:
    """Sound code passes the tests, in the order in which mutants meet them and on the same kind of database."""
    wanted = {name for mutant in places for name in met(mutant, seen, Counter())}
    tests = dict(sorted(((name, seen[name]) for name in wanted), key=lambda each: each[1].seconds))
    outcome = yield Job({}, tests)
    if outcome.code or outcome.seen.keys() != tests.keys():
        raise Unsound(f"Sound code does not pass the tests that mutants meet ({outcome.code}).\n{outcome.log}")
    return outcome.seen


def met(mutant: Mutant, seen: dict[str, Seen], killers: Counter[str]) -> dict[str, Seen]:
    """The tests that reach the broken statement, the quickest first; what has killed before counts as quicker.

    What runs at import they all reach.
    """
    name = f"{mutant.path.relative_to(ROOT)}:{mutant.statement}"
    reaching = [each for each in seen.items() if mutant.statement is None or name in each[1].reached]
    return dict(sorted(reaching, key=lambda each: each[1].seconds / (1 + killers[each[0]])))


def told(results: dict[Mutant, bool]) -> int:
    missed = 0
    for area, mark in MARKS.items():
        killed = [each for mutant, each in results.items() if area in mutant.path.parts or area == mutant.path.stem]
        if killed:
            share = sum(killed) / len(killed)
            missed |= share < mark
            print(f"{area}: {sum(killed)} of {len(killed)} mutants killed, {share:.1%} (mark {mark:.0%})")
    return int(missed)


if __name__ == "__main__":
    started = time.monotonic()
    Host(program(chosen(sys.argv[1:]))).start()
