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
    "scale": "Skala",
    "file": "Fil",
    "rows": "Upprepade rader",
    "sum": "Summa som räknas ut",
    "info": "Informationstext",
    "heading": "Rubrik",
}
NOT_ASKED = frozenset({"info", "heading"})
NOT_TYPED = NOT_ASKED | {"sum"}
# Types that hold the same kind of answer: a question may go from one to the other and keep its key.
ALIKE = ({"text", "textarea"},)
AUDIENCES = {
    "public": "Alla, utan inloggning",
    "staff": "Personal",
    "case": "Personal, om ett ärende",
}
OPERATORS = {
    "": "är något av",
    "not": "är inget av",
    "answered": "är besvarad",
    "at_least": "är minst",
    "at_most": "är högst",
}
MISSING = "saknas"
MAX_ROWS = 30
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps"})


@dataclass(frozen=True)
class Condition:
    """What earlier answers must be: one test of one question, or several tests of which all (or any) must hold."""

    question: str = ""
    values: tuple[str, ...] = ()
    operator: str = ""
    match: str = ""  # "any": one of the tests is enough
    tests: tuple["Condition", ...] = ()

    def leaves(self) -> Iterator["Condition"]:
        """The single tests."""
        if not self.tests:
            yield self
        for test in self.tests:
            yield from test.leaves()


@dataclass(frozen=True)
class Term:
    """What a sum adds: a number, or a column of rows; only the rows whose column `where` has one of `values`."""

    question: str
    column: str = ""
    minus: bool = False
    where: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    type: str
    required: bool = False
    wanted: bool = False  # asked for with a reminder, but never in the way
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple["Question", ...] = ()
    terms: tuple[Term, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    earliest: str = ""
    latest: str = ""
    default: str = ""
    may_be_missing: bool = False  # an identity number can be said to be missing
    show_if: Condition | None = None

    @property
    def is_asked(self) -> bool:
        return self.type not in NOT_ASKED

    @property
    def is_typed(self) -> bool:
        """Whether a person answers it; a sum has an answer that nobody types."""
        return self.type not in NOT_TYPED

    def option_label(self, value: str) -> str:
        return dict(self.options).get(value, value)

    def column(self, key: str) -> "Question | None":
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Step:
    title: str
    questions: tuple[Question, ...]
    show_if: Condition | None = None


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
    paged: bool = False  # one step at a time
    reviewed: bool = False  # the answers are shown before they are sent
    unstored: bool = False  # a calculation: the answers are shown and then forgotten
    language: str = ""  # empty: Swedish
    original: str = ""  # a translation's original form

    @property
    def direction(self) -> str:
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def questions(self) -> Iterator[Question]:
        return (question for step in self.steps for question in step.questions)

    def question(self, key: str) -> Question | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def bound(self) -> list[tuple[str, list[tuple[str, Question]]]]:
        """Each effect of the form, with the questions that give its parameters."""
        return [
            (each.effect, [(name, found) for name, key in each.arguments.items() if (found := self.question(key))])
            for each in self.bindings
        ]

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
            steps=tuple(
                Step(step.get("title", ""), _questions(step["questions"]), _condition(step.get("show_if")))
                for step in data["steps"]
            ),
            bindings=tuple(
                Binding(binding["effect"], dict(binding.get("arguments", {}))) for binding in data.get("bindings", [])
            ),
            paged=data.get("paged", False),
            reviewed=data.get("reviewed", False),
            unstored=data.get("unstored", False),
            language=data.get("language", ""),
            original=data.get("original", ""),
        )


def alike(one: str, other: str) -> bool:
    """Whether two types of question hold the same kind of answer."""
    return one == other or any({one, other} <= kinds for kinds in ALIKE)


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _without_defaults(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_defaults(value) for key, value in data.items() if not _is_default(value)}
    if isinstance(data, list | tuple):
        return [_without_defaults(value) for value in data]
    return data


def _is_default(value: Any) -> bool:
    return value is False or (not isinstance(value, int) and value in (None, "", (), [], {}))  # 0 is a limit


def _questions(rows: list[dict[str, Any]]) -> tuple[Question, ...]:
    known = {each.name for each in fields(Question)}
    return tuple(_question({key: value for key, value in row.items() if key in known}) for row in rows)


def _question(row: dict[str, Any]) -> Question:
    return Question(
        **{"label": ""}  # a draft may lack it
        | row
        | {
            "options": tuple((str(value), str(label)) for value, label in row.get("options", ())),
            "columns": _questions(row.get("columns", [])),
            "terms": tuple(Term(**term | {"values": tuple(term.get("values", ()))}) for term in row.get("terms", ())),
            "show_if": _condition(row.get("show_if")),
        }
    )


def _condition(data: dict[str, Any] | None) -> Condition | None:
    if not data or not (data.get("question") or data.get("tests")):
        return None
    tests = tuple(test for each in data.get("tests", ()) if (test := _condition(each)))
    return Condition(
        question=data.get("question", ""),
        values=tuple(str(value) for value in data.get("values", ())),
        operator=data.get("operator", ""),
        match=data.get("match", "") if tests else "",
        tests=tests,
    )


def decode(question: Question, value: Any) -> Any:
    """A stored JSON value as Python's own type: dates, decimals, rows of typed values. None when not answered."""
    if value in (None, "", []) or (question.type == "pnr" and value == MISSING):
        return None
    if question.type == "date":
        return date.fromisoformat(value)
    if question.type == "datetime":
        return datetime.fromisoformat(value)
    if question.type in {"kr", "sum"}:
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
