"""A person is found by words of the name, and the identity guard of handledning knows the names of the caseload, without
reading one of them."""

from importlib import import_module

import pytest
from django.apps import apps

from caseload.models import Case, NameKey, Person
from caseload.names import known_names
from portal import identity
from supervision import identity_guard
from supervision.identity_guard import Kind, find
from tests.casework import open_eviction


@pytest.fixture
def client_named(db):
    def make(name):
        person = Person.everything.create(key=f"prov-{name}", name=name)
        NameKey.objects.bulk_create(NameKey(person=person, digest=digest) for digest in sorted(person.name_keys()))

    return make


def found(text, **more):
    return [each.text for each in find(text, kinds={Kind.KNOWN_NAME}, **more)]


def test_the_check_is_registered():
    assert known_names in identity_guard.names._name_checks


def test_a_name_of_the_caseload_is_found_however_it_is_written(client_named):
    client_named("Zhaleh Tsegayqvist")

    assert found("Igår ringde zhaleh om posten.") == ["zhaleh"]
    assert found("Det var Zhalehs pärm, inte TSEGAYQVIST.") == ["Zhalehs", "TSEGAYQVIST"]
    assert found("Vi läste kapitlet om pärmen.") == []


def test_a_name_that_is_an_ordinary_word_too_must_look_like_a_name(client_named):
    client_named("Dag Skog")

    assert found("Varje dag gick vi ut i en skog.") == []
    assert found("Dag för dag blev det bättre.") == []
    assert found("Hemma hos Dag Skog var det lugnt.") == ["Dag", "Skog"]
    assert found("Dag Skog öppnade posten.") == ["Dag", "Skog"]


def test_colleagues_may_be_named_also_when_a_client_has_the_same_name(client_named):
    client_named("Anna Provsson")

    assert found("Anna tog upp frågan.", allowed=["Anna Assistent"]) == []
    assert found("Anna tog upp frågan.") == ["Anna"]


def test_the_database_is_asked_for_hashes_only(client_named, query_count):
    client_named("Zhaleh Tsegayqvist")
    with query_count as queries:
        assert known_names({"zhaleh", "tsegayqvist", "pärm"}) == {"zhaleh", "tsegayqvist"}

    assert len(queries) == 1
    assert "zhaleh" not in queries[0]["sql"]


def test_a_text_of_full_length_is_one_question(client_named, query_count):
    client_named("Zhaleh Tsegayqvist")
    text = " ".join(f"ord{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10 % 10]}" for number in range(1100))
    with query_count as queries:
        find(f"{text} zhaleh"[-8000:])

    assert len(queries) == 1


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("Zhaleh Maria Tsegayqvist", True),
        ("tsegayqvist zhaleh", True),
        ("Maria", True),
        ("Maria Zhaleh Maria", True),
        ("Zhaleh Andersson", False),
        ("Zhaleh Maria Tsegayqvist Andersson", False),
        ("Zhal", False),
        ("a " * 200, False),
    ],
)
def test_a_person_is_found_by_whole_words_of_the_name_in_any_order(asked, is_found):
    case = open_eviction(hyresgast="Zhaleh Maria Tsegayqvist")
    open_eviction(hyresgast="Maria Andersson")

    found = Case.everything.filter(pk__in=Case.objects.found_by(asked).unscoped("a test").values("pk"))
    assert (case.pk in set(found.values_list("pk", flat=True))) is is_found


def test_two_words_lead_straight_to_the_person():
    for name in ("Zhaleh Tsegayqvist", "Zhaleh Andersson", "Maria Tsegayqvist"):
        open_eviction(hyresgast=name)

    (asked,) = identity.asked_hashes("Zhaleh Tsegayqvist")
    assert NameKey.objects.filter(digest=asked).count() == 1


def test_an_upgraded_office_gets_what_its_people_lack():
    open_eviction(hyresgast="Zhaleh Maria Tsegayqvist")
    open_eviction(hyresgast="Maria")
    wanted = set(NameKey.objects.values_list("person_id", "digest"))
    pairs = {identity._keyed("names", pair) for pair in ("maria zhaleh", "maria tsegayqvist", "tsegayqvist zhaleh")}
    assert NameKey.objects.filter(digest__in=pairs).delete()[0] == 3

    import_module("caseload.migrations.0004_two_words_of_a_name").add(apps, None)

    assert set(NameKey.objects.values_list("person_id", "digest")) == wanted
