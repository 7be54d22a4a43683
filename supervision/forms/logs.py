"""The log of a session and the additions to it."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.models import Page

from portal.models import User
from supervision.forms.groups import day_field, time_field
from supervision.forms.guarded import GuardedForm, offer
from supervision.models import Agreement, Form, Group, Kind, Theme

AGREEMENT_ROWS = 4
ROWS = range(1, AGREEMENT_ROWS + 1)
OWN = ("date", "starts", "ends", "kind", "form", "guests", "notes", "method_change", "next_date", "participants",
       "themes", "closes_agreements", "chapters")  # fmt: skip

TO_SIGN = {
    "notes": "Skriv frågor och slutsatser innan du signerar.",
    "themes": "Välj minst ett tema innan du signerar.",
    "participants": "Kryssa i minst en deltagare innan du signerar.",
}


class LogForm(GuardedForm):
    """The log of a session (F32), filled in from the group's contract so that little is left to write.

    As a draft (`is_draft`) it may lack what TO_SIGN names; signing asks for it.
    """

    guarded = ("notes", "method_change", *(f"what_{number}" for number in ROWS))

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    notes = forms.CharField(
        label="Frågor och slutsatser", max_length=8000, required=False,
        widget=forms.Textarea({"rows": 8, "autofocus": True}),
        help_text="Skriv om arbetet, aldrig så att en klient går att känna igen.",
    )  # fmt: skip
    themes = forms.ModelMultipleChoiceField(
        label="Teman", queryset=Theme.objects.all(), widget=forms.CheckboxSelectMultiple, required=False
    )
    date = day_field("Datum")
    starts = time_field("Från")
    ends = time_field("Till")
    kind = forms.ChoiceField(label="Slag", choices=Kind.choices)
    form = forms.ChoiceField(label="Form", choices=Form.choices)
    participants = forms.ModelMultipleChoiceField(
        label="Deltagare", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(label="Gäster", max_length=200, required=False)
    next_date = day_field("Nästa tillfälle", required=False)
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

    filled_in = ("date", "starts", "ends", "kind", "form", "participants", "guests", "next_date")
    seldom = ("closes_agreements", "chapters", "method_change")

    def __init__(self, *args: Any, group: Group, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        people = group.people_on(kwargs.get("initial", {}).get("date") or timezone.localdate())
        offer(self, "participants", people)
        for name, sentence in TO_SIGN.items():
            self.fields[name].required = not is_draft
            self.fields[name].error_messages["required"] = sentence
        waiting = [each.pk for each in group.agenda().agreements]
        fetched = Agreement.objects.unscoped("the group was fetched with access")
        offer(self, "closes_agreements", fetched.filter(pk__in=waiting))
        chapters = Page.objects.live().filter(content_type__model="chapterpage")
        offer(self, "chapters", chapters.order_by("title"))
        for number in ROWS:
            self._agreement_fields(number, people)
        if self.is_bound:  # the summary of errors takes the focus
            del self.fields["notes"].widget.attrs["autofocus"]

    def _agreement_fields(self, number: int, people: Any) -> None:
        what = forms.CharField(label=f"Överenskommelse {number}", max_length=300, required=False)
        who = forms.ModelChoiceField(
            label=f"Vem gör överenskommelse {number}?", queryset=people, required=False, empty_label="Ingen vald"
        )
        due = day_field(f"När ska överenskommelse {number} vara klar?", required=False)
        self.fields |= {f"what_{number}": what, f"who_{number}": who, f"due_{number}": due}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", "Sluttiden ska vara efter starttiden.")
        return cleaned

    def agreements(self) -> list[dict[str, Any]]:
        """The rows that say something, as `{"what", "who", "due_on"}`."""
        kept = self.cleaned_data | {name: text for name, text in self.masked.items() if name.startswith("what_")}
        return [
            {"what": kept[f"what_{number}"], "who": kept.get(f"who_{number}"), "due_on": kept.get(f"due_{number}")}
            for number in ROWS
            if kept.get(f"what_{number}")
        ]

    def values(self) -> dict[str, Any]:
        """What goes into the log itself."""
        return {name: self.cleaned_data[name] for name in OWN}

    def unfinished_values(self, before: dict[str, Any]) -> dict[str, Any]:
        """What can be kept of a form that somebody is still writing in.

        A field that can't be read keeps its value of `before`. A text in which the guard found something is kept
        without what it found, so that no draft holds a client's identity and nothing else is lost.
        """
        kept = {name: self.cleaned_data.get(name, before.get(name) or _nothing(name)) for name in OWN}
        if not {"starts", "ends"} <= set(self.cleaned_data):
            kept |= {name: before[name] for name in ("starts", "ends")}
        return kept | {name: text for name, text in self.masked.items() if name in OWN}

    # How the page shows it: what has to be written, what is filled in already, and what is seldom needed.

    @property
    def shown_first(self) -> list[Any]:
        return [self["notes"], self["themes"]]

    @property
    def filled_in_fields(self) -> list[Any]:
        return [self[name] for name in self.filled_in]

    @property
    def seldom_fields(self) -> list[Any]:
        return [self[name] for name in self.seldom]

    @property
    def first_agreement(self) -> list[Any]:
        return self._agreement_row(1)

    @property
    def more_agreements(self) -> list[Any]:
        return [field for number in ROWS[1:] for field in self._agreement_row(number)]

    def _agreement_row(self, number: int) -> list[Any]:
        return [self[f"what_{number}"], self[f"who_{number}"], self[f"due_{number}"]]

    @property
    def is_filled_in_open(self) -> bool:
        return any(field.errors for field in self.filled_in_fields)

    @property
    def is_seldom_open(self) -> bool:
        return any(field.errors or field.value() for field in self.seldom_fields)

    @property
    def is_more_open(self) -> bool:
        return any(field.errors or field.value() for field in self.more_agreements)


def _nothing(name: str) -> Any:
    if name in {"participants", "themes", "closes_agreements", "chapters"}:
        return []
    return None if name == "next_date" else ""


class AdditionForm(GuardedForm):
    guarded = ("reason", "text")
    reason = forms.CharField(label="Skäl till tillägget", max_length=200)
    text = forms.CharField(label="Tillägg", max_length=4000, widget=forms.Textarea({"rows": 5}))
