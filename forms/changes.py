"""What publishing a draft changes, compared with the version in force, in sentences for the one who publishes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms import effects
from forms.schema import QUESTION_TYPES, Binding, Question, Schema, alike

WORDS = {
    "required": "om den måste besvaras",
    "wanted": "om den påminner när svaret saknas",
    "help": "hjälptexten",
    "minimum": "minsta värdet",
    "maximum": "högsta värdet",
    "earliest": "tidigaste dagen",
    "latest": "senaste dagen",
    "default": "det förifyllda svaret",
    "show_if": "när den visas",
    "terms": "vad som räknas ihop",
    "may_be_missing": "om den kan vara okänd",
}


@dataclass(frozen=True)
class Changes:
    questions: list[str]
    bindings: list[str]
    exports: list[str]

    def __bool__(self) -> bool:
        return bool(self.questions or self.bindings or self.exports)


def between(old: Schema | None, new: Schema) -> Changes:
    """`old` is the version in force, or None before the first."""
    if old is None:
        asked = [question for question in new.questions if question.is_asked]
        return Changes(
            [f"Blanketten publiceras för första gången, med {len(asked)} frågor i {len(new.steps)} steg."],
            [f"Verkan: {_effect(binding.effect)}." for binding in new.bindings],
            [f"{len(asked)} kolumner: {', '.join(question.label for question in asked[:40])}."],
        )
    return Changes(
        [*_form(old, new), *_questions(list(old.questions), list(new.questions))],
        list(_bindings(old, new)),
        list(_exports(old, new)),
    )


def _form(old: Schema, new: Schema) -> Iterator[str]:
    if old.title != new.title:
        yield f"Blanketten heter nu ”{new.title}”, förut ”{old.title}”."
    for name, text in (
        ("audience", "Vem som fyller i ändras."),
        ("permission", "Vilken behörighet som krävs ändras."),
        ("paged", "Om ett steg visas i taget ändras."),
        ("reviewed", "Om svaren visas innan de skickas ändras."),
        ("unstored", "Om svaren sparas ändras."),
    ):
        if getattr(old, name) != getattr(new, name):
            yield text
    if [step.title for step in old.steps] != [step.title for step in new.steps]:
        yield "Stegens rubriker eller ordning ändras."
    if [step.show_if for step in old.steps] != [step.show_if for step in new.steps]:
        yield "När ett steg visas ändras."


def _questions(old: list[Question], new: list[Question], within: str = "") -> Iterator[str]:
    before, now = {each.key: each for each in old}, {each.key: each for each in new}
    what = f"Kolumnen ”%s” i ”{within}”" if within else "”%s”"
    for key in before:
        if key not in now:
            yield f"{what % before[key].label} tas bort. Gamla svar finns kvar."
    for key, question in now.items():
        if key not in before:
            yield f"{what % question.label} är ny ({QUESTION_TYPES.get(question.type, question.type).lower()})."
        else:
            yield from _one(before[key], question, what % question.label)
    kept = [key for key in before if key in now]
    if kept != [key for key in now if key in before]:
        yield f"Ordningen mellan {'kolumnerna i ”' + within + '”' if within else 'frågorna'} ändras."


def _one(old: Question, new: Question, name: str) -> Iterator[str]:
    if old.label != new.label:
        yield f"”{old.label}” heter nu ”{new.label}”. Svaren hålls ihop; en helt ny fråga ska läggas till för sig."
    if old.type != new.type:
        yield f"{name} är nu {QUESTION_TYPES.get(new.type, new.type).lower()}."
    changed = [text for field, text in WORDS.items() if getattr(old, field) != getattr(new, field)]
    if changed:
        yield f"{name}: ändrat är {', '.join(changed)}."
    yield from _options(old, new, name)
    yield from _questions(list(old.columns), list(new.columns), new.label)


def _options(old: Question, new: Question, name: str) -> Iterator[str]:
    before, now = dict(old.options), dict(new.options)
    for value in before.keys() - now.keys():
        yield f"{name}: svarsvalet ”{before[value]}” tas bort. Gamla svar behåller det."
    for value in sorted(now.keys() - before.keys()):
        yield f"{name}: svarsvalet ”{now[value]}” är nytt."
    for value in sorted(now.keys() & before.keys()):
        if before[value] != now[value]:
            yield f"{name}: svarsvalet ”{before[value]}” heter nu ”{now[value]}”."


def _bindings(old: Schema, new: Schema) -> Iterator[str]:
    before, now = _by_effect(old.bindings), _by_effect(new.bindings)
    for name in before.keys() - now.keys():
        yield f"Verkan tas bort: {_effect(name)}."
    for name in sorted(now.keys() - before.keys()):
        yield f"Ny verkan: {_effect(name)}."
    for name in sorted(now.keys() & before.keys()):
        for parameter in sorted(before[name].keys() | now[name].keys()):
            was, becomes = before[name].get(parameter), now[name].get(parameter)
            if was != becomes:
                yield (
                    f"{_effect(name)}: ”{_parameter(name, parameter)}” hämtas från {_label(new, becomes)}, "
                    f"förut från {_label(old, was)}."
                )


def _by_effect(bindings: Iterable[Binding]) -> dict[str, dict[str, str]]:
    return {binding.effect: binding.arguments for binding in bindings}


def _effect(name: str) -> str:
    found = effects.find(name)
    return found.label if found else name


def _parameter(effect: str, name: str) -> str:
    found = effects.find(effect)
    parameter = found.parameter(name) if found else None
    return parameter.label if parameter else name


def _label(schema: Schema, key: str | None) -> str:
    question = schema.question(key) if key else None
    return f"”{question.label}”" if question else "ingen fråga"


def _exports(old: Schema, new: Schema) -> Iterator[str]:
    before = {question.key: question for question in old.questions if question.is_asked}
    now = {question.key: question for question in new.questions if question.is_asked}
    for key, question in now.items():
        if key not in before:
            yield f"Ny kolumn: {question.label} ({key})."
        elif before[key].label != question.label and alike(before[key].type, question.type):
            yield f"Kolumnen {key} får rubriken {question.label}; kodboken visar båda."
    for key, question in before.items():
        if key not in now:
            yield f"Kolumnen {question.label} ({key}) står kvar sist, för de svar som finns."
