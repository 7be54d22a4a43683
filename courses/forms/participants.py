"""Forms about a participant: registering oneself, registering somebody at the counter, and the personal code."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict

from courses import granted
from courses.models import Kind, Occasion
from courses.models.occasions import OccasionQuerySet
from portal.models import User
from portal.templatetags.swedish import klockan, veckodag

LANGUAGES = [
    "svenska", "lätt svenska", "engelska", "arabiska", "dari", "persiska", "polska", "rumänska", "somaliska",
    "sorani", "spanska", "tigrinja", "turkiska", "ukrainska", "teckenspråk", "ett annat språk",
]  # fmt: skip
TEXTAREA = forms.Textarea(attrs={"rows": 3})
phone_number = RegexValidator(
    r"^[+\d][\d\s()\-–]{5,24}$", "Skriv telefonnumret med siffror, till exempel 070-123 45 67."
)


def places_left(occasion: Occasion) -> str:
    if occasion.free:
        return "1 plats kvar" if occasion.free == 1 else f"{occasion.free} platser kvar"
    return f"fullt, du blir nummer {occasion.waiting + 1} på reservlistan"


class OccasionField(forms.ModelChoiceField):
    """Choose a group by its first meeting, place and what is left."""

    def __init__(self, queryset: OccasionQuerySet, *, with_course: bool = False) -> None:
        self.with_course = with_course
        super().__init__(
            queryset.with_numbers().select_related("course"),
            label="Välj grupp",
            widget=forms.RadioSelect,
            empty_label=None,
            error_messages={
                "required": "Välj en grupp.",
                "invalid_choice": "Gruppen går inte längre att välja. Välj en annan.",
            },
        )

    def label_from_instance(self, occasion: Any) -> str:
        course = f"{occasion.course.title}: " if self.with_course else ""
        begins = f"{veckodag(occasion.starts_at)} {klockan(occasion.starts_at)}"
        return f"{course}Börjar {begins}. {occasion.place}. På {occasion.language}. ({places_left(occasion)})"


class KeyedForm(forms.Form):
    """Carries the key that makes the same form sent twice one registration."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), "Skicka en gång till.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4

    def renew_key(self) -> None:
        """After a refusal the next try is a new form, with everything else as it was typed."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["key"] = str(uuid4())


class NeedsForm(forms.Form):
    """Contact and needs of a participant. Nothing here is required."""

    phone = forms.CharField(
        label="Mobilnummer",
        max_length=30,
        required=False,
        validators=[phone_number],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text="Så att vi kan höra av oss om något ändras.",
    )
    sms_ok = forms.BooleanField(
        label="Ja, ni får skicka sms", required=False, help_text="Till exempel en påminnelse dagen före."
    )
    email = forms.EmailField(label="E-post", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    language = forms.ChoiceField(
        label="Vilket språk förstår du bäst?",
        required=False,
        choices=[("", "Vill inte säga"), *((name, name.capitalize()) for name in LANGUAGES)],
    )
    interpreter = forms.BooleanField(label="Jag vill ha tolk", required=False)
    childcare = forms.BooleanField(label="Jag behöver barnpassning", required=False)
    adaptation = forms.CharField(
        label="Behöver du något för att kunna vara med?",
        max_length=500,
        required=False,
        widget=TEXTAREA,
        help_text="Till exempel hiss, stor text eller plats nära dörren. Skriv inte om sjukdomar eller diagnoser.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, sentence in faults_together(data, needs_contact=False):
            if name not in self.errors:
                self.add_error(name, sentence)
        return data


def faults_together(data: dict[str, Any], *, needs_contact: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with answers that are right one by one: the field, and a sentence."""
    if data.get("sms_ok") and not data.get("phone"):
        yield "phone", "Skriv ditt mobilnummer, eller ta bort krysset för sms."
    elif needs_contact and not data.get("phone") and not data.get("email"):
        yield "phone", "Skriv ett mobilnummer eller en e-postadress."


NEEDS_ORDER = ["phone", "sms_ok", "email", "language", "interpreter", "childcare", "adaptation"]


class ClientForm(NeedsForm, KeyedForm):
    """F26: registration to an open course, without account and without identity unless the course asks for it."""

    alias = forms.CharField(
        label="Förnamn eller ett namn du väljer själv",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Skriv ett namn som vi kan ropa upp. Du får hitta på ett."},
    )
    website = forms.CharField(
        label="Lämna tomt", required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    field_order = ["key", "occasion", "alias", *NEEDS_ORDER, "website"]

    def __init__(self, *args: Any, occasions: OccasionQuerySet, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["occasion"] = OccasionField(occasions)
        if kind == Kind.OPEN_IDENTIFIED:
            self.fields["alias"].label = "För- och efternamn"
            self.fields["alias"].error_messages["required"] = "Skriv ditt för- och efternamn."
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.kind == Kind.OPEN_IDENTIFIED:
            require_contact(self, data)
        return data

    @property
    def is_robot(self) -> bool:
        """A person never sees the field."""
        return bool(self.data.get("website"))

    @property
    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


def require_contact(form: forms.Form, data: dict[str, Any]) -> None:
    if not {"phone", "email"} & set(form.errors):
        for name, sentence in faults_together(data, needs_contact=True):
            form.add_error(name, sentence)


class CounterForm(NeedsForm, KeyedForm):
    """Staff registers somebody at the counter: a group and a name are enough."""

    alias = forms.CharField(
        label="Förnamn eller ett namn som personen väljer",
        max_length=60,
        error_messages={"required": "Skriv ett namn. Personen får hitta på ett."},
    )
    case_number = forms.CharField(
        label="Ärendenummer",
        max_length=40,
        required=False,
        help_text="Bara för en kurs som är beviljad i ett ärende. Lämna annars tomt.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    group = forms.CharField(
        label="Grupp som går först på reservlistan",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "groups"}),
        help_text="Bara om personen hör till en sådan grupp. Lämna annars tomt.",
    )
    field_order = ["key", "occasion", "alias", "case_number", "group", *NEEDS_ORDER]

    def __init__(self, *args: Any, occasions: OccasionQuerySet, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["occasion"] = OccasionField(occasions, with_course=True)
        if not occasions.filter(course__kind=Kind.GRANTED).exists():
            del self.fields["case_number"]
        self.groups = sorted({group for each in occasions.select_related("course") for group in each.course.groups})
        if not self.groups:
            del self.fields["group"]
        self.fields["interpreter"].label = "Vill ha tolk"
        self.fields["childcare"].label = "Behöver barnpassning"
        self.fields["sms_ok"].label = "Personen säger ja till sms"
        self.fields["language"].label = "Språk som personen förstår bäst"
        self.fields["adaptation"].label = "Något som behövs för att kunna vara med"
        self.order_fields(self.field_order)

    def clean_case_number(self) -> str:
        return str(self.cleaned_data["case_number"]).upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        occasion = data.get("occasion")
        kind = occasion.course.kind if occasion else ""
        if occasion and (said := self._wrong_with(data.get("case_number", ""), kind)):
            self.add_error("case_number", said)
        if kind == Kind.OPEN_IDENTIFIED:
            require_contact(self, data)
        return data

    def _wrong_with(self, number: str, kind: str) -> str:
        """What is wrong with the case's number, said only to those who may open the case."""
        if kind != Kind.GRANTED:
            return "Kursen är öppen för alla. Ta bort ärendenumret." if number else ""
        return granted.fault(number, self.by) if number else "Skriv ärendenumret. Kursen är beviljad i ett ärende."


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Din kod",
        max_length=40,
        help_text="Åtta tecken. Den står på din lapp, till exempel K7WX-3MPT.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Skriv koden som står på din lapp."},
    )
