"""Whether a question is asked, from the answers so far, and what its sums come to. The browser only guesses."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.schema import Condition, Question, Schema

Answers = Mapping[str, Any]
NOTHING: tuple[Any, ...] = (None, "", [], ())


def holds(condition: Condition | None, answers: Answers, row: Answers | None = None) -> bool:
    """`answers` are cleaned or stored values. In rows, a test of a column of the same row comes before other questions.

    A question that was not asked has no answer, so what depends on it is not asked either.
    """
    if condition is None:
        return True
    if condition.tests:
        found = (holds(test, answers, row) for test in condition.tests)
        return any(found) if condition.match == "any" else all(found)
    source = row if row is not None and condition.question in row else answers
    return _test(condition, source.get(condition.question))


def _test(condition: Condition, answer: Any) -> bool:
    if condition.operator == "answered":
        return answer not in NOTHING
    if condition.operator in {"at_least", "at_most"}:
        return _reaches(condition, answer)
    given = {_text(each) for each in (answer if isinstance(answer, list | tuple) else [answer])}
    if condition.operator == "not":
        return answer not in NOTHING and not given & set(condition.values)
    return bool(given & set(condition.values))


def _reaches(condition: Condition, answer: Any) -> bool:
    number, limit = _number(answer), _number(condition.values[0] if condition.values else None)
    if number is None or limit is None:
        return False
    return number >= limit if condition.operator == "at_least" else number <= limit


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("value", ""))
    return "" if value is None else str(value)


def _number(value: Any) -> Decimal | None:
    try:
        return None if value in NOTHING else Decimal(str(value))
    except InvalidOperation:
        return None


def total(question: Question, answers: Answers) -> Decimal:
    """The sum of a question of the type `sum`; what was not answered counts as nothing."""
    amount = Decimal(0)
    for term in question.terms:
        part = sum((_number(each) or Decimal(0) for each in _parts(term, answers)), Decimal(0))
        amount += -part if term.minus else part
    return amount.quantize(Decimal("0.01"))


def _parts(term: Any, answers: Answers) -> Iterator[Any]:
    answer = answers.get(term.question)
    if not term.column:
        yield answer
        return
    for row in answer or []:
        if not term.where or _text(row.get(term.where)) in term.values:
            yield row.get(term.column)


def asked(schema: Schema, answers: Answers) -> Iterator[Question]:
    """The questions that these answers lead to, of all kinds, in order."""
    for step in schema.steps:
        if holds(step.show_if, answers):
            yield from (question for question in step.questions if holds(question.show_if, answers))
