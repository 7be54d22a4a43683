"""The identity guard of handledning knows the names of the caseload without reading one of them."""

import pytest

from caseload.models import NameKey, Person
from caseload.names import known_names
from supervision import identity_guard
from supervision.identity_guard import Kind, find


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
