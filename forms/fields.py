"""Django form fields for the types of question that Django does not have."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forms.schema import MAX_ROWS
from portal import identity

BLANK_ROWS = 1


class YesNoField(forms.TypedChoiceField):
    """Yes or no as two buttons, so that "no" is an answer and nothing is not."""

    def __init__(self, **options: Any) -> None:
        options.pop("initial", None)
        super().__init__(choices=[("yes", "Ja"), ("no", "Nej")], widget=forms.RadioSelect, empty_value="", **options)


class AmountField(forms.Field):
    """Kronor as people write them: 12 450, 12.450,50 or 12450 kr. Never negative."""

    WRITTEN = re.compile(r"(\d{1,10}|\d{1,3}(\.\d{3}){1,3})(,\d{1,2}|\.\d{1,2})?")

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}), **options)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        compact = re.sub(r"\s|kr(onor)?$|:-$", "", str(value)[:40].strip().lower())
        if not self.WRITTEN.fullmatch(compact):
            raise ValidationError("Skriv beloppet med siffror, till exempel 12 450.", code="invalid")
        plain = re.sub(r"\.(?=\d{3}(\D|$))", "", compact).replace(",", ".")
        return Decimal(plain).quantize(Decimal("0.01"))


class IdentityNumberField(forms.CharField):
    """A personnummer or samordningsnummer; kept as twelve digits."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 16})
        super().__init__(max_length=30, widget=widget, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return identity.parse(text).digits
        except identity.InvalidIdentityNumber as error:
            raise ValidationError(str(error), code="invalid") from None


class PhoneField(forms.CharField):
    """A phone number; spaces, hyphens and +46 are fine. Kept as it was written, without odd characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        digits = re.sub(r"\D", "", text)
        if text and (not re.fullmatch(r"\+?[\d\s()/–-]+", text) or not 5 <= len(digits) <= 15):
            raise ValidationError("Skriv telefonnumret med siffror, till exempel 070-123 45 67.", code="invalid")
        return text


class ItemsField(forms.MultipleChoiceField):
    """Choices from what the form is about, kept with the wording in which they were shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> Any:
        wording = {str(key): str(label) for key, label in list(self.choices)}  # type: ignore[arg-type] # an iterator
        return [{"value": each, "label": wording[each]} for each in super().clean(value)]


class RowsWidget(forms.Widget):
    """A table of rows on one column: each row a group of labelled fields, and a button for one row more."""

    template_name = "forms/widgets/rows.html"

    def __init__(self, columns: Mapping[str, forms.Field], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.columns = columns

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]]:
        rows = []
        for index in range(self._count(data, name)):
            prefix = f"{name}-{index}-"
            rows.append(
                {
                    key: field.widget.value_from_datadict(data, files, prefix + key)
                    for key, field in self.columns.items()
                }
            )
        return rows

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-count" not in data

    def _count(self, data: Mapping[str, Any], name: str) -> int:
        try:
            count = int(data.get(f"{name}-count", 0))
        except (TypeError, ValueError):
            return 0
        return max(0, min(count, MAX_ROWS))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        blank = 0 if rows and not any(rows[-1].values()) else BLANK_ROWS
        rows = (rows + [{} for _ in range(blank)])[:MAX_ROWS]
        context["widget"]["count"] = len(rows)
        context["widget"]["rows"] = [
            [self._cell(f"{name}-{index}-{key}", field, row.get(key)) for key, field in self.columns.items()]
            for index, row in enumerate(rows)
        ]
        return context

    def _cell(self, name: str, field: forms.Field, value: Any) -> dict[str, Any]:
        html = field.widget.render(name, value, {"id": f"id_{name}"})
        group = isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return {"id": f"id_{name}", "label": field.label, "help": field.help_text, "html": html, "group": group}


class RowsField(forms.Field):
    """Repeating rows with typed columns; empty rows are dropped, a fault names its row and column."""

    def __init__(self, columns: Mapping[str, forms.Field], **options: Any) -> None:
        self.columns = columns
        super().__init__(widget=RowsWidget(columns), **options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        faults: list[ValidationError] = []
        for index, raw in enumerate(value or [], start=1):
            if any(raw.values()):
                rows.append(self._clean_row(index, raw, faults))
        if faults:
            raise ValidationError(faults)
        if self.required and not rows:
            raise ValidationError("Fyll i minst en rad.", code="required")
        return rows

    def _clean_row(self, index: int, raw: dict[str, Any], faults: list[ValidationError]) -> dict[str, Any]:
        row = {}
        for key, field in self.columns.items():
            try:
                row[key] = field.clean(raw.get(key))
            except ValidationError as error:
                faults.append(ValidationError(f"Rad {index}, {field.label}: {' '.join(error.messages)}"))
        return row

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(any(row.values()) for row in data or [])
