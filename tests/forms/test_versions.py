"""A published form is for ever, and a form that can't work is not published."""

import tomllib

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from forms import guard
from forms.content.loader import FOLDER, page_from
from forms.models import FormVersion
from forms.schema import Schema


def make(**changes):
    """A small schema with two questions; `changes` replace its parts."""
    questions = [
        {"key": "namn", "label": "Namn", "type": "text", "required": True},
        {"key": "orsak", "label": "Orsak", "type": "choice", "options": [["a", "A"], ["b", "B"]]},
    ]
    base = {"key": "T1", "title": "Prov", "audience": "public", "steps": [{"questions": questions}]}
    return Schema.from_dict(base | changes)


def with_question(**question):
    first = [] if question.get("key", "namn") == "namn" else [{"key": "namn", "label": "Namn", "type": "text"}]
    return make(steps=[{"questions": [*first, {"key": "namn", "label": "Namn", "type": "text"} | question]}])


@pytest.mark.django_db
def test_publishing_the_same_twice_makes_one_version():
    first = FormVersion.objects.publish(make(), by="mona")
    again = FormVersion.objects.publish(make(), by="mats")

    assert first == again
    assert FormVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_change_makes_the_next_version_and_leaves_the_first():
    first = FormVersion.objects.publish(make(), by="mona")
    text = first.schema
    second = FormVersion.objects.publish(make(title="Prov två"), by="mona")

    first.refresh_from_db()
    assert (second.number, first.schema) == (2, text)
    assert FormVersion.objects.in_force("T1") == second


@pytest.mark.django_db
@pytest.mark.parametrize(
    "verb", ["UPDATE portal_forms_formversion SET title = 'x'", "DELETE FROM portal_forms_formversion"]
)
def test_the_database_refuses_to_change_a_version(verb):
    FormVersion.objects.publish(make(), by="mona")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.django_db
def test_the_schema_survives_the_round_trip():
    schema = page_from(tomllib.loads((FOLDER / "F06.toml").read_text())).schema()

    assert Schema.from_json(schema.to_json()) == schema
    assert Schema.from_json(schema.to_json()).to_json() == schema.to_json()


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_form_passes_the_guard(path):
    assert guard.faults(page_from(tomllib.loads(path.read_text())).schema()) == []


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (make(audience="case"), "Välj vilken behörighet"),
        (make(audience="nobody"), "Välj vem som fyller i"),
        (make(steps=[{"questions": []}]), "Lägg till minst en fråga."),
        (with_question(key="Fel nyckel"), "får bara ha små bokstäver"),
        (with_question(type="choice"), "behöver minst två svarsval"),
        (with_question(type="rows"), "behöver minst en kolumn"),
        (with_question(type="sum"), "har inget att räkna ihop"),
        (with_question(key="s", type="sum", terms=[{"question": "namn"}]), "som inte ger ett tal"),
        (with_question(type="scale", minimum=3, maximum=3), "mellan 2 och 21 steg"),
        (with_question(type="scale", options=[["6", "Bra"]]), "med skalans egna siffror"),
        (with_question(type="int", minimum=3, maximum=2), "större än det högsta"),
        (with_question(type="date", latest="i morgon"), "Skriv ÅÅÅÅ-MM-DD, today"),
        (with_question(type="choice", options=[["a", "A"], ["a", "B"]]), "två svarsval med samma nyckel"),
        (with_question(type="bool", default="kanske"), "förifyllda svaret"),
        (
            with_question(key="a", show_if={"question": "namn", "operator": "at_least", "values": ["3"]}),
            "jämför med ett tal",
        ),
        (make(unstored=True, bindings=[{"effect": "take_case"}]), "En blankett som inte sparas"),
        (with_question(type="dans"), "okänd typ"),
        (with_question(show_if={"question": "saknas", "values": ["a"]}), "inte finns före den"),
        (make(bindings=[{"effect": "dansa"}]), "Verkan ”dansa” finns inte"),
        (make(bindings=[{"effect": "open_eviction_case"}]), "behöver veta ”Hyresgästens namn”"),
        (
            make(bindings=[{"effect": "close_case", "arguments": {"on": "namn", "reason": "orsak"}}]),
            "”Datum” ska vara datum, men frågan ”Namn” är av en annan typ",
        ),
        (
            make(bindings=[{"effect": "close_case", "arguments": {"reason": "orsak"}}]),
            "Frågan ”Orsak” måste vara obligatorisk",
        ),
        (make(bindings=[{"effect": "take_case", "arguments": {"on": "namn"}}]), "har inget som heter ”on”"),
    ],
)
def test_the_guard_says_what_is_wrong(schema, sentence):
    assert any(sentence in fault for fault in guard.faults(schema)), guard.faults(schema)


@pytest.mark.django_db
def test_a_question_cannot_change_its_type():
    FormVersion.objects.publish(make(), by="mona")
    changed = with_question(type="date")

    with pytest.raises(ValidationError, match="kan inte byta typ"):
        FormVersion.objects.publish(changed, by="mona")


@pytest.mark.django_db
def test_a_question_that_was_removed_does_not_come_back_with_another_type():
    FormVersion.objects.publish(make(), by="mona")
    FormVersion.objects.publish(with_question(key="annat"), by="mona")

    with pytest.raises(ValidationError, match="kan inte byta typ"):
        FormVersion.objects.publish(with_question(type="date"), by="mona")
    assert FormVersion.objects.publish(with_question(type="textarea"), by="mona").number == 3


@pytest.mark.django_db
def test_choices_do_not_change_words_with_each_other():
    FormVersion.objects.publish(with_question(type="choice", options=[["a", "Ja"], ["b", "Nej"]]), by="mona")

    with pytest.raises(ValidationError, match="har haft en annan nyckel"):
        FormVersion.objects.publish(with_question(type="choice", options=[["a", "Nej"], ["b", "Ja"]]), by="mona")
    reworded = with_question(type="choice", options=[["a", "Ja, ofta"], ["b", "Nej"]])
    assert FormVersion.objects.publish(reworded, by="mona").number == 2


@pytest.mark.django_db
def test_questions_do_not_change_words_with_each_other():
    one, two = {"key": "a", "label": "Hyra", "type": "kr"}, {"key": "b", "label": "El", "type": "kr"}
    FormVersion.objects.publish(make(steps=[{"questions": [one, two]}]), by="mona")
    swapped = [one | {"label": "El"}, two | {"label": "Hyra"}]

    with pytest.raises(ValidationError, match="har bytt text med varandra"):
        FormVersion.objects.publish(make(steps=[{"questions": swapped}]), by="mona")


def test_the_canonical_text_of_a_schema_that_uses_nothing_new_is_what_it_was():
    """Published versions were written before steps had conditions; their text, and so their hash, must stay."""
    assert make(steps=[{"questions": [{"key": "a", "label": "A", "type": "text", "show_if": None}]}]).to_json() == (
        '{"audience":"public","key":"T1","steps":[{"questions":[{"key":"a","label":"A","type":"text"}]}],"title":"Prov"}'
    )
    old = {"key": "b", "label": "B", "type": "text", "show_if": {"question": "a", "values": ["x"]}}
    text = with_question(**old).to_json()
    assert '"show_if":{"question":"a","values":["x"]}' in text
    assert Schema.from_json(text).to_json() == text


@pytest.mark.django_db
def test_two_questions_with_one_key_are_refused():
    twice = [{"key": "namn", "label": "Namn", "type": "text"}] * 2

    with pytest.raises(ValidationError, match="Två frågor har nyckeln"):
        FormVersion.objects.publish(make(steps=[{"questions": twice}]), by="mona")
