"""What is told of a submission about somebody with protected identity: one rule for page, file, hand-over and print.

Names, numbers, addresses and places are answers to short questions, so the type decides: they are covered for everybody
and shown on one page only, to who gives a reason. What somebody wrote in their own words may hold all of that, so it is
withheld whole, as are files, from everybody but those who work with the person. Choices, dates and amounts stay. Which
submissions it concerns and who works with the person other apps say, since this app knows no person. Filling in,
correcting and carrying out effects use the answers as they are; only who is told everything may correct.
"""

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from forms.models import Submission
from forms.schema import Question

COVERED = "Skyddad uppgift"
WITHHELD = (
    "Texten visas inte, för personen har skyddade uppgifter. "
    "Den som är handläggare i ärendet kan berätta det du behöver veta."
)
SHORT = frozenset({"text", "tel", "email", "pnr"})
IN_OWN_WORDS = frozenset({"textarea"})

Rule = Callable[[list[Submission]], set[int]]
ReaderRule = Callable[[Any, list[Submission]], set[int]]

_rules: list[Rule] = []
_reader_rules: list[ReaderRule] = []


def register(rule: Rule, readers: ReaderRule) -> None:
    """`rule(submissions)` returns the primary keys of those that are about somebody protected, `readers(user,
    submissions)` of those whose person the user works with; they ask the database as often for many as for one."""
    _rules.append(rule)
    _reader_rules.append(readers)


def mark(submissions: Iterable[Submission], reader: Any = None) -> None:
    """Note on each what the reader is to be told, so that `told` need not ask one by one. Without a reader (a hand-over
    to another system) and on what was never marked everything is withheld."""
    found = list(submissions)
    covered = set().union(*(rule(found) for rule in _rules)) if found else set()
    works_with = set().union(*(rule(reader, found) for rule in _reader_rules)) if covered and reader else set()
    for each in found:
        each.is_covered = each.pk in covered
        each.is_withheld = each.is_covered and each.pk not in works_with


def is_covered(submission: Submission) -> bool:
    if submission.is_covered is None:
        mark([submission])
    return bool(submission.is_covered)


def is_withheld(submission: Submission) -> bool:
    """Whether what somebody wrote in their own words, and the files, are kept from the reader."""
    return is_covered(submission) and submission.is_withheld


def told(submission: Submission) -> dict[str, Any]:
    """The answers as they may be shown, exported, printed and handed over."""
    answers = submission.answers()
    if not is_covered(submission):
        return answers
    schema, withheld = submission.version.read(), is_withheld(submission)
    return {key: _covered(question, value, withheld) if (question := schema.question(key)) else COVERED
            for key, value in answers.items()}  # fmt: skip


def shown(submission: Submission) -> list[dict[str, Any]]:
    """The same in the wording of the version that was filled in."""
    return submission.version.shown(told(submission))


def reason(submission: Submission) -> str:
    """Why it was corrected or withdrawn, in the words of the one who did it."""
    return WITHHELD if submission.reason and is_withheld(submission) else submission.reason


def _covered(question: Question, value: Any, withheld: bool) -> Any:
    if question.type in SHORT and value:
        return COVERED
    if question.type in IN_OWN_WORDS and value and withheld:
        return WITHHELD
    if question.type == "items" and withheld:
        return [each | {"label": COVERED} for each in value]
    if question.type == "file":
        return [file | {"name": file_name(number, file["name"])} for number, file in enumerate(value, start=1)]
    if question.type == "rows":
        return [{key: _in_row(question, key, each, withheld) for key, each in row.items()} for row in value]
    return value


def _in_row(question: Question, key: str, value: Any, withheld: bool) -> Any:
    column = question.column(key)
    return _covered(column, value, withheld) if column else COVERED


def file_name(number: int, name: str) -> str:
    """A name that tells nothing, of the same kind of file."""
    return f"fil-{number}{PurePath(name).suffix.lower()}"
