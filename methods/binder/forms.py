"""What a reader asks to have printed."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from methods.binder import own
from methods.binder.book import Part
from methods.binder.leaves import in_order
from methods.binder.numbering import WORKSHEETS
from methods.binder.printing import Selection
from methods.models import Edition, Sheet
from portal import client_groups

WHOLE, SOME = "allt", "urval"
MOST_MEETINGS, LONGEST_LINE = 12, 120
EARLIEST = date(2000, 1, 1)  # nothing was printed before; days near year one have no midnight in every time zone
EITHER = "methods/binder/either.html"
SCOPES = [(WHOLE, "Hela handboken"), (SOME, "De kapitel som jag kryssar för")]


class SelectionForm(forms.Form):
    """Everything, or the sections and chapters that are ticked. The choices depend on what the reader may see."""

    scope = forms.ChoiceField(label="Vad ska skrivas ut?", choices=SCOPES, widget=forms.RadioSelect, initial=WHOLE)
    parts = forms.MultipleChoiceField(label="Kapitel", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], sections: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = sections
        self.fields["parts"].choices = choices  # type: ignore[attr-defined]  # it is a field with choices

    def groups(self) -> Iterator[tuple[Any, list[Any], bool]]:
        """The box of each section with those of its chapters, and whether one of these is ticked already."""
        groups: list[tuple[Any, list[Any]]] = []
        for box in self["parts"].subwidgets:
            if box.data["value"] in self._sections or not groups:
                groups.append((box, []))
            else:
                groups[-1][1].append(box)
        for section, chapters in groups:
            yield section, chapters, any(box.data["selected"] for box in chapters)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == SOME and not cleaned.get("parts") and "parts" not in self.errors:
            self.add_error("parts", "Kryssa för minst ett kapitel, eller välj hela handboken.")
        return cleaned

    @property
    def chosen(self) -> list[str]:
        return self.cleaned_data["parts"] if self.cleaned_data["scope"] == SOME else []


class PrintForm(SelectionForm):
    """For a new binder: the choices are pages, by their ids, and the sheets to fill in."""

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        choices: list[tuple[str, str]] = []
        for part in parts:
            choices.append((str(part.section.pk), part.section.title))
            choices += [(str(chapter.pk), chapter.title) for chapter in part.chapters]
        choices.append((WORKSHEETS, "Arbetsblad att fylla i med penna"))
        sections = {WORKSHEETS, *(str(part.section.pk) for part in parts)}
        super().__init__(*args, choices=choices, sections=sections, **kwargs)


class UpdateForm(SelectionForm):
    """For a binder that was printed before: the choices are numbers, also of what is no longer in the handbook."""

    scope = forms.ChoiceField(label="Vad finns i din pärm?", choices=SCOPES, widget=forms.RadioSelect, initial=WHOLE)
    day = forms.DateField(
        label="Vilken dag skrev du ut den?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Senast du skrev ut hela pärmen eller bytte blad i den.",
        template_name=EITHER,  # type: ignore[call-arg]  # the stubs do not know it yet
    )
    edition = forms.IntegerField(
        label="Eller: vilken utgåva står på omslaget?",
        required=False,
        min_value=1,
        max_value=2_000_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Ett nummer, till exempel 12.",
        template_name=EITHER,  # type: ignore[call-arg]  # the stubs do not know it yet
    )
    dates_too = forms.BooleanField(
        label="Ta med blad där bara dagen för granskning är ny",
        required=False,
        help_text="Utan krysset får du bara de blad där texten är ändrad.",
    )

    def __init__(self, *args: Any, sheets: list[Sheet], **kwargs: Any) -> None:
        choices = list(_numbers(sheets))
        sections = {number for number, _title in choices if "." not in number}
        super().__init__(*args, choices=choices, sections=sections, **kwargs)

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise ValidationError("Den dagen har inte varit än.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"day", "edition"} & set(self.errors):
            try:
                cleaned["before"] = _edition(cleaned.get("edition"), cleaned.get("day"))
            except ValidationError as error:
                self.add_error("edition" if cleaned.get("edition") else "day", error)
        return cleaned

    @property
    def selection(self) -> Selection:
        return Selection(frozenset(self.chosen))


def _numbers(sheets: list[Sheet]) -> Iterator[tuple[str, str]]:
    """Each number that ever had a sheet, with its latest title."""
    for number, rows in groupby(in_order(sheets), key=lambda sheet: sheet.place.number):
        of_number = list(rows)
        now = [sheet for sheet in of_number if sheet.until_id is None]
        title = (now or of_number)[-1].title
        yield number, f"{number} {title}" if now else f"{number} {title} (finns inte kvar)"


def _edition(number: int | None, day: date | None) -> Edition:
    """The edition on the cover, or the only one that a binder can have been printed as on that day."""
    if number:
        found = Edition.objects.filter(number=number).first()
        if found is None:
            raise ValidationError("Det finns ingen utgåva med det numret. Se efter på omslaget.")
        return found
    if day is None:
        raise ValidationError("Skriv dagen då du skrev ut pärmen, eller numret på omslaget.")
    return _edition_of_day(day)


def _edition_of_day(day: date) -> Edition:
    day = max(day, EARLIEST)
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    before = Edition.objects.filter(made_at__lt=midnight).last()
    that_day = list(Edition.objects.filter(made_at__gte=midnight, made_at__lt=end))
    possible = [*([before] if before else []), *that_day]
    if not possible:
        raise ValidationError("Ingen pärm kan ha skrivits ut den dagen: den första gjordes senare.")
    if len(possible) > 1:
        numbers = " och ".join(str(edition.number) for edition in possible)
        raise ValidationError(f"Den dagen fanns flera utgåvor: {numbers}. Skriv numret som står på omslaget.")
    return possible[0]


class OwnBinderForm(forms.Form):
    """The client's own binder. There is no field for who the client is."""

    language = forms.ChoiceField(
        label="Språk",
        choices=[(each, own.texts(each)["name"]) for each in own.LANGUAGES],
        widget=forms.RadioSelect,
        initial="sv",
    )
    large = forms.BooleanField(label="Stor stil", required=False)
    tabs = forms.BooleanField(label="Omslag och tio flikar", required=False, initial=True)
    sheets = forms.MultipleChoiceField(
        label="Blad att fylla i med penna",
        choices=own.worksheets,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[key for key, _title in own.worksheets()],
    )
    copies = forms.IntegerField(
        label="Hur många av varje blad?",
        min_value=1,
        max_value=12,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    group = forms.ChoiceField(
        label="Tider och platser för en grupp i boskolan",
        choices=lambda: [("", "Ingen grupp"), *client_groups.choices()],
        required=False,
        help_text="Dagarna skrivs på pärmens språk.",
    )
    meetings = forms.CharField(
        label="Andra tider att ha med",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="En tid på varje rad, till exempel: tisdag 8 september kl. 13.00, Storgatan 2. Skriv inga namn."
        " Raderna skrivs ut och sparas inte.",
    )

    def clean_meetings(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["meetings"].splitlines() if line.strip()]
        if len(lines) > MOST_MEETINGS:
            raise ValidationError(f"Högst {MOST_MEETINGS} rader får plats på bladet.")
        if any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(f"En rad får ha högst {LONGEST_LINE} tecken.")
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["tabs"] or cleaned["sheets"] or cleaned["meetings"] or cleaned["group"]):
            raise ValidationError("Välj flikar, minst ett blad eller en grupp, eller skriv egna tider.")
        return cleaned

    @property
    def printed(self) -> dict[str, Any]:
        """What the binder is made of: the times of the group first, then what was typed."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "group"}
        group = client_groups.times(self.cleaned_data["group"], data["language"])
        return data | {"meetings": [*group, *data["meetings"]]}
