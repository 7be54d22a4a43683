"""What is told of a submission about somebody with protected identity: one rule for page, file, hand-over and print.

Names, numbers, addresses and places are answers to short questions, so the type decides: those are covered. The running
text of the journal, choices, dates and amounts stay. Which submissions it concerns other apps say, since this app
knows no person. Filling in, correcting and carrying out effects use the answers as they are.
"""

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from forms.models import Submission
from forms.schema import Question

COVERED = "Skyddad uppgift"
TYPES = frozenset({"text", "tel", "email", "pnr"})

Rule = Callable[[list[Submission]], set[int]]

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    """`rule(submissions)` returns the primary keys of those that are about somebody protected; it asks the database
    as often for many as for one."""
    _rules.append(rule)


def mark(submissions: Iterable[Submission]) -> None:
    """Note on each whether it is to be covered, so that `told` need not ask one by one."""
    found = list(submissions)
    covered = set().union(*(rule(found) for rule in _rules)) if found else set()
    for each in found:
        each.is_covered = each.pk in covered


def is_covered(submission: Submission) -> bool:
    if submission.is_covered is None:
        mark([submission])
    return bool(submission.is_covered)


def told(submission: Submission) -> dict[str, Any]:
    """The answers as they may be shown, exported, printed and handed over."""
    answers = submission.answers()
    if not is_covered(submission):
        return answers
    schema = submission.version.read()
    return {key: _covered(question, value) if (question := schema.question(key)) else COVERED
            for key, value in answers.items()}  # fmt: skip


def shown(submission: Submission) -> list[dict[str, Any]]:
    """The same in the wording of the version that was filled in."""
    return submission.version.shown(told(submission))


def _covered(question: Question, value: Any) -> Any:
    if question.type in TYPES and value:
        return COVERED
    if question.type == "file":
        return [file | {"name": file_name(number, file["name"])} for number, file in enumerate(value, start=1)]
    if question.type == "rows":
        return [{key: _in_row(question, key, each) for key, each in row.items()} for row in value]
    return value


def _in_row(question: Question, key: str, value: Any) -> Any:
    column = question.column(key)
    return _covered(column, value) if column else COVERED


def file_name(number: int, name: str) -> str:
    """A name that tells nothing, of the same kind of file."""
    return f"fil-{number}{PurePath(name).suffix.lower()}"
