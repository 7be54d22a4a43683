"""Setting up a group, and planning its sessions by the contract."""

from datetime import date as Day
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.models import User
from supervision import identity_guard
from supervision.forms.guarded import offer
from supervision.models import Group, PlannedSession

MOST_PLANNED = 60
NOT_PLACES = frozenset(
    {
        identity_guard.Kind.NUMBER,
        identity_guard.Kind.PHONE,
        identity_guard.Kind.EMAIL,
        identity_guard.Kind.KNOWN_NAME,
    }
)


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


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def time_field(label: str, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **more)


class TimeForm(forms.Form):
    """When and where one session is."""

    date = day_field("Datum")
    starts = time_field("Från")
    ends = time_field("Till")
    place = forms.CharField(
        label="Plats", max_length=120, required=False, help_text="Syns i kalendrar. Skriv ingens namn."
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.group = group

    @classmethod
    def of(cls, planned: PlannedSession) -> "TimeForm":
        names = ("date", "starts", "ends", "place")
        return cls(group=planned.group, initial={name: getattr(planned, name) for name in names})

    def clean_date(self) -> Day:
        day = self.cleaned_data["date"]
        if not self.group.starts_on <= day <= (self.group.ends_on or day):
            raise forms.ValidationError("Dagen ligger utanför tiden som kontraktet gäller.")
        return day

    def clean_place(self) -> str:
        """Others may see a calendar. A street is a place; a number or the name of somebody in the caseload is not."""
        if identity_guard.find(self.cleaned_data["place"], kinds=NOT_PLACES):
            raise forms.ValidationError("Platsen syns i kalendrar. Skriv inget namn, nummer eller e-post här.")
        return self.cleaned_data["place"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", "Sluttiden ska vara efter starttiden.")
        return cleaned


class SeriesForm(TimeForm):
    """A series by the contract: the interval, the number and the usual time stand there already."""

    weeks = forms.IntegerField(label="Veckor mellan passen", min_value=1, max_value=52)
    number = forms.IntegerField(label="Antal pass", min_value=1, max_value=MOST_PLANNED)

    field_order = ["date", "weeks", "number", "starts", "ends", "place"]

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, group=group, initial=by_contract(group), **kwargs)
        self.fields["date"].label = "Första passet"

    def clean_date(self) -> Day:
        day = super().clean_date()
        if day < timezone.localdate() - timedelta(days=366):
            raise forms.ValidationError("Välj en dag som inte ligger mer än ett år tillbaka.")
        return day


def by_contract(group: Group) -> dict[str, Any]:
    """The day after the last planned session by the interval, and what else the contract says."""
    last = group.planned_sessions.filter(cancelled_at=None).order_by("-date").first()
    today = timezone.localdate()
    first = max(group.date_after(last.date), today) if last else max(group.starts_on, today)
    return {
        "date": first, "weeks": group.interval_weeks, "number": group.agreed_sessions,
        "starts": group.usual_start, "ends": group.usual_end,
    }  # fmt: skip
