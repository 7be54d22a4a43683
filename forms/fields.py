"""Django form fields for the types of question that Django does not have."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forms.phrases import SWEDISH
from forms.schema import MISSING
from portal import identity
from portal.templatetags.swedish import kronor


class YesNoField(forms.TypedChoiceField):
    """Yes or no as two buttons, so that "no" is an answer and nothing is not."""

    def __init__(self, *, yes: str = "Ja", no: str = "Nej", **options: Any) -> None:
        super().__init__(choices=[("yes", yes), ("no", no)], widget=forms.RadioSelect, empty_value="", **options)


class AmountField(forms.Field):
    """Kronor as people write them: 12 450, 12.450,50 or 12450 kr. Never negative; within the limits when given."""

    default_error_messages = {"invalid": SWEDISH["kr"]}
    WRITTEN = re.compile(r"(\d{1,10}|\d{1,3}(\.\d{3}){1,3})(,\d{1,2}|\.\d{1,2})?")

    def __init__(self, *, minimum: int | None = None, maximum: int | None = None, **options: Any) -> None:
        self.limits = (minimum, maximum)
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}), **options)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        compact = re.sub(r"\s|kr(onor)?$|:-$", "", str(value)[:40].strip().lower())
        if not self.WRITTEN.fullmatch(compact):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        plain = re.sub(r"\.(?=\d{3}(\D|$))", "", compact).replace(",", ".")
        return self._within(Decimal(plain).quantize(Decimal("0.01")))

    def _within(self, amount: Decimal) -> Decimal:
        low, high = self.limits
        if low is not None and amount < low:
            raise ValidationError(f"Beloppet ska vara minst {kronor(low)}.", code="min_value")
        if high is not None and amount > high:
            raise ValidationError(f"Beloppet får vara högst {kronor(high)}.", code="max_value")
        return amount


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


class IdentityOrMissingWidget(forms.MultiWidget):
    """The number, and a box to tick when it is not known."""

    template_name = "forms/widgets/identity.html"

    def __init__(self, label: str) -> None:
        number = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 16})
        super().__init__([number, forms.CheckboxInput()])
        self.widgets_names = ["", f"-{MISSING}"]
        self.label = label

    def decompress(self, value: Any) -> list[Any]:
        return ["", True] if value == MISSING else [value or "", False]

    def id_for_label(self, id_: str) -> str:
        return id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        number, missing = context["widget"]["subwidgets"]
        group = context["widget"]["attrs"].get("id", f"id_{name}")
        # The two stand in a fieldset that has the id; its legend names the number.
        number["attrs"] |= {"id": f"{group}-nummer", "aria-labelledby": f"{group}-legend"}
        missing["attrs"]["id"] = f"{group}-{MISSING}"
        return context | {"missing_label": self.label}


class IdentityOrMissingField(forms.MultiValueField):
    """Like IdentityNumberField; but it can be said that the number is missing, which is an answer too."""

    def __init__(self, *, missing_label: str = "Uppgift saknas", **options: Any) -> None:
        number = IdentityNumberField(required=False)
        super().__init__(
            fields=[number, forms.BooleanField(required=False)],
            widget=IdentityOrMissingWidget(missing_label),
            require_all_fields=False,
            **options,
        )

    def clean(self, value: Any) -> str:
        number, missing = (value or ["", False])[:2]
        found = self.fields[0].clean(number)
        if not found and not missing and self.required:
            raise ValidationError("Skriv numret, eller kryssa för att det saknas.", code="required")
        if found and missing:
            raise ValidationError("Du har både skrivit ett nummer och kryssat för att det saknas.", code="invalid")
        return found or (MISSING if missing else "")


class PhoneField(forms.CharField):
    """A phone number; spaces, hyphens and +46 are fine. Kept as it was written, without odd characters."""

    default_error_messages = {"invalid": SWEDISH["tel"]}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}), **options
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        digits = re.sub(r"\D", "", text)
        if text and (not re.fullmatch(r"\+?[\d\s()/–-]+", text) or not 5 <= len(digits) <= 15):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text


class ItemsField(forms.MultipleChoiceField):
    """Choices from what the form is about, kept with the wording in which they were shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> Any:
        wording = {str(key): str(label) for key, label in list(self.choices)}  # type: ignore[arg-type] # an iterator
        return [{"value": each, "label": wording[each]} for each in super().clean(value)]
