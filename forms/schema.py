"""What a form asks, as data: steps of questions, and bindings to effects. A published schema never changes.

The canonical JSON of a schema is stored with each form version, and its SHA-256 is the version's fingerprint.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

QUESTION_TYPES = {
    "text": "Kort text",
    "textarea": "Lång text",
    "date": "Datum",
    "datetime": "Datum och tid",
    "int": "Heltal",
    "kr": "Belopp i kronor",
    "bool": "Ja eller nej",
    "choice": "Ett val",
    "choices": "Flera val",
    "pnr": "Personnummer eller samordningsnummer",
    "tel": "Telefonnummer",
    "email": "E-postadress",
    "colleague": "Kollega",
    "items": "Val ur det som blanketten gäller",
    "scale": "Skala 1–5",
    "rows": "Upprepade rader",
    "info": "Informationstext",
}
AUDIENCES = {
    "public": "Alla, utan inloggning",
    "staff": "Personal",
    "case": "Personal, om ett ärende",
}
MAX_ROWS = 30


@dataclass(frozen=True)
class Condition:
    """The question is asked only when the earlier question was answered with one of the values."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    type: str
    required: bool = False
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple["Question", ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    default: str = ""
    show_if: Condition | None = None

    @property
    def is_asked(self) -> bool:
        return self.type != "info"

    def option_label(self, value: str) -> str:
        return dict(self.options).get(value, value)


@dataclass(frozen=True)
class Step:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Binding:
    """Which effect the form has, and which question gives each of its parameters."""

    effect: str
    arguments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Schema:
    key: str
    title: str
    audience: str
    permission: str
    steps: tuple[Step, ...]
    bindings: tuple[Binding, ...] = ()

    @property
    def questions(self) -> Iterator[Question]:
        return (question for step in self.steps for question in step.questions)

    def question(self, key: str) -> Question | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    def to_json(self) -> str:
        """Canonical: sorted keys, no spaces, defaults left out, so that the same schema is the same text for ever."""
        return canonical(_without_defaults(asdict(self)))

    @classmethod
    def from_json(cls, text: str) -> "Schema":
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Schema":
        return cls(
            key=data["key"],
            title=data["title"],
            audience=data["audience"],
            permission=data.get("permission", ""),
            steps=tuple(Step(step.get("title", ""), _questions(step["questions"])) for step in data["steps"]),
            bindings=tuple(
                Binding(binding["effect"], dict(binding.get("arguments", {}))) for binding in data.get("bindings", [])
            ),
        )


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _without_defaults(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            key: _without_defaults(value) for key, value in data.items() if value not in (None, "", (), [], {}, False)
        }
    if isinstance(data, list | tuple):
        return [_without_defaults(value) for value in data]
    return data


def _questions(rows: list[dict[str, Any]]) -> tuple[Question, ...]:
    known = {each.name for each in fields(Question)}
    return tuple(_question({key: value for key, value in row.items() if key in known}) for row in rows)


def _question(row: dict[str, Any]) -> Question:
    condition = row.get("show_if")
    return Question(
        **row
        | {
            "options": tuple((str(value), str(label)) for value, label in row.get("options", ())),
            "columns": _questions(row.get("columns", [])),
            "show_if": Condition(condition["question"], tuple(condition["values"])) if condition else None,
        }
    )


def decode(question: Question, value: Any) -> Any:
    """A stored JSON value as Python's own type: dates, decimals, rows of typed values. None when not answered."""
    if value in (None, "", []):
        return None
    if question.type == "date":
        return date.fromisoformat(value)
    if question.type == "datetime":
        return datetime.fromisoformat(value)
    if question.type == "kr":
        return Decimal(value)
    if question.type == "rows":
        return [{column.key: decode(column, row.get(column.key)) for column in question.columns} for row in value]
    return value


def encode(value: Any) -> Any:
    """A cleaned value as JSON can hold it; the opposite of `decode`."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {key: encode(each) for key, each in value.items() if each not in (None, "", [])}
    if isinstance(value, list | tuple):
        return [encode(each) for each in value]
    return value
