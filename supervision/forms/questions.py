"""Asking and answering, without client identity."""

import uuid
from typing import Any

from django import forms

from supervision.forms.guarded import GuardedForm, offer
from supervision.models import Form, Group, Question


class QuestionForm(GuardedForm):
    guarded = ("text",)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label="Din fråga", max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text="Beskriv situationen utan namn och annat som pekar ut en klient.",
    )  # fmt: skip
    is_urgent = forms.BooleanField(label="Det brådskar", required=False)
    wanted_form = forms.ChoiceField(
        label="Hur vill du ha svaret?", choices=[("", "Spelar ingen roll"), *Form.choices], required=False
    )
    group = forms.ModelChoiceField(
        label="Grupp", queryset=Group.objects.none(), required=False, empty_label="Ingen vald"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", Group.objects.with_member(user).scoped())


class AnswerForm(GuardedForm):
    guarded = ("text",)
    status = forms.ChoiceField(
        label="Vad gör du med frågan?",
        choices=[
            (Question.Status.TAKEN, "Jag tittar på den"),
            (Question.Status.ANSWERED, "Jag svarar nu"),
            (Question.Status.AGENDA, "Den tas upp i gruppen"),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="Svar", max_length=4000, required=False, widget=forms.Textarea({"rows": 5}))
    group = forms.ModelChoiceField(
        label="Grupp", queryset=Group.objects.none(), required=False, empty_label="Ingen vald"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", Group.objects.led_by(user))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("status") == Question.Status.ANSWERED and not cleaned.get("text"):
            self.add_error("text", "Skriv ditt svar.")
        if cleaned.get("status") == Question.Status.AGENDA and not cleaned.get("group"):
            self.add_error("group", "Välj vilken grupp som ska ta upp frågan.")
        return cleaned


class SuggestionAnswerForm(forms.Form):
    answer = forms.CharField(label="Svar till den som föreslog", max_length=500, widget=forms.Textarea({"rows": 3}))
