"""Small forms of the caseload's own pages. What changes a case is never one of these: that is a form of forms/."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from caseload.flats import Flat, State
from caseload.models import Case, SavedFilter, Stay, Task
from caseload.permissions import may_read_economy, may_see_queue
from caseload.stages import Economy, Eviction, Kind, Stage
from portal.models import User
from portal.roles import names_with

SOON = timedelta(days=7)
MOST_SAVED = 20


def colleagues_of(user: Any) -> list[User]:
    """Those of the user's unit who may have cases of their own, in order of name."""
    if user.unit_id is None:
        return []
    found = User.objects.filter(unit=user.unit_id, is_active=True, groups__name__in=names_with("caseload.take_case"))
    return list(found.distinct().order_by("last_name", "first_name", "username"))


class FilterForm(forms.Form):
    """What the case list shows. Everything is optional."""

    slag = forms.ChoiceField(label="Slag", required=False, choices=[("", "Alla"), *Kind.choices])
    lage = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[
            ("", "Alla"),
            ("Boende", [(f"b-{value}", label) for value, label in Stage.choices if value != "avslutad"]),
            ("Vräkning", [(f"v-{value}", label) for value, label in Eviction.choices if value != "avslutad"]),
        ],
    )
    ekonomi = forms.ChoiceField(label="Ekonomi", required=False, choices=[("", "Alla"), *Economy.choices])
    handlaggare = forms.ChoiceField(label="Handläggare", required=False)
    brist = forms.ChoiceField(
        label="Behöver ses över",
        required=False,
        choices=[
            ("", "Alla"),
            ("forsenat", "Har försenade uppgifter"),
            ("frist", "Sista betalningsdag inom en vecka"),
            ("beslut", "Bor utan giltigt beslut"),
        ],
    )
    ordning = forms.ChoiceField(
        label="Ordning",
        required=False,
        choices=[("", "Nyast först"), ("datum", "Närmaste datum först"), ("aldst", "Äldst först")],
    )

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        people = colleagues_of(user) if may_see_queue(user) else []
        self.user = user
        self.fields["handlaggare"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", "Alla"),
            ("jag", "Jag"),
            ("ingen", "Ingen än"),
            *((str(each.pk), str(each)) for each in people if each.pk != user.pk),
        ]
        if not may_read_economy(user):
            del self.fields["ekonomi"]

    def chosen(self) -> dict[str, str]:
        """What was chosen, as it stands in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def filtered(self, cases: Any, today: date) -> Any:
        """The open cases that were asked for, each with the nearest day of its tasks as `next_on`."""
        data, found = self.cleaned_data, cases
        track, _, step = data["lage"].partition("-")
        if data["slag"]:
            found = found.filter(kind=data["slag"])
        if step:
            found = found.filter(**{"stage" if track == "b" else "eviction": step})
        if data.get("ekonomi"):
            found = found.filter(economy=data["ekonomi"])
        found = self._of(found, data["handlaggare"])
        if data["brist"]:
            found = found.filter(_lacking(data["brist"], today))
        return _ordered(found, data["ordning"])

    def _of(self, found: Any, who: str) -> Any:
        if not who:
            return found
        if who in {"jag", "ingen"}:
            return found.filter(responsible=self.user.username if who == "jag" else "")
        return found.filter(responsible=Subquery(User.objects.filter(pk=who).values("username")))


def _lacking(what: str, today: date) -> Q | Exists:
    if what == "forsenat":
        return Exists(Task.everything.filter(case=OuterRef("pk"), done_on=None, due_on__lt=today))
    if what == "frist":
        return Q(kind=Kind.EVICTION, matter__outcome="", matter__deadline__lte=today + SOON)
    living = Stay.everything.filter(case=OuterRef("pk"), ended_on=None)
    return Exists(living.filter(Q(decision="") | Q(decision_until__lt=today)))


def _ordered(found: Any, order: str) -> Any:
    tasks = Task.everything.filter(case=OuterRef("pk"), done_on=None, due_on__isnull=False).order_by()
    nearest = tasks.values("case").annotate(nearest=Min("due_on")).values("nearest")
    found = found.annotate(next_on=Subquery(nearest)).select_related("person")
    if order == "datum":
        return found.order_by(F("next_on").asc(nulls_last=True), "opened_on", "number")
    return found.order_by("opened_on" if order == "aldst" else "-opened_on", "number")


class FlatFilterForm(forms.Form):
    """Which flats the list shows. The kinds of housing are those that there are."""

    lage = forms.ChoiceField(label="Läge", required=False, choices=[("", "Alla"), *State.choices])
    boendeform = forms.ChoiceField(label="Boendeform", required=False)

    def __init__(self, data: Any, *, flats: list[Flat]) -> None:
        super().__init__(data)
        kinds = sorted({flat.kind for flat in flats if flat.kind})
        choices = [("", "Alla"), *((kind, kind.capitalize()) for kind in kinds)]
        self.fields["boendeform"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def filtered(self, flats: list[Flat]) -> list[Flat]:
        state, kind = self.cleaned_data["lage"], self.cleaned_data["boendeform"]
        return [flat for flat in flats if state in ("", flat.state) and kind in ("", flat.kind)]


class SaveForm(forms.Form):
    namn = forms.CharField(
        label="Spara urvalet som",
        max_length=60,
        help_text="Skriv inte namn på klienter.",
        error_messages={"required": "Skriv vad urvalet ska heta.", "max_length": "Skriv högst 60 tecken."},
    )

    def __init__(self, data: Any = None, *, user: Any = None) -> None:
        super().__init__(data)
        self.user = user

    def clean_namn(self) -> str:
        name = " ".join(self.cleaned_data["namn"].split())
        mine = SavedFilter.objects.filter(user=self.user)
        if mine.filter(name=name).exists():
            raise forms.ValidationError("Du har redan ett urval som heter så. Välj ett annat namn.")
        if mine.count() >= MOST_SAVED:
            raise forms.ValidationError(f"Du har redan {MOST_SAVED} sparade urval. Ta bort ett först.")
        return name


class HandOverForm(forms.Form):
    """To whom several cases go. The choices are the colleagues of the unit."""

    kollega = forms.ChoiceField(label="Vem ska ha ärendena?", error_messages={"required": "Välj en kollega."})
    overlamning = forms.CharField(
        label="Till den som tar över",
        help_text="Samma text följer med alla ärendena. Den syns på kollegans Min sida.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": "Skriv högst 2 000 tecken."},
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        choices = [("", "Välj"), *((each.username, str(each)) for each in colleagues_of(user))]
        self.fields["kollega"].choices = choices  # type: ignore[attr-defined] # a ChoiceField


def cases_named(numbers: list[str], user: Any) -> Any:
    """The open cases with these numbers that the user may see."""
    return Case.objects.visible_to(user).open().filter(number__in=numbers).select_related("person")
