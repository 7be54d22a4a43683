"""What stops a form from being published, in sentences that say what to do."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from forms import effects
from forms.meanings import as_original, kept_together
from forms.schema import (
    AUDIENCES,
    NOT_ASKED,
    OPERATORS,
    QUESTION_TYPES,
    Binding,
    Condition,
    Question,
    Schema,
    Term,
)  # fmt: skip

KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


def faults(schema: Schema, history: Sequence[Schema] = (), original: Schema | None = None) -> list[str]:
    """Swedish sentences; an empty list means that the form can be published.

    `history`: all versions, the oldest first. `original`: of a translation, the version in force that it translates.
    """
    return [
        *_shape(schema),
        *_keys(schema),
        *_conditions(schema),
        *_sums(schema),
        *_bindings(schema),
        *kept_together(schema, history),
        *as_original(schema, original),
    ]


def _shape(schema: Schema) -> Iterator[str]:
    if schema.audience not in AUDIENCES:
        yield "Välj vem som fyller i blanketten."
    if not any(question.is_asked for question in schema.questions):
        yield "Lägg till minst en fråga."
    if schema.audience != "public" and not schema.permission:
        yield "Välj vilken behörighet som krävs för att fylla i blanketten."
    if schema.unstored and schema.bindings:
        yield "En blankett som inte sparas kan inte ha någon verkan. Ta bort verkan, eller låt svaren sparas."


def _keys(schema: Schema) -> Iterator[str]:
    seen: set[str] = set()
    for question in schema.questions:
        yield from _question(question)
        if question.key in seen:
            yield f"Två frågor har nyckeln ”{question.key}”. Ge den ena en annan nyckel."
        seen.add(question.key)


def _question(question: Question) -> Iterator[str]:
    if not question.label.strip():
        yield f"Frågan med nyckeln ”{question.key}” saknar text."
    if not KEY.fullmatch(question.key):
        yield f"Nyckeln ”{question.key}” får bara ha små bokstäver a–z, siffror och understreck."
    if question.type not in QUESTION_TYPES:
        yield f"Frågan ”{question.label}” har en okänd typ."
    if question.type in {"choice", "choices"} and len(question.options) < 2:
        yield f"Frågan ”{question.label}” behöver minst två svarsval."
    yield from _own(question)
    seen: set[str] = set()
    for column in question.columns:
        yield from _question(column)
        if column.type in NOT_ASKED | {"rows", "sum"}:
            yield f"Kolumnen ”{column.label}” kan inte själv ha rader, räkna eller vara text."
        if column.key in seen:
            yield f"Två kolumner i ”{question.label}” har nyckeln ”{column.key}”. Ge den ena en annan nyckel."
        seen.add(column.key)


def _own(question: Question) -> Iterator[str]:
    values = [value for value, _label in question.options]
    if len(set(values)) < len(values):
        yield f"Frågan ”{question.label}” har två svarsval med samma nyckel."
    if question.type == "rows" and not question.columns:
        yield f"Frågan ”{question.label}” behöver minst en kolumn."
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        yield f"Frågan ”{question.label}” har ett minsta värde som är större än det högsta."
    if question.type == "scale":
        low = 1 if question.minimum is None else question.minimum
        high = 5 if question.maximum is None else question.maximum
        if not 1 <= high - low <= 20:
            yield f"Skalan i ”{question.label}” ska ha mellan 2 och 21 steg."
        elif set(values) - {str(number) for number in range(low, high + 1)}:
            yield f"Orden i skalan ”{question.label}” skrivs som 1 = Mycket dåligt, med skalans egna siffror."
    for text in (question.earliest, question.latest, question.default if question.type == "date" else ""):
        if text and not is_day(text):
            yield f"I ”{question.label}” står dagen ”{text}”. Skriv ÅÅÅÅ-MM-DD, today eller till exempel today-7."
    if question.type in {"choice", "bool"} and question.default and question.default not in _possible(question):
        yield f"Det förifyllda svaret på ”{question.label}” finns inte bland svarsvalen."


def is_day(text: str) -> bool:
    if re.fullmatch(r"today([+-]\d{1,4})?", text):
        return True
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _conditions(schema: Schema) -> Iterator[str]:
    before: dict[str, Question] = {}
    for step in schema.steps:
        yield from _condition(step.show_if, f"steget ”{step.title}”", before)
        for question in step.questions:
            yield from _condition(question.show_if, f"”{question.label}”", before)
            columns: dict[str, Question] = {}
            for column in question.columns:
                yield from _condition(column.show_if, f"”{column.label}”", before | columns)
                columns[column.key] = column
            before[question.key] = question


def _condition(condition: Condition | None, of: str, before: dict[str, Question]) -> Iterator[str]:
    for test in condition.leaves() if condition else ():
        asked = before.get(test.question)
        if asked is None or not asked.is_asked:
            yield f"Villkoret för {of} pekar på ”{test.question}”, en fråga som inte finns före den."
        elif test.operator not in OPERATORS:
            yield f"Villkoret för {of} är av ett okänt slag."
        elif test.operator in {"at_least", "at_most"}:
            if asked.type not in {"int", "kr", "scale", "sum"} or not _is_number(test.values):
                yield f"Villkoret för {of} jämför med ett tal. Välj en fråga som ger ett tal, och skriv ett tal."
        elif test.operator != "answered" and (unknown := set(test.values) - _possible(asked)):
            yield f"Villkoret för {of} nämner svar som inte finns: {', '.join(sorted(unknown))}."
        elif test.operator != "answered" and not test.values:
            yield f"Villkoret för {of} saknar svar."


def _is_number(values: tuple[str, ...]) -> bool:
    return len(values) == 1 and bool(re.fullmatch(r"-?\d{1,9}([.]\d{1,2})?", values[0]))


def _possible(question: Question) -> set[str]:
    if question.type == "bool":
        return {"yes", "no"}
    if question.type == "scale":
        high = 5 if question.maximum is None else question.maximum
        low = 1 if question.minimum is None else question.minimum
        return {str(number) for number in range(low, high + 1)}
    return {value for value, _label in question.options}


def _sums(schema: Schema) -> Iterator[str]:
    before: dict[str, Question] = {}
    for question in schema.questions:
        if question.type == "sum" and not question.terms:
            yield f"Summan ”{question.label}” har inget att räkna ihop."
        for term in question.terms:
            if not _adds(term, before.get(term.question)):
                yield f"Summan ”{question.label}” räknar med ”{term.question}”, som inte ger ett tal före den."
        before[question.key] = question


def _adds(term: Term, source: Question | None) -> bool:
    if source is None:
        return False
    if source.type != "rows":
        return source.type in {"int", "kr", "sum"} and not term.column
    column, where = source.column(term.column), source.column(term.where)
    known = not term.where or (where is not None and bool(term.values) and set(term.values) <= _possible(where))
    return column is not None and column.type in {"int", "kr"} and known


def _bindings(schema: Schema) -> Iterator[str]:
    for binding in schema.bindings:
        effect = effects.find(binding.effect)
        if effect is None:
            yield f"Verkan ”{binding.effect}” finns inte. Välj en annan eller ta bort den."
            continue
        yield from _arguments(schema, binding, effect)


def _arguments(schema: Schema, binding: Binding, effect: effects.Effect) -> Iterator[str]:
    for parameter in effect.parameters:
        key = binding.arguments.get(parameter.name)
        if key is None:
            if parameter.required:
                yield f"”{effect.label}” behöver veta ”{parameter.label}”. Välj vilken fråga som ger det."
            continue
        question = schema.question(key)
        if question is None:
            yield f"”{effect.label}” hämtar ”{parameter.label}” från frågan ”{key}”, som inte finns."
        elif question.type not in parameter.types:
            kinds = " eller ".join(sorted(QUESTION_TYPES[each].lower() for each in parameter.types))
            yield f"”{parameter.label}” ska vara {kinds}, men frågan ”{question.label}” är av en annan typ."
        elif parameter.required and not (question.required and question.show_if is None):
            yield f"Frågan ”{question.label}” måste vara obligatorisk, eftersom ”{effect.label}” behöver svaret."
    for name in binding.arguments:
        if effect.parameter(name) is None:
            yield f"”{effect.label}” har inget som heter ”{name}”. Ta bort den kopplingen."
