"""Forms around a series: an answer to an offer, an evaluation, a message, a plan, a certificate's code."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from courses.actions import Plan
from courses.models import CoursePage, Evaluation, Occasion, Session
from courses.models.texts import SMS_LENGTH
from portal.models import User
from portal.post import faults
from portal.templatetags.swedish import klockan, veckodag

TEXTAREA = forms.Textarea(attrs={"rows": 4})
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        choices=[("yes", "Ja"), ("no", "Nej")], error_messages={"required": "Svara ja eller nej."}
    )


class InsteadForm(forms.Form):
    """Which session of a parallel group to come to instead."""

    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="Välj dag",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Välj en dag.", "invalid_choice": "Den dagen går inte att välja. Ladda om sidan."},
    )

    def __init__(self, *args: Any, sessions: list[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["session"])
        field.queryset = Session.objects.filter(pk__in=[each.pk for each in sessions])
        field.choices = [
            (each.pk, f"{veckodag(each.start).capitalize()} {klockan(each.start)}. {each.where}") for each in sessions
        ]


class EvaluationForm(forms.ModelForm):
    """F28 and F31: four questions on a scale, and two in words. Nobody sees who answered."""

    class Meta:
        model = Evaluation
        fields = [*(name for name, _question in Evaluation.QUESTIONS), "good", "better"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = [("1", "1, nej, inte alls"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5, ja, mycket")]
        for name, question in Evaluation.QUESTIONS:
            self.fields[name] = forms.TypedChoiceField(
                label=question, choices=scale, coerce=int, widget=forms.RadioSelect,
                error_messages={"required": "Välj en siffra."},
            )  # fmt: skip
        for name, label in (("good", "Vad var bra?"), ("better", "Vad kan bli bättre?")):
            self.fields[name] = forms.CharField(
                label=label, max_length=1000, required=False, widget=TEXTAREA,
                help_text="Skriv inga namn. Frivilligt.",
            )  # fmt: skip


class GroupMessageForm(forms.Form):
    words = forms.CharField(
        label="Meddelande",
        max_length=SMS_LENGTH,
        widget=TEXTAREA,
        help_text="Skriv kort och neutralt: det kan läsas av andra på mottagarens telefon.",
        error_messages={"required": "Skriv ett meddelande."},
    )

    def __init__(self, *args: Any, neutral: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neutral = neutral

    def clean_words(self) -> str:
        words = self.cleaned_data["words"].strip()
        if self.neutral and (found := faults(words)):
            raise forms.ValidationError(
                "Skriv neutralt. Det här kan avslöja något om mottagaren: " + ", ".join(found) + "."
            )
        return words


class WalkInForm(forms.Form):
    """Somebody who stands in the room without being registered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    alias = forms.CharField(label="Namn på någon som kom utan anmälan", max_length=60, required=False)
    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label="Kollega som kom utan anmälan", required=False
    )

    def __init__(self, *args: Any, for_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4
        del self.fields["alias" if for_staff else "person"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = "alias" if "alias" in self.fields else "person"
        if not data.get(name) and name not in self.errors:
            self.add_error(name, "Skriv vem som kom." if name == "alias" else "Välj vem som kom.")
        return data


class CertificateForm(forms.Form):
    code = forms.CharField(
        label="Kod på intyget",
        max_length=40,
        help_text="Tolv tecken, till exempel K7WX-3MPT-QR4Y.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Skriv koden som står på intyget."},
    )


class CopyForm(forms.Form):
    first = forms.DateField(label="Första dagen", widget=DATE, error_messages={"required": "Välj en dag."})


class PlanForm(forms.ModelForm):
    """A series by rule. What is special about one session is changed afterwards."""

    first = forms.DateField(label="Första dagen", widget=DATE)
    begins = forms.TimeField(label="Börjar", widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label="Minuter", min_value=15, max_value=600, initial=120)
    sessions = forms.IntegerField(label="Antal träffar", min_value=1, max_value=30, initial=4)
    weeks_apart = forms.IntegerField(label="Veckor mellan träffarna", min_value=1, max_value=8, initial=1)
    field_order = ["course", "first", "begins", "minutes", "sessions", "weeks_apart"]

    class Meta:
        model = Occasion
        fields = ["course", "place", "directions", "capacity", "leader", "language", "interpreter", "childcare"]

    def __init__(self, *args: Any, leaders: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course, leader = (cast(forms.ModelChoiceField, self.fields[name]) for name in ("course", "leader"))
        course.queryset, course.empty_label = CoursePage.objects.live().order_by("title"), "Välj kurs"
        leader.queryset, leader.empty_label = leaders, "Bestäms senare"
        self.order_fields(self.field_order)

    @property
    def plan(self) -> Plan:
        names = ("first", "begins", "minutes", "sessions", "weeks_apart")
        return Plan(**{name: self.cleaned_data[name] for name in names})

    @property
    def occasion_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
