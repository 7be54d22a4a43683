"""Small forms of the pages for working with what was sent."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils import timezone

from forms.models import FormAccess, FormRules, Processing, newest_versions
from portal.models import Unit

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
NO_DAY = {"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD."}


def _titles() -> list[tuple[str, str]]:
    return [(version.form_key, version.title) for version in newest_versions()]


class FilterForm(forms.Form):
    """Everything is optional."""

    blankett = forms.ChoiceField(label="Blankett", required=False, choices=lambda: [("", "Alla"), *_titles()])
    version = forms.IntegerField(label="Version", required=False, min_value=1, max_value=100_000)
    fran = forms.DateField(label="Från och med", required=False, widget=DAY, error_messages=NO_DAY)
    till = forms.DateField(label="Till och med", required=False, widget=DAY, error_messages=NO_DAY)
    lage = forms.ChoiceField(label="Läge", required=False, choices=[("", "Alla"), *Processing.State.choices])
    enhet = forms.ChoiceField(
        label="Enhet", required=False, choices=lambda: [("", "Alla"), *Unit.objects.values_list("key", "name")]
    )

    CONDITIONS = {
        "blankett": "version__form_key", "version": "version__number", "lage": "processing__state", "enhet": "unit"
    }  # fmt: skip

    def filtered(self, found: Any) -> Any:
        data = self.cleaned_data
        for name, condition in self.CONDITIONS.items():
            if data.get(name):
                found = found.filter(**{condition: data[name]})
        if data.get("fran"):
            found = found.filter(received_at__gte=_midnight(data["fran"]))
        if data.get("till"):
            found = found.filter(received_at__lt=_midnight(data["till"] + timedelta(days=1)))
        return found.select_related("version", "processing")


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class ExportForm(FilterForm):
    filtyp = forms.ChoiceField(label="Filtyp", choices=[("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")])

    def __init__(self, *args: Any, keys: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        titles = dict(_titles())
        self.fields["blankett"] = forms.ChoiceField(
            label="Blankett", choices=[(key, titles.get(key, key)) for key in keys]
        )


class ReasonForm(forms.Form):
    skal = forms.CharField(
        label="Varför?", max_length=300, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv varför."},
    )  # fmt: skip


class SheetForm(forms.Form):
    nummer = forms.CharField(
        label="Bladets nummer", max_length=20, help_text="Står uppe till höger på blanketten, till exempel 7KQ2-M9XA."
    )

    def clean_nummer(self) -> str:
        return self.cleaned_data["nummer"].replace("-", "").replace(" ", "").upper()


class RulesForm(forms.ModelForm):
    class Meta:
        model = FormRules
        fields = ["retention", "handover"]


class AccessForm(forms.Form):
    """One right more."""

    group = forms.ModelChoiceField(Group.objects.order_by("name"), label="Roll", empty_label="Välj")
    right = forms.ChoiceField(label="Får", choices=FormAccess.Right.choices)
    all_units = forms.BooleanField(label="I alla enheter", required=False)
