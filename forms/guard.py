"""What stops a form from being published, in sentences that say what to do."""

import re
from collections.abc import Iterator

from forms import effects
from forms.schema import AUDIENCES, QUESTION_TYPES, Binding, Question, Schema

KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


def faults(schema: Schema, earlier: Schema | None = None) -> list[str]:
    """Swedish sentences; an empty list means that the form can be published. `earlier` is the version in force."""
    return [*_shape(schema), *_keys(schema), *_conditions(schema), *_bindings(schema), *_changes(schema, earlier)]


def _shape(schema: Schema) -> Iterator[str]:
    if schema.audience not in AUDIENCES:
        yield "Välj vem som fyller i blanketten."
    if not any(question.is_asked for question in schema.questions):
        yield "Lägg till minst en fråga."
    if schema.audience != "public" and not schema.permission:
        yield "Välj vilken behörighet som krävs för att fylla i blanketten."


def _keys(schema: Schema) -> Iterator[str]:
    seen: set[str] = set()
    for question in schema.questions:
        yield from _question(question)
        if question.key in seen:
            yield f"Två frågor har nyckeln ”{question.key}”. Ge den ena en annan nyckel."
        seen.add(question.key)


def _question(question: Question) -> Iterator[str]:
    if not KEY.fullmatch(question.key):
        yield f"Nyckeln ”{question.key}” får bara ha små bokstäver a–z, siffror och understreck."
    if question.type not in QUESTION_TYPES:
        yield f"Frågan ”{question.label}” har en okänd typ."
    if question.type in {"choice", "choices"} and len(question.options) < 2:
        yield f"Frågan ”{question.label}” behöver minst två svarsval."
    if question.type == "rows" and not question.columns:
        yield f"Frågan ”{question.label}” behöver minst en kolumn."
    for column in question.columns:
        yield from _question(column)
        if column.type in {"rows", "info"}:
            yield f"Kolumnen ”{column.label}” kan inte själv ha rader eller vara informationstext."


def _conditions(schema: Schema) -> Iterator[str]:
    before: dict[str, Question] = {}
    for question in schema.questions:
        if question.show_if:
            asked = before.get(question.show_if.question)
            if asked is None:
                yield f"Villkoret för ”{question.label}” pekar på en fråga som inte finns före den."
            elif unknown := set(question.show_if.values) - _possible(asked):
                yield f"Villkoret för ”{question.label}” nämner svar som inte finns: {', '.join(sorted(unknown))}."
        before[question.key] = question


def _possible(question: Question) -> set[str]:
    return {"yes", "no"} if question.type == "bool" else {value for value, _label in question.options}


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


def _changes(schema: Schema, earlier: Schema | None) -> Iterator[str]:
    for old in earlier.questions if earlier else ():
        new = schema.question(old.key)
        if new is not None and new.type != old.type:
            yield (
                f"Frågan ”{new.label}” kan inte byta typ, för då blandas gamla och nya svar. "
                "Ta bort den och lägg till en ny fråga med en egen nyckel."
            )
