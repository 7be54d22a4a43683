"""What the pages about access and people ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from caseload.models import Emergency
from portal.models import User

WHY = "Skriv så att den som granskar förstår, minst 15 tecken. Skriv inget om personen."


def reason_field(label: str = "Skäl", help_text: str = WHY) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=15,
        max_length=300,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Skriv ett skäl.",
            "min_length": "Skriv lite mer, minst 15 tecken, så att den som granskar förstår.",
            "max_length": "Skriv kortare, högst 300 tecken.",
        },
    )


class BlockForm(forms.Form):
    kollega = forms.ModelChoiceField(
        label="Kollega",
        queryset=User.objects.none(),
        empty_label="Välj kollega",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj en kollega."),
    )
    skal = reason_field()

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kollega"].queryset = colleagues  # type: ignore[attr-defined]  # a ModelChoiceField


class ReasonOnlyForm(forms.Form):
    skal = reason_field()


class EmergencyForm(forms.Form):
    nummer = forms.CharField(
        label="Ärendenummer",
        max_length=12,
        help_text="Till exempel 26-AB2CDE.",
        error_messages={
            "required": "Skriv ärendets nummer.",
            "max_length": "Kontrollera numret. Det ser ut som 26-AB2CDE.",
        },
    )
    skal = reason_field("Varför måste du öppna ärendet nu?")
    forstatt = forms.BooleanField(
        label="Jag vet att nödåtkomsten loggas, gäller i en timme och granskas av min chef eller dataskyddsombudet.",
        error_messages={"required": "Kryssa i att du vet att nödåtkomsten loggas och granskas."},
    )

    def clean_nummer(self) -> str:
        return str(self.cleaned_data["nummer"]).strip().upper()


class ReviewForm(forms.Form):
    bedomning = forms.ChoiceField(
        label="Din bedömning",
        choices=[each for each in Emergency.Outcome.choices if each[0]],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj om åtkomsten var befogad eller inte."),
    )
    anteckning = forms.CharField(
        label="Anteckning",
        max_length=500,
        help_text="Vad du kontrollerade och vad som görs nu. Skriv inget om personen.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Skriv vad du kontrollerade.",
            "max_length": "Skriv kortare, högst 500 tecken.",
        },
    )


class ExtractForm(forms.Form):
    identitet = forms.ChoiceField(
        label="Hur kontrollerade du vem personen är?",
        choices=[
            ("", "Välj"),
            ("legitimation", "Har visat legitimation"),
            ("känd", "Är känd av mig"),
            ("ombud", "Ombud med fullmakt och legitimation"),
            ("e-legitimation", "Begäran undertecknad med e-legitimation"),
        ],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj hur du kontrollerade vem personen är."),
    )
