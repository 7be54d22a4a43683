"""The way through a form without script: steps, rows, the look-through before sending. Nothing is stored on the way.

What was typed in other steps travels along as hidden fields and is checked in full when the form is sent, so a step
can be left, come back to, or skipped by a script without anything being lost or let through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from forms.builder import AnswersForm
from forms.conditions import asked
from forms.schema import MAX_ROWS

STEP = "steg"
GO = "ga"  # the button: nasta, tillbaka, granska, andra, skicka
ADD_ROW = "fler_rader"
REMOVE_ROW = "ta_bort_rad"
ON_PURPOSE = "med_flit"


@dataclass
class View:
    """What the templates show: the form in full, one of its steps, or its answers to look through."""

    form: AnswersForm
    number: int = 0  # the step that is shown, from 0
    status: int = 200
    reviewing: bool = False
    carried: list[tuple[str, str]] = field(default_factory=list)
    open_steps: list[int] = field(default_factory=list)

    @property
    def paged(self) -> bool:
        return self.form.schema.paged and len(self.form.schema.steps) > 1

    @property
    def steps(self) -> list[dict[str, Any]]:
        schema = self.form.schema
        return [self.form.step(schema.steps[self.number])] if self.paged else self.form.steps()

    @property
    def position(self) -> int:
        return self.open_steps.index(self.number) + 1 if self.number in self.open_steps else self.number + 1

    @property
    def count(self) -> int:
        return len(self.open_steps) or len(self.form.schema.steps)

    @property
    def is_last(self) -> bool:
        return not self.paged or self.position >= self.count

    @property
    def errors(self) -> list[tuple[Any, str]]:
        """Faults with their fields, of the step that is shown: `(bound field, sentence)`."""
        shown = [item["field"] for step in self.steps for item in step["items"] if item["field"]]
        bound = (each for each in shown if each.name in self.form.errors)
        return [(each, sentence) for each in bound for sentence in each.errors]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The answers to look through, in the words of the form, with what was wanted and left empty."""
        answers = self.form.answers()
        return [
            {"question": question, "value": answers.get(question.key), "words": self.form.words}
            for question in asked(self.form.schema, self.form.cleaned_data)
            if question.is_asked and (question.key in answers or question.required or question.wanted)
        ]


def first(form: AnswersForm) -> View:
    """The form as it is opened."""
    return View(form, open_steps=list(_open_steps(form, {})))


def resumed(form: AnswersForm, post: QueryDict) -> View:
    """The form as it was left: what was typed, unchecked, at the step that was open."""
    form.is_valid()
    return _view(form.unchecked(), form, post, _number(form, post))


def turn(form: AnswersForm, post: QueryDict) -> View | None:
    """What to show after a button that does not send; None when the form is to be checked and sent."""
    if ADD_ROW in post or REMOVE_ROW in post:
        return _view(_with_other_rows(form, post), form, post, _number(form, post))
    go = post.get(GO, "")
    if go in {"tillbaka", "andra"}:
        return _move(form, post, -1 if go == "tillbaka" else 0)
    if go == "nasta" and form.schema.paged:
        return _next(form, post)
    return None


def refused(form: AnswersForm, post: QueryDict) -> View:
    """The form with its faults; when it is shown step by step, the first step that has one."""
    faulty = (
        index
        for index, step in enumerate(form.schema.steps)
        if any(question.key in form.errors for question in step.questions)
    )
    return _view(form, form, post, next(faulty, _number(form, post)), status=422)


def before_sending(form: AnswersForm, post: QueryDict) -> View | None:
    """The look-through that a checked form needs before it is sent; None when it may be sent now.

    Answers that are wanted and missing are asked about once, whatever the form; then it is the sender's choice.
    """
    asks = form.schema.reviewed and post.get(GO) == "granska"
    doubts = bool(form.left_empty) and ON_PURPOSE not in post
    return look_through(form, post) if form.schema.unstored or asks or doubts else None


def look_through(form: AnswersForm, post: QueryDict) -> View:
    """The answers of a checked form, to be read before they are sent."""
    return View(form, reviewing=True, number=_number(form, post), carried=list(_pairs(form, post)))


def _next(form: AnswersForm, post: QueryDict) -> View:
    """The next step when this one is right. Faults of steps that have not been reached yet do not count."""
    form.is_valid()
    here = form.schema.steps[_number(form, post)]
    keys = {question.key for question in here.questions}
    faults = keys & set(form.errors)
    for name in [name for name in form.errors if name not in faults]:
        del form.errors[name]
    if faults:
        return _view(form, form, post, _number(form, post), status=422)
    return _move(form, post, 1)


def _move(form: AnswersForm, post: QueryDict, by: int) -> View:
    form.is_valid()
    steps = list(_open_steps(form, form.cleaned_data))
    here = _number(form, post)
    later, earlier = [each for each in steps if each > here], [each for each in steps if each < here]
    to = here if by == 0 else (later[0] if later else here) if by > 0 else (earlier[-1] if earlier else here)
    return _view(form.unchecked(), form, post, to)


def _view(shown: AnswersForm, bound: AnswersForm, post: QueryDict, number: int, status: int = 200) -> View:
    steps = list(_open_steps(bound, getattr(bound, "cleaned_data", {})))
    view = View(shown, number=number, status=status, open_steps=steps)
    if view.paged:
        here = {question.key for question in bound.schema.steps[number].questions}
        view.carried = [(name, value) for name, value in _pairs(bound, post) if _key(name) not in here]
    return view


def _open_steps(form: AnswersForm, answers: dict[str, Any]) -> Iterator[int]:
    """The steps in which something is asked, as far as is known."""
    keys = {question.key for question in asked(form.schema, answers)}
    for index, step in enumerate(form.schema.steps):
        if any(question.key in keys for question in step.questions):
            yield index


def _number(form: AnswersForm, post: QueryDict) -> int:
    text = post.get(STEP, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return min(number, len(form.schema.steps) - 1)


def _pairs(form: AnswersForm, post: QueryDict) -> Iterator[tuple[str, str]]:
    """What was typed in answer to the questions, as it was typed."""
    for name, values in post.lists():
        if _key(name) in form.fields:
            yield from ((name, str(value)) for value in values)


def _key(name: str) -> str:
    """The question that a field of the page belongs to; rows and parts have a hyphen after the question's key."""
    return name.split("-", 1)[0]


def _with_other_rows(form: AnswersForm, post: QueryDict) -> AnswersForm:
    """One row more, or without the row that the button names, for example `skulder-2`."""
    key, _, index = post.get(REMOVE_ROW, "").rpartition("-")
    question = form.schema.question(key or post.get(ADD_ROW, ""))
    if question is None or question.type != "rows":
        return form.unchecked()
    rows = list(form.typed()[question.key])
    if key and index.isdigit() and int(index[:4]) < len(rows):
        del rows[int(index[:4])]
    elif not key:
        rows.append({})
    return form.unchecked(**{question.key: rows[:MAX_ROWS]})
