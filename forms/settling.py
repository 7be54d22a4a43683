"""From what an editor wrote to a schema: keys are made once from the words, and names of questions become keys.

A key holds answers together over the years. So a new question never gets a key that another question has had.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.blocks import StreamValue, StructValue

from forms import effects
from forms.schema import Question, Schema, alike

LONGEST_KEY = 40
YES_NO = {"ja": "yes", "nej": "no"}
Block = tuple[str, StructValue]  # type of question and its value


def settle(steps: StreamValue, bindings: StreamValue, history: Iterable[Schema]) -> None:
    """Fill in the keys that are missing, and replace questions named by their words with keys, in place."""
    for step in steps:
        _complete(step.value)
    questions = list(_blocks(steps))
    _give_keys(questions, list(_all_questions(history)))
    for kind, value in questions:
        _settle_options(kind, value)
        if kind == "rows":
            columns = _children(value["columns"])
            _give_keys(columns, [column for each in history for column in _columns(each, value["key"])])
            for column_kind, column in columns:
                _settle_options(column_kind, column)
    named = Names(questions)
    for step in steps:
        named.settle_condition(step.value["show_if"])
    for kind, value in questions:
        named.settle_question(kind, value)
    for binding in bindings:
        for argument in binding.value["arguments"]:
            argument["question"] = named.key(argument["question"])
            argument["parameter"] = _parameter(binding.value["effect"], argument["parameter"])


def _parameter(effect: str, name: str) -> str:
    """The name of what an effect takes, from its words."""
    found = effects.find(effect)
    words = {_folded(parameter.label): parameter.name for parameter in found.parameters} if found else {}
    return words.get(_folded(name), name.strip())


class Names:
    """Finds the questions that an editor names by their words, a few letters' case aside."""

    def __init__(self, questions: list[Block]) -> None:
        self.by_key = {value["key"]: (kind, value) for kind, value in questions}
        self.by_label: dict[str, str] = {}
        for _kind, value in questions:
            self.by_label.setdefault(_folded(value["label"]), value["key"])

    def key(self, name: str) -> str:
        """The key of the question; the name itself when there is none, so that the guard can tell of it."""
        name = (name or "").strip()
        return name if name in self.by_key else self.by_label.get(_folded(name), name)

    def settle_question(self, kind: str, value: StructValue) -> None:
        self.settle_condition(value["show_if"])
        if kind == "rows":
            inner = Names(_children(value["columns"]))
            for child in value["columns"]:
                self.settle_condition(child.value["show_if"], inner)
        for term in value["terms"] if kind == "sum" else ():
            self._settle_term(term)

    def settle_condition(self, condition: StructValue, inner: "Names | None" = None) -> None:
        for test in condition["tests"]:
            names = inner if inner and inner.key(test["question"]) in inner.by_key else self
            test["question"] = names.key(test["question"])
            test["values"] = names.values(test["question"], test["values"])

    def _settle_term(self, term: StructValue) -> None:
        _complete(term)
        term["question"] = self.key(term["question"])
        kind, rows = self.by_key.get(term["question"], ("", None))
        if kind == "rows" and rows is not None:
            inner = Names(_children(rows["columns"]))
            term["column"], term["where"] = inner.key(term["column"]), inner.key(term["where"])
            term["values"] = inner.values(term["where"], term["values"])

    def values(self, key: str, text: str) -> str:
        """Answers one a line: the wording of a choice becomes its value."""
        kind, value = self.by_key.get(key, ("", None))
        words = {_folded(label): option for option, label in pairs(value["options"])} if _has_options(value) else {}
        if kind == "bool":
            words = YES_NO
        lines = (line.strip() for line in (text or "").splitlines())
        return "\n".join(words.get(_folded(line), line) for line in lines if line)


def pairs(text: str) -> list[tuple[str, str]]:
    """Choices as they are written, one a line: `value = wording`; the value is missing until the form is saved."""
    found = []
    for line in (text or "").splitlines():
        value, equals, label = (part.strip() for part in line.partition(" = "))
        if line.strip():
            found.append((value, label) if equals else ("", value))
    return found


def key_from(words: str, taken: Iterable[str] = ()) -> str:
    """A key of the words: små bokstäver, siffror och understreck."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if len(key) > LONGEST_KEY:
        key = key[:LONGEST_KEY].rpartition("_")[0] or key[:LONGEST_KEY]
    key = key if key[:1].isalpha() else f"f_{key}".strip("_")
    taken = set(taken)
    return next(
        name for number in range(1, 10_000) if (name := key if number == 1 else f"{key}_{number}") not in taken
    )


def _give_keys(blocks: list[Block], before: list[Question]) -> None:
    taken = {value["key"] for _kind, value in blocks if value["key"]}
    for kind, value in blocks:
        if not value["key"]:
            others = {old.key for old in before if not _same(old, kind, value["label"])}
            value["key"] = key_from(value["label"], taken | others)
            taken.add(value["key"])


def _same(old: Question, kind: str, label: str) -> bool:
    """Whether a new question is an old one that comes back: the same words and the same kind of answer."""
    return alike(old.type, kind) and _folded(old.label) == _folded(label)


def _settle_options(kind: str, value: StructValue) -> None:
    if kind not in {"choice", "choices"}:  # the values of a scale are its numbers
        return
    taken = {option for option, _label in pairs(value["options"]) if option}
    lines = []
    for option, label in pairs(value["options"]):
        option = option or key_from(label, taken)
        taken.add(option)
        lines.append(f"{option} = {label}")
    value["options"] = "\n".join(lines)


def _has_options(value: Any) -> bool:
    return value is not None and "options" in value


def _blocks(steps: StreamValue) -> Iterator[Block]:
    return (block for step in steps for block in _children(step.value["questions"]))


def _children(stream: StreamValue) -> list[Block]:
    for child in stream:
        _complete(child.value)
    return [(child.block_type, child.value) for child in stream]


def _complete(value: StructValue) -> None:
    """What was made by a program may leave out what an editor always sees."""
    for name, block in value.block.child_blocks.items():
        if name not in value:
            value[name] = block.get_default()


def _all_questions(history: Iterable[Schema]) -> Iterator[Question]:
    return (question for schema in history for question in schema.questions)


def _columns(schema: Schema, key: str) -> tuple[Question, ...]:
    question = schema.question(key)
    return question.columns if question else ()


def _folded(text: str) -> str:
    return " ".join((text or "").casefold().split()).rstrip("?:. ")


# From settled blocks to a schema


def questions_as_data(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `plain` gives of questions, as Schema.from_dict takes it."""
    return [_question_as_data(each) for each in blocks]


def _question_as_data(block: dict[str, Any]) -> dict[str, Any]:
    need = block.get("need")
    data = block | {
        "required": need == "required",
        "wanted": need == "wanted",
        "options": pairs(block.get("options", "")),
        "columns": questions_as_data(block.get("columns", [])),
        "terms": [term | {"values": (term["values"] or "").splitlines()} for term in block.get("terms", [])],
        "show_if": condition_as_data(block.get("show_if")),
    }
    return {key: value for key, value in data.items() if value not in (None, "")}


def condition_as_data(block: dict[str, Any] | None) -> dict[str, Any] | None:
    """A single test is kept as such, as all conditions of older versions are."""
    tests = [
        {
            "question": test["question"],
            "operator": "" if test["operator"] == "is" else test["operator"],
            "values": (test["values"] or "").splitlines(),
        }
        for test in (block or {}).get("tests", [])
    ]
    if len(tests) < 2:
        return tests[0] if tests else None
    return {"match": "any" if (block or {}).get("match") == "any" else "", "tests": tests}
