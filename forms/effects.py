"""The effects that a form can have. Apps register them; this app knows their names and types, not what they do.

An effect is bound to questions by an editor; forms/guard.py stops a version whose bindings do not fit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forms.schema import Schema, decode


class Refused(Exception):
    """An effect can't be carried out; the message is a Swedish sentence for the person who sent the form."""


@dataclass(frozen=True)
class Parameter:
    """A value that an effect takes: which types of question can give it, and whether it must be given."""

    name: str
    label: str
    types: frozenset[str]
    required: bool = False


@dataclass(frozen=True)
class Effect:
    name: str
    label: str
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


class Answer(NamedTuple):
    """A value and the question that it answers."""

    value: Any
    question: str


@dataclass(frozen=True)
class Call:
    """One effect of one submission, with the answers that it asks for; parameters without an answer are left out."""

    effect: str
    answers: dict[str, Answer] = field(default_factory=dict)

    def value(self, name: str, default: Any = None) -> Any:
        return self.answers[name].value if name in self.answers else default


Consumer = Callable[[Any, list[Call]], None]


@dataclass(frozen=True)
class Family:
    """The effects of one app, and what carries them out: `consumer(submission, calls)`, inside the transaction."""

    name: str
    effects: dict[str, Effect]
    consumer: Consumer


_families: dict[str, Family] = {}


def register(name: str, effects: Iterable[Effect], consumer: Consumer) -> None:
    _families[name] = Family(name, {effect.name: effect for effect in effects}, consumer)


def families() -> list[Family]:
    return list(_families.values())


def find(name: str) -> Effect | None:
    return next((family.effects[name] for family in families() if name in family.effects), None)


def choices() -> list[tuple[str, str]]:
    return [(effect.name, effect.label) for family in families() for effect in family.effects.values()]


def calls_of(schema: Schema, answers: dict[str, Any]) -> list[Call]:
    """The effects that a submission has, with typed answers."""
    return [
        Call(
            effect,
            {
                parameter: Answer(value, question.key)
                for parameter, question in given
                if (raw := answers.get(question.key)) is not None and (value := decode(question, raw)) is not None
            },
        )
        for effect, given in schema.bound
    ]


def apply(submission: Any) -> None:
    """Hand the submission to every app that has effects in its form. Raises Refused.

    A correction or withdrawal goes also to those that had effects in what it replaces, so that they can undo them.
    """
    calls = calls_of(submission.version.read(), submission.answers())
    touched = {binding.effect for version in _versions(submission) for binding in version.read().bindings}
    for family in families():
        if touched & family.effects.keys():
            family.consumer(submission, [call for call in calls if call.effect in family.effects])


def _versions(submission: Any) -> Iterable[Any]:
    """The versions of the submission and of all that it replaces."""
    while submission is not None:
        yield submission.version
        submission = submission.replaces
