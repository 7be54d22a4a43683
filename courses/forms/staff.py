"""Forms for those who work here: sign-up to training, a manager's answer, attendance, and an occasion itself."""

import hashlib
from typing import Any

from django import forms
from django.http import QueryDict
from wagtail.admin.forms import WagtailAdminModelForm

from courses.forms.participants import TEXTAREA, KeyedForm
from courses.models import Attendance, Occasion, Registration
from portal.models import User


class StaffForm(KeyedForm):
    """F29: a member of staff registers for a training. Role and unit are filled in beforehand."""

    role = forms.CharField(label="Yrkesroll", max_length=80)
    unit = forms.CharField(label="Enhet", max_length=120)
    experience = forms.CharField(label="Vad kan du redan om ämnet?", max_length=500, required=False, widget=TEXTAREA)
    adaptation = forms.CharField(
        label="Behöver du något för att kunna vara med?",
        max_length=500,
        required=False,
        widget=TEXTAREA,
        help_text="Till exempel hörslinga eller plats nära dörren. Skriv inte diagnoser. Tas bort efter kursen.",
    )
    diet = forms.CharField(
        label="Kost", max_length=200, required=False, help_text="Till exempel vegetariskt. Tas bort efter kursen."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = user.title
        self.fields["unit"].initial = user.unit.name if user.unit else ""


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("approve", "Godkänn"), ("refuse", "Godkänn inte")])


MEANWHILE = (
    "Någon annan har sparat närvaro för den här träffen sedan du öppnade sidan. Titta igenom att allt stämmer och "
    "spara en gång till. Då gäller det du har skrivit."
)


def stamp(marks: dict[int, str]) -> str:
    """Tells whether the marks of a session are the same as when a page was opened."""
    return hashlib.sha256(repr(sorted(marks.items())).encode()).hexdigest()[:16]


class AttendanceForm(forms.Form):
    """One group of three large choices a person, for a phone."""

    def __init__(self, *args: Any, registrations: list[Registration], marks: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registrations = {f"person-{registration.pk}": registration for registration in registrations}
        for name, registration in self.registrations.items():
            self.fields[name] = forms.ChoiceField(
                label=registration.name,
                choices=[*Attendance.Status.choices, ("", "inte markerad")],
                widget=forms.RadioSelect,
                required=False,
                initial=marks.get(registration.pk, ""),
            )
        self.fields["opened"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=stamp(marks))
        self.now = marks
        self.fields["deviation"] = forms.CharField(
            label="Blev något annat än planerat?", max_length=500, required=False, widget=TEXTAREA,
            help_text="Till exempel att ett ämne flyttades. Skriv inget om enskilda deltagare.",
        )  # fmt: skip

    @property
    def roll(self) -> list[forms.BoundField]:
        return [self[name] for name in self.registrations]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opened = data.get("opened")
        if opened and opened != stamp(self.now) and not self.errors and self._differs(data):
            self.add_error(None, MEANWHILE)
            renewed = QueryDict(mutable=True)
            renewed.update(self.data)
            renewed["opened"] = stamp(self.now)
            self.data = renewed
        return data

    def _differs(self, data: dict[str, Any]) -> bool:
        """Whether it would change anything: the same sent twice, because the first answer got lost, would not."""
        return any(data[name] != self.now.get(each.pk, "") for name, each in self.registrations.items())

    @property
    def deviation(self) -> str | None:
        """None when it was not sent: what lay on a phone without a connection is the marks only."""
        return self.cleaned_data["deviation"] if "deviation" in self.data else None

    @property
    def marks(self) -> dict[Registration, str]:
        return {registration: self.cleaned_data[name] for name, registration in self.registrations.items()}


class OccasionForm(WagtailAdminModelForm):
    """The administrator's form for an occasion with its sessions."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken = self.instance.registrations.placed().count() if self.instance.pk else 0
        if (capacity := data.get("capacity")) is not None and capacity < taken:
            self.add_error(
                "capacity", f"{taken} personer har plats. Välj minst {taken} platser, eller avboka någon först."
            )
        return data

    def is_valid(self) -> bool:
        """An occasion that people can see has at least one time to come to."""
        valid = super().is_valid()
        if valid and self.cleaned_data["state"] == Occasion.State.OPEN and not self._keeps_a_session():
            self.add_error("state", "Lägg till minst en träff innan anmälan öppnar.")
            return False
        return valid

    def _keeps_a_session(self) -> bool:
        rows = self.formsets["sessions"].cleaned_data
        return any(row and not row.get("DELETE") for row in rows)
