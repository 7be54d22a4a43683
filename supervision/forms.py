"""The forms of handledning. Free text passes the identity guard; a finding can be rewritten or confirmed."""

import uuid
from datetime import date
from typing import Any

from django import forms
from wagtail.models import Page

from portal.models import User
from supervision import identity_guard
from supervision.models import Agreement, Form, Group, Kind, Question, SupervisionSession, Theme

AGREEMENT_ROWS = 4


def offer(form: Any, field: str, choices: Any) -> None:
    """Set what a model field may be chosen from."""
    form.fields[field].queryset = choices


class GuardedForm(forms.Form):
    """`guarded` names the free-text fields; `allowed` are colleagues who may be named."""

    guarded: tuple[str, ...] = ()
    confirmed = forms.BooleanField(
        label="Jag har läst varje ställe. Inget av dem pekar ut en klient.", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, allowed: list[str] | None = None, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.allowed = allowed or []
        self.findings: list[identity_guard.Finding] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.guarded:
            found = identity_guard.find(cleaned.get(name) or "", allowed=self.allowed)
            self.findings += found
            if found and not cleaned.get("confirmed"):
                self.add_error(
                    name, [f"”{each.text}” {each.label}. Skriv om, eller intyga längst ner." for each in found]
                )
        if self.findings:
            self.fields["confirmed"].widget = forms.CheckboxInput()
        return cleaned


class LogForm(GuardedForm):
    """The log of a session (F32), filled in from the group's contract so that little is left to write."""

    guarded = ("notes", "method_change", "agreement_texts")

    date = forms.DateField(label="Datum", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label="Från", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="Till", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    kind = forms.ChoiceField(label="Slag", choices=Kind.choices)
    form = forms.ChoiceField(label="Form", choices=Form.choices)
    participants = forms.ModelMultipleChoiceField(
        label="Deltagare", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(label="Gäster", max_length=200, required=False)
    themes = forms.ModelMultipleChoiceField(
        label="Teman", queryset=Theme.objects.all(), widget=forms.CheckboxSelectMultiple, required=False
    )
    notes = forms.CharField(
        label="Frågor och slutsatser", max_length=8000, required=False, widget=forms.Textarea({"rows": 8}),
        help_text="Skriv om arbetet, aldrig så att en klient går att känna igen.",
    )  # fmt: skip
    closes_agreements = forms.ModelMultipleChoiceField(
        label="Klart sedan sist",
        queryset=Agreement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chapters = forms.ModelMultipleChoiceField(
        label="Kapitel i handboken som ni pratade om", queryset=Page.objects.none(), required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )  # fmt: skip
    method_change = forms.CharField(
        label="Behöver metoden ändras?", max_length=1500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Går som förslag till handbokens redaktörer när du signerar.",
    )  # fmt: skip
    next_date = forms.DateField(
        label="Nästa tillfälle", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, group: Group, session: SupervisionSession | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        people = group.people_on(kwargs.get("initial", {}).get("date") or date.today())
        offer(self, "participants", people)
        waiting = [each.pk for each in group.agenda().agreements]
        fetched = Agreement.objects.unscoped("the group was fetched with access")
        offer(self, "closes_agreements", fetched.filter(pk__in=waiting))
        chapters = Page.objects.live().filter(content_type__model="chapterpage")
        offer(self, "chapters", chapters.order_by("title"))
        for number in range(1, AGREEMENT_ROWS + 1):
            self._agreement_fields(number, people)

    def _agreement_fields(self, number: int, people: Any) -> None:
        what = forms.CharField(label=f"Överenskommelse {number}", max_length=300, required=False)
        who = forms.ModelChoiceField(label=f"Vem gör överenskommelse {number}?", queryset=people, required=False)
        due = forms.DateField(
            label=f"När ska överenskommelse {number} vara klar?", required=False,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip
        self.fields |= {f"what_{number}": what, f"who_{number}": who, f"due_{number}": due}

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["agreement_texts"] = "\n".join(row["what"] for row in self.agreements())
        cleaned = super().clean()
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", "Sluttiden ska vara efter starttiden.")
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error("what_1" if field == "agreement_texts" else field, error)

    def agreements(self) -> list[dict[str, Any]]:
        """The rows that say something, as `{"what", "who", "due_on"}`."""
        data = self.cleaned_data
        rows = range(1, AGREEMENT_ROWS + 1)
        return [
            {"what": data[f"what_{n}"], "who": data.get(f"who_{n}"), "due_on": data.get(f"due_{n}")}
            for n in rows
            if data.get(f"what_{n}")
        ]

    def values(self) -> dict[str, Any]:
        """What goes into the log itself."""
        own = ("date", "starts", "ends", "kind", "form", "guests", "notes", "method_change", "next_date",
               "participants", "themes", "closes_agreements", "chapters")  # fmt: skip
        return {name: self.cleaned_data[name] for name in own}


class AdditionForm(GuardedForm):
    guarded = ("text",)
    reason = forms.CharField(label="Skäl till tillägget", max_length=200)
    text = forms.CharField(label="Tillägg", max_length=4000, widget=forms.Textarea({"rows": 5}))


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
    group = forms.ModelChoiceField(label="Grupp", queryset=Group.objects.none(), required=False)

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
    group = forms.ModelChoiceField(label="Grupp", queryset=Group.objects.none(), required=False)

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


class GroupForm(forms.ModelForm):
    supervisors = forms.ModelMultipleChoiceField(
        label="Handledare", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    members = forms.ModelMultipleChoiceField(
        label="Medlemmar", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Group
        fields = (
            "name", "parties", "purpose", "kind", "form", "interval_weeks", "agreed_sessions", "usual_start",
            "usual_end", "secrecy", "documented", "evaluation", "starts_on", "ends_on",
        )  # fmt: skip
        widgets = {
            "usual_start": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "usual_end": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "starts_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = User.objects.filter(is_active=True)
        offer(self, "supervisors", active.filter(groups__name="Handledare"))
        offer(self, "members", active.filter(unit=by.unit))
        self.instance.unit = by.unit

    def validate_unique(self) -> None:
        """Names are unique over the whole office, also among groups that the user does not see."""
        taken = Group.objects.unscoped("is the name taken").filter(name=self.cleaned_data.get("name"))
        if taken.exists():
            self.add_error("name", "Det finns redan en grupp med det namnet.")
