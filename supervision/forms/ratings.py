"""A staff member's own scores by MITI: numbers only. There is no field for text, so no client can be in it."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from portal.models import User
from supervision.forms.guarded import offer
from supervision.models import Group, MiRating, Supervisor
from supervision.models.ratings import COUNTS, GLOBALS

SCORES = [(number, str(number)) for number in range(1, 6)]
HELP = {
    "cultivating": "1: inget gensvar på personens ord om förändring. 5: du fördjupade dem gång på gång.",
    "softening": "1: du höll kvar vid skäl emot. 5: du undvek att mata dem.",
    "partnership": "1: du var experten. 5: ni bestämde tillsammans.",
    "empathy": "1: inget intresse för personens bild. 5: du förstod även det som inte sades.",
}


class RatingForm(forms.ModelForm):
    key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = MiRating
        fields = ("date", "minutes", *GLOBALS, *COUNTS)
        labels = {"date": "Datum", "minutes": "Längd i minuter"}
        widgets = {"date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"initial": {"date": timezone.localdate(), "key": uuid.uuid4()}, "label_suffix": ""}
        super().__init__(*args, **kwargs)
        for name in GLOBALS:
            label = str(self.fields[name].label)
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=SCORES, coerce=int, widget=forms.RadioSelect, help_text=HELP[name]
            )

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise forms.ValidationError("Datumet kan inte ligga framåt i tiden.")
        return day


class ShareForm(forms.Form):
    shared_with = forms.ModelChoiceField(label="Dela med", queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        offer(self, "shared_with", own_supervisors(user))


def own_supervisors(user: Any) -> Any:
    """Those who lead a group that the user belongs to today, and hold the role of a supervisor."""
    leads = Supervisor.objects.on(timezone.localdate()).filter(group__in=Group.objects.with_member(user).scoped())
    chosen = User.objects.filter(pk__in=leads.values("person"), is_active=True, groups__name="Handledare")
    return chosen.exclude(pk=user.pk).distinct()
