"""How an effect is declared: name, Swedish label, parameters; the decorated function says what it does."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from caseload.projection.state import CaseState, Change, Entry, put
from caseload.stages import Kind
from forms.effects import Call, Effect, Parameter

Function = Callable[[CaseState, Call, Entry], Iterator[Change]]


class Declared(NamedTuple):
    effect: Effect
    function: Function
    opens_case: bool
    kinds: frozenset[str]  # the kinds of case that it makes sense for; of an opening one the kind that it opens
    decides_person: bool  # says which cases are about the same person; read before the fold begins


EFFECTS: dict[str, Declared] = {}

TEXT = ("text", "textarea")


def takes(name: str, label: str, *types: str, required: bool = False) -> Parameter:
    return Parameter(name, label, frozenset(types), required)


def effect(
    name: str,
    label: str,
    *parameters: Parameter,
    opens_case: bool = False,
    kinds: Collection[str] = tuple(Kind.values),
    decides_person: bool = False,
) -> Callable[[Function], Function]:
    """Declare the decorated function as the effect `name`."""

    def declare(function: Function) -> Function:
        EFFECTS[name] = Declared(
            Effect(name, label, parameters), function, opens_case, frozenset(kinds), decides_person
        )
        return function

    return declare


def task(
    case: CaseState, entry: Entry, kind: str, title: Any, *, due: date | None = None, role: str = "",
    urgent: bool = False,
) -> Iterator[Change]:  # fmt: skip
    """A new task. Its key tells the submission and the kind, so the same fold gives the same key."""
    key = f"{entry.receipt}:{kind}:0"
    return put("task", key, kind=kind, title=title, due_on=due, role=role or None, urgent=urgent or None)


def rows_of(call: Call, name: str) -> tuple[list[dict[str, Any]], str]:
    """The rows of an answer and the key of their question; no rows when it was not answered."""
    answer = call.answers.get(name)
    return (answer.value, answer.question) if answer else ([], "")


def done(case: CaseState, kind: str, on: date) -> Iterator[Change]:
    """The open tasks of a kind are done."""
    for key in case.open_tasks(kind):
        yield from put("task", key, done_on=on)


def months(start: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
