"""What may not happen to a question from one version to the next, so that no answer is ever lost, relabelled or merged.

The rule: a key that has been published with a kind of answer never comes back as another one, and neither keys nor
choices change words with each other.
"""

from collections.abc import Iterator, Sequence

from forms.schema import NOT_ASKED, Question, Schema, alike


def kept_together(schema: Schema, history: Sequence[Schema]) -> Iterator[str]:
    """Swedish sentences on what would mix old and new answers; `history` holds all versions, the oldest first."""
    for question in schema.questions:
        yield from _one(question, [old for each in history if (old := each.question(question.key))])
    if history:
        yield from _swapped(list(schema.questions), list(history[-1].questions))


def _one(question: Question, earlier: list[Question]) -> Iterator[str]:
    if any(_other_kind(old, question) for old in earlier):
        yield (
            f"Frågan ”{question.label}” kan inte byta typ, för då blandas gamla och nya svar. "
            "Ta bort den och lägg till en ny fråga, så får den en egen nyckel."
        )
        return
    yield from _swapped_choices(question, earlier)
    for column in question.columns:
        yield from _one(column, [found for old in earlier if (found := old.column(column.key))])


def _other_kind(old: Question, new: Question) -> bool:
    if old.type in NOT_ASKED and new.type in NOT_ASKED:
        return False  # neither has answers
    return not alike(old.type, new.type)


def _swapped_choices(question: Question, earlier: list[Question]) -> Iterator[str]:
    """A choice may be reworded; it may not take the words that another choice of the question has had."""
    had = {label: value for old in earlier for value, label in old.options}
    for value, label in question.options:
        if had.get(label, value) != value and label not in {dict(old.options).get(value) for old in earlier}:
            yield (
                f"Svarsvalet ”{label}” i ”{question.label}” har haft en annan nyckel ({had[label]}). "
                "Då skulle gamla svar få ny betydelse. Ge det sin gamla nyckel, eller andra ord."
            )


def _swapped(now: list[Question], before: list[Question]) -> Iterator[str]:
    """Two questions that change words with each other would swap their answers."""
    old = {question.key: question.label for question in before if question.is_asked}
    new = {question.key: question.label for question in now if question.is_asked}
    for key, label in new.items():
        others = [other for other in old if other > key and other in new and old[other] == label != old.get(key)]
        for other in others:
            if new[other] == old.get(key):
                yield (
                    f"Frågorna ”{old[key]}” och ”{old[other]}” har bytt text med varandra. Då hamnar gamla svar "
                    "under fel fråga. Flytta frågorna i stället."
                )


def as_original(schema: Schema, original: Schema | None) -> Iterator[str]:
    """A translation asks the same things as its original, so that the answers can be read together."""
    asked = {question.key: question for question in schema.questions if question.is_asked}
    for question in original.questions if original else ():
        own = asked.pop(question.key, None)
        if question.is_asked and own is None:
            yield f"Översättningen saknar frågan ”{question.label}” ({question.key})."
        elif own is not None and _meaning(own) != _meaning(question):
            yield f"Frågan ”{own.label}” är inte av samma slag som ”{question.label}” i den svenska blanketten."
    for own in asked.values() if original else ():
        yield f"Frågan ”{own.label}” ({own.key}) finns inte i den svenska blanketten."


def _meaning(question: Question) -> tuple[object, ...]:
    values = frozenset(value for value, _label in question.options)
    return question.type, values, tuple((column.key, *_meaning(column)) for column in question.columns)
