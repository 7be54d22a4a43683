from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from methods.models import ChapterPage, Version
from portal.roles import ROLES
from portal.templatetags.swedish import langdatum

TOO_LONG = "Skriv högst %(limit_value)d tecken. Nu är det %(show_value)d."
NOBODY = "Skriv inget om någon enskild person."
MARKS = [("done", "Gjorde som planerat"), ("changed", "Gjorde på annat sätt"), ("skipped", "Hann eller valde inte")]


class ReviewForm(forms.Form):
    """What an editor may add when a chapter was reviewed."""

    note = forms.CharField(
        label="Anteckning",
        help_text=f"Till exempel vad du kontrollerade. {NOBODY}",
        max_length=500,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RemarkForm(forms.Form):
    """ "Något fel eller oklart här?" """

    text = forms.CharField(
        label="Vad är fel eller oklart?",
        help_text=f"Skriv vad som står och vad som borde stå, eller vad du inte förstod. {NOBODY}",
        max_length=2000,
        error_messages={"required": "Skriv vad som är fel eller oklart.", "max_length": TOO_LONG},
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
    )
    why = forms.CharField(
        label="Hur vet du det?",
        max_length=300,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    # A machine fills in every field; a person never sees this one.
    webbplats = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_by_machine(self) -> bool:
        return bool(self.cleaned_data.get("webbplats"))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Svar till den som skrev",
        max_length=500,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Version) -> str:
        return f"Version {obj.number}, {langdatum(obj.made_at)}"


class ReadRequestForm(forms.Form):
    """An editor says that a publication matters."""

    reason = forms.CharField(
        label="Vad är viktigt?",
        help_text="En mening som säger vad som är nytt och vad det betyder i arbetet.",
        max_length=300,
        error_messages={"required": "Skriv en mening om vad som är viktigt.", "max_length": TOO_LONG},
        widget=forms.Textarea({"rows": 2}),
    )
    roles = forms.MultipleChoiceField(
        label="Vilka rör det?",
        choices=[(role.name, role.name) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en roll.", "invalid_choice": "Rollen %(value)s finns inte."},
    )
    since = VersionChoice(
        label="Visa ändringen mot",
        queryset=Version.objects.none(),
        required=False,
        empty_label="Hela sidan är ny",
        help_text="Den som har bekräftat en senare version ser bara vad som är ändrat sedan dess.",
        error_messages={"invalid_choice": "Välj en version i listan."},
    )

    def __init__(self, *args: Any, chapter: ChapterPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The first is the version that the request is about.
        earlier = list(chapter.versions.values_list("pk", flat=True))[1:]
        field = self.fields["since"]
        assert isinstance(field, VersionChoice)  # noqa: S101 - for the type checker
        field.queryset = Version.objects.filter(pk__in=earlier)
        self.initial.setdefault("since", earlier[0] if earlier else None)


class SessionNoteForm(forms.Form):
    """The leader's checklist: one mark for each part of the plan, and what to remember."""

    on = forms.DateField(
        label="Träffens dag",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Skriv vilken dag träffen var.", "invalid": "Skriv dagen som 2026-07-06."},
    )

    def __init__(self, *args: Any, plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, part in enumerate(plan["parts"]):
            self.fields[f"part_{number}"] = forms.ChoiceField(
                label=part["title"],
                help_text=f"{part['minutes']} minuter",
                choices=MARKS,
                widget=forms.RadioSelect,
                error_messages={"required": "Välj hur det gick.", "invalid_choice": "Välj ett av svaren."},
            )
        self.fields["learned"] = forms.CharField(
            label="Till nästa gång",
            help_text="Tider, övningar, material. Skriv inget om deltagarna.",
            max_length=1000,
            required=False,
            error_messages={"max_length": TOO_LONG},
            widget=forms.Textarea({"rows": 4}),
        )
        self._count = len(plan["parts"])

    @property
    def marks(self) -> list[str]:
        return [self.cleaned_data[f"part_{number}"] for number in range(self._count)]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Träffen har inte varit än. Fyll i checklistan efteråt.")
        if day.year < 2020:
            raise forms.ValidationError("Skriv en dag från 2020 och framåt.")
        return day
