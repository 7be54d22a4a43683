"""From a schema to a Django form class, on Wagtail's own form builder."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from forms.fields import AmountField, IdentityNumberField, ItemsField, PhoneField, RowsField, YesNoField
from forms.schema import Condition, Question, Schema, encode
from portal.models import User

Supplied = dict[str, list[tuple[str, str]]]
REQUIRED = {"required": "Svara på frågan."}
INVALID = {
    "date": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-07-06.",
    "datetime": "Skriv datum och tid, till exempel 2026-07-06 13:15.",
    "int": "Skriv ett helt tal med siffror.",
    "email": "Skriv e-postadressen som namn@exempel.se.",
}


class AnswersForm(BaseForm):
    """The base of every form that is filled in. Conditions are evaluated here, whatever the browser did."""

    schema: Schema

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for question in self.schema.questions:
            if question.show_if and not self._holds(question.show_if):
                cleaned.pop(question.key, None)
                self.errors.pop(question.key, None)
        return cleaned

    def _holds(self, condition: Condition) -> bool:
        given = self.cleaned_data.get(condition.question)
        values = given if isinstance(given, list) else [given]
        return any(value in condition.values for value in values)

    def answers(self) -> dict[str, Any]:
        """What is stored: question key → value as JSON holds it; without unanswered, hidden and unknown ones."""
        known = [question.key for question in self.schema.questions if question.is_asked]
        return encode({key: self.cleaned_data.get(key) for key in known})

    def with_another_row(self) -> "AnswersForm":
        """The same form with what was typed kept and nothing checked: the button for one row more, without script."""
        initial = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }
        return type(self)(initial=initial)

    def steps(self) -> list[dict[str, Any]]:
        """For templates: steps with their bound fields and information texts, in order."""
        return [
            {"title": step.title, "items": [self._item(question) for question in step.questions]}
            for step in self.schema.steps
        ]

    def _item(self, question: Question) -> dict[str, Any]:
        return {"question": question, "field": self[question.key] if question.is_asked else None}


class SchemaFormBuilder(FormBuilder):
    """Wagtail's builder with questions of a schema instead of rows of a form page."""

    def __init__(self, schema: Schema, supplied: Supplied | None = None) -> None:
        super().__init__([question for question in schema.questions if question.is_asked])
        self.schema = schema
        self.supplied = supplied or {}

    @property
    def formfields(self) -> dict[str, forms.Field]:
        return {question.key: self.field(question) for question in self.fields}

    def field(self, question: Question) -> forms.Field:
        options: dict[str, Any] = {
            "label": question.label,
            "help_text": question.help,
            "required": question.required,
            "error_messages": REQUIRED | ({"invalid": INVALID[question.type]} if question.type in INVALID else {}),
        }
        if initial := _default(question):
            options["initial"] = initial
        return self.get_create_field_function(question.type)(question, options)

    def get_form_class(self) -> type[AnswersForm]:
        return type("SchemaForm", (AnswersForm,), {**self.formfields, "schema": self.schema})

    def create_text_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(max_length=question.maximum or 255, **options)

    def create_textarea_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(max_length=question.maximum or 20_000, widget=forms.Textarea({"rows": 5}), **options)

    def create_date_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)

    def create_datetime_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=widget, **options)

    def create_int_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        low = 0 if question.minimum is None else question.minimum
        high = 1_000_000 if question.maximum is None else question.maximum
        return forms.IntegerField(min_value=low, max_value=high, **options)

    def create_kr_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return AmountField(**options)

    def create_bool_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return YesNoField(**options)

    def create_choice_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        if len(question.options) <= 6:
            return forms.ChoiceField(choices=question.options, widget=forms.RadioSelect, **options)
        return forms.ChoiceField(choices=[("", "Välj"), *question.options], **options)

    def create_choices_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.MultipleChoiceField(choices=question.options, widget=forms.CheckboxSelectMultiple, **options)

    def create_scale_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        steps = [(number, str(number)) for number in range(1, 6)]
        return forms.TypedChoiceField(choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, **options)

    def create_pnr_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return IdentityNumberField(**options)

    def create_tel_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return PhoneField(**options)

    def create_email_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.EmailField(max_length=254, **options)

    def create_colleague_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return forms.ChoiceField(choices=_colleagues, **options)

    def create_items_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        return ItemsField(choices=self.supplied.get(question.key, []), **options)

    def create_rows_field(self, question: Question, options: dict[str, Any]) -> forms.Field:
        columns = {column.key: self.field(column) for column in question.columns}
        for column in columns.values():
            column.widget.is_required = False  # an empty row is allowed; a row that is begun is checked on the server
        return RowsField(columns, **options)


def _colleagues() -> list[tuple[str, str]]:
    active = User.objects.filter(is_active=True, groups__isnull=False).distinct()
    return [("", "Välj"), *((user.username, f"{user} – {user.title}" if user.title else str(user)) for user in active)]


def _default(question: Question) -> Any:
    if question.default == "today":
        return timezone.localdate()
    return question.default or None


def form_class(schema: Schema, supplied: Supplied | None = None) -> type[AnswersForm]:
    """The form class of a schema. `supplied` gives the choices of questions of the type `items`, by question key."""
    return SchemaFormBuilder(schema, supplied).get_form_class()
