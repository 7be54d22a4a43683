"""From a schema to a Django form class, on Wagtail's own form builder."""

from copy import deepcopy
from dataclasses import asdict
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from forms.conditions import NOTHING, holds, total
from forms.fields import (
    AmountField,
    IdentityNumberField,
    IdentityOrMissingField,
    ItemsField,
    PhoneField,
    YesNoField,
)  # fmt: skip
from forms.files import FilesField
from forms.phrases import phrases
from forms.rows import RowsField, as_json
from forms.schema import Question, Schema, Step, canonical, encode
from forms.widgets import quicken
from portal.models import User
from portal.templatetags.swedish import langdatum

Supplied = dict[str, list[tuple[str, str]]]


class AnswersForm(BaseForm):
    """The base of every form that is filled in. Conditions are evaluated here, whatever the browser did."""

    schema: Schema

    def _clean_fields(self) -> None:
        """In the order of the questions: those that earlier answers hide are neither checked nor kept."""
        for step in self.schema.steps:
            shown = holds(step.show_if, self.cleaned_data)
            for question in step.questions:
                if shown and holds(question.show_if, self.cleaned_data):
                    self._clean_question(question)

    def _clean_question(self, question: Question) -> None:
        if question.type == "sum":
            self.cleaned_data[question.key] = total(question, self.cleaned_data)
            return
        if not question.is_typed:
            return
        bound = self[question.key]
        if isinstance(bound.field, RowsField):
            bound.field.outer = self.cleaned_data
        try:
            self.cleaned_data[question.key] = bound.field._clean_bound_field(bound)
        except ValidationError as error:
            self.add_error(question.key, error)

    @property
    def words(self) -> dict[str, str]:
        """What the system says around the questions, in the form's language."""
        return phrases(self.schema.language)

    @cached_property
    def left_empty(self) -> list[Question]:
        """Questions that were asked, are wanted, and have no answer."""
        found = (question for question in self.schema.questions if question.wanted and question.key not in self.errors)
        return [each for each in found if each.key in self.cleaned_data and self.cleaned_data[each.key] in NOTHING]

    def answers(self) -> dict[str, Any]:
        """What is stored: question key → value as JSON holds it; without unanswered, hidden and unknown ones."""
        known = [question.key for question in self.schema.questions if question.is_asked]
        return encode({key: self.cleaned_data.get(key) for key in known})

    def unchecked(self, **rows: list[dict[str, Any]]) -> "AnswersForm":
        """The same form with what was typed kept and nothing checked; `rows` replaces the rows of questions."""
        return type(self)(initial=self.typed() | rows)

    def typed(self) -> dict[str, Any]:
        """What was typed, question by question, as the widgets read it."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    def steps(self) -> list[dict[str, Any]]:
        """For templates: steps with their bound fields and information texts, in order."""
        return [self.step(step) for step in self.schema.steps]

    def step(self, step: Step) -> dict[str, Any]:
        return {
            "title": step.title,
            "show_if": as_json(step.show_if) if step.show_if else "",
            "items": [self._item(question) for question in step.questions],
        }

    def _item(self, question: Question) -> dict[str, Any]:
        return {
            "question": question,
            "field": self[question.key] if question.is_typed else None,
            "show_if": as_json(question.show_if) if question.show_if else "",
            "terms": canonical([asdict(term) for term in question.terms]) if question.terms else "",
        }


class SharedFields(dict[str, forms.Field]):
    """The fields of a form class, which its forms share: copying 250 of them takes longer than checking them.

    Django copies them so that a form may change its own. Here none does, but for rows, which remember what came before.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: deepcopy(field, memo) if isinstance(field, RowsField) else field for name, field in self.items()}


class SchemaFormBuilder(FormBuilder):
    """Wagtail's builder with questions of a schema instead of rows of a form page."""

    def __init__(self, schema: Schema, supplied: Supplied | None = None) -> None:
        super().__init__([question for question in schema.questions if question.is_typed])
        self.schema = schema
        self.supplied = supplied or {}
        self.words = phrases(schema.language)

    @property
    def formfields(self) -> dict[str, forms.Field]:
        return {question.key: self.field(question) for question in self.fields}

    def field(self, question: Question) -> forms.Field:
        words = self.words
        messages = {name: words[name] for name in ("required", "min_value", "max_value", "invalid_choice")}
        if question.type in words:
            messages["invalid"] = words[question.type]
        options: dict[str, Any] = {
            "label": question.label,
            "help_text": question.help,
            "required": question.required,
            "error_messages": messages,
        }
        if initial := _default(question):
            options["initial"] = initial
        field = self.get_create_field_function(question.type)(question, options)
        quicken(field.widget)
        for validator in field.validators:
            if validator.code == "max_length":
                validator.message = words["max_length"]
        return field

    def get_form_class(self) -> type[AnswersForm]:
        made: Any = type("SchemaForm", (AnswersForm,), {**self.formfields, "schema": self.schema})
        made.base_fields = SharedFields(made.base_fields)
        return cast(type[AnswersForm], made)

    def create_text_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(max_length=question.maximum or 255, **options)

    def create_textarea_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(max_length=question.maximum or 20_000, widget=forms.Textarea({"rows": 5}), **options)

    def create_date_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        limits = {"min": _day(question.earliest), "max": _day(question.latest)}
        attrs = {"type": "date"} | {name: day.isoformat() for name, day in limits.items() if day}
        validators = [WithinDays(limits["min"], limits["max"])] if any(limits.values()) else []
        return forms.DateField(widget=forms.DateInput(attrs, format="%Y-%m-%d"), validators=validators, **options)

    def create_datetime_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=widget, **options)

    def create_int_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        low = 0 if question.minimum is None else question.minimum
        high = 1_000_000 if question.maximum is None else question.maximum
        return forms.IntegerField(min_value=low, max_value=high, **options)

    def create_kr_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return AmountField(minimum=question.minimum, maximum=question.maximum, **options)

    def create_bool_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return YesNoField(yes=self.words["yes"], no=self.words["no"], **options)

    def create_choice_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        if len(question.options) <= 6:
            return forms.ChoiceField(choices=question.options, widget=forms.RadioSelect, **options)
        return forms.ChoiceField(choices=[("", self.words["choose"]), *question.options], **options)

    def create_choices_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.MultipleChoiceField(choices=question.options, widget=forms.CheckboxSelectMultiple, **options)

    def create_scale_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        low = 1 if question.minimum is None else question.minimum
        high = 5 if question.maximum is None else question.maximum
        worded = dict(question.options)
        steps = [
            (number, f"{number} – {worded[str(number)]}" if str(number) in worded else str(number))
            for number in range(low, high + 1)
        ]
        return forms.TypedChoiceField(choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, **options)

    def create_pnr_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        if question.may_be_missing:
            return IdentityOrMissingField(missing_label=self.words["missing"], **options)
        return IdentityNumberField(**options)

    def create_tel_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return PhoneField(**options)

    def create_email_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.EmailField(max_length=254, **options)

    def create_file_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return FilesField(**{name: value for name, value in options.items() if name != "error_messages"})

    def create_colleague_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.ChoiceField(choices=_colleagues, **options)

    def create_items_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return ItemsField(choices=self.supplied.get(question.key, []), **options)

    def create_rows_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        columns = {column.key: self.field(column) for column in question.columns}
        for column in columns.values():
            column.widget.is_required = False  # an empty row is allowed; a row that is begun is checked on the server
        conditions = {column.key: column.show_if for column in question.columns if column.show_if}
        return RowsField(columns, conditions, words=self.words, **options)


class WithinDays:
    """Refuses a day before the earliest or after the latest."""

    code = "limit"

    def __init__(self, earliest: date | None, latest: date | None) -> None:
        self.earliest, self.latest = earliest, latest

    def __call__(self, day: date) -> None:
        if self.earliest and day < self.earliest:
            raise ValidationError(f"Datumet ska vara tidigast {langdatum(self.earliest)}.", code=self.code)
        if self.latest and day > self.latest:
            raise ValidationError(f"Datumet ska vara senast {langdatum(self.latest)}.", code=self.code)


def _colleagues() -> list[tuple[str, str]]:
    active = User.objects.filter(is_active=True, groups__isnull=False).distinct()
    return [("", "Välj"), *((user.username, f"{user} – {user.title}" if user.title else str(user)) for user in active)]


def _default(question: Question) -> Any:
    if question.type == "date":
        return _day(question.default)
    if question.type == "choices" and question.default:
        return [each.strip() for each in question.default.split(",")]
    return question.default or None


def _day(text: str) -> date | None:
    """A day as an editor gives it: 2026-07-06, today, or today with days added or taken away (today+30)."""
    if not text:
        return None
    if text.startswith("today"):
        return timezone.localdate() + timedelta(days=int(text.removeprefix("today") or 0))
    return date.fromisoformat(text)


def form_class(schema: Schema, supplied: Supplied | None = None) -> type[AnswersForm]:
    """The form class of a schema. `supplied` gives the choices of questions of the type `items`, by question key."""
    return SchemaFormBuilder(schema, supplied).get_form_class()
