"""What every store must do: that of the database the tests run on, and Elasticsearch when there is a server."""

import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from search.documents import Document, document
from search.engine import ask
from search.query import parse
from search.stores import Store, store_for
from search.stores.vocabulary import Vocabulary

TEXTS = {
    1: ("Hyresskuld: det första dygnet", "Ring hyresvärden samma dag. Obetald hyra kan leda till uppsägning."),
    2: ("Skuldsanering", "Den som inte kan betala sina skulder kan söka skuldsanering hos Kronofogden."),
    3: ("Motiverande samtal", "MI är ett sätt att prata om förändring."),
    4: ("Boendeformerna", "I tränings- och försökslägenheter är kommunen hyresvärd."),
    5: ("Störningar", "Grannen klagar på hög musik."),
    6: ("Samtal om pengar", "Ett motiverande exempel på hur ni kan tala om räkningen."),
}


@pytest.fixture(scope="module")
def index(elastic_client: Any) -> Iterator[Any]:
    """An index that is used again and again: making one takes longer than all the tests with it."""
    from search.stores.elastic import ElasticStore

    store = ElasticStore(elastic_client, f"test-{secrets.token_hex(4)}", Vocabulary(connection))
    yield store
    store.drop()


@pytest.fixture(params=[connection.vendor, pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def store(request: pytest.FixtureRequest, db: None) -> Store:
    """The texts above in a store, and nothing else."""
    store: Store = store_for(connection)
    store.clear()
    if request.param == "elasticsearch":
        store = request.getfixturevalue("index")
        if not store.is_current():
            store.create()
    add_texts(store)
    return store


def add_texts(store: Store) -> None:
    made = {number: text(number, heading, body) for number, (heading, body) in TEXTS.items()}
    for each in made.values():
        store.vocabulary.add(each.words, each.access)
    if store.columns(list(made)) != {number: each.columns for number, each in made.items()}:
        for each in made.values():
            store.put(each)
    store.remove(sorted(store.ids() - set(made)))


def text(number: int, heading: str, text: str, access: str = "public", kind: str = "a.page") -> Document:
    return document(id=number, access=access, kind=kind, heading=heading, title=heading, text=text)


def put(store: Store, number: int, heading: str, body: str, **more: str) -> None:
    made = text(number, heading, body, **more)
    store.put(made)
    store.flush()
    store.vocabulary.add(made.words, made.access)


def found(store: Store, query: str, access: tuple[str, ...] = ("public",), **options: object) -> list[int]:
    return [hit.id for hit in ask(store, query, access=list(access), **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hyresskulden", 1), ("skulder", 2), ("hyra skuld", 1), ("träningslägenheterna", 4), ("lägenheter", 4),
        ("vad gör jag om hyran inte är betald", 1), ("MI", 3), ("oväsen", 5), ("traningslagenhet", 4),
        ("hyreskuld", 1), ("skuldsaneirgn", 2), ("störn", 5), ("grannar", 5), ("kronofogdemyndigheten", 2),
    ],
)  # fmt: skip
def test_finds_by_form_part_synonym_spelling_and_beginning(store: Store, query: str, first: int) -> None:
    assert found(store, query)[0] == first


def test_a_phrase_must_stand_as_it_is(store: Store) -> None:
    assert found(store, '"motiverande samtal"') == [3]
    assert set(found(store, "motiverande samtal")) >= {3, 6}


def test_minus_takes_away_also_by_the_parts_of_compounds(store: Store) -> None:
    assert 1 in found(store, "hyresvärd")
    assert found(store, "hyresvärd -skuld") == [4]


def test_only_words_to_leave_out_finds_nothing(store: Store) -> None:
    assert found(store, "-hyra") == []


def test_stop_words_alone_are_searched_for(store: Store) -> None:
    assert found(store, "hos") == [2]


def test_access_narrows_hits_corrections_and_completions(store: Store) -> None:
    put(store, 7, "Hemlighetsfullt", "Vinterträdgården är stängd.", access="staff")
    assert found(store, "vinterträdgård", ("public", "staff")) == [7]
    assert found(store, "vinterträdgård") == []
    assert ask(store, "vintertradgarden", access=["public"]).corrected == {}
    assert ask(store, "vintertradgarden", access=["public", "staff"]).corrected == {
        "vintertradgarden": "vinterträdgården"
    }
    assert store.vocabulary.starting("vinter", ["public"], 5) == []


def test_kind_narrows(store: Store) -> None:
    put(store, 8, "Hyresskuld", "En annan slags sida.", kind="b.page")
    assert found(store, "hyresskuld", kind="b.page") == [8]


def test_removed_sections_are_gone(store: Store) -> None:
    store.remove([3])
    assert found(store, "MI") == []
    assert store.ids() == set(TEXTS) - {3}
    assert store.count() == len(TEXTS) - 1


def test_words_are_counted_and_forgotten(store: Store) -> None:
    store.vocabulary.add(["kvittblivning"], "public")
    store.vocabulary.add(["kvittblivning"], "public")
    store.vocabulary.remove(["kvittblivning"], "public")
    assert store.vocabulary.knows("kvittblivning", ["public"])
    store.vocabulary.remove(["kvittblivning"], "public")
    assert not store.vocabulary.knows("kvittblivning", ["public"])


def test_a_section_that_is_put_again_stands_there_once(store: Store) -> None:
    put(store, 3, "Motiverande samtal", "Texten handlar om trappstädning.")
    assert found(store, "trappstädning") == [3]
    assert store.count() == len(TEXTS)


def test_removing_what_is_not_there_is_no_error(store: Store) -> None:
    store.remove([99, 3])
    store.remove([])
    assert store.ids() == set(TEXTS) - {3}


def test_an_emptied_store_finds_nothing(store: Store) -> None:
    store.clear()
    assert (store.ids(), store.count(), store.columns([1]), found(store, "hyra")) == (set(), 0, {}, [])


def test_the_limit_cuts_the_worst_away(store: Store) -> None:
    asked = parse("motiverande samtal")
    weights = [1.0] * len(asked.units)
    both = store.candidates(asked, weights, access=["public"], kind="", limit=9)
    assert both[0] == 3 and 6 in both
    assert store.candidates(asked, weights, access=["public"], kind="", limit=1) == [3]


def test_frequencies_count_sections_with_the_token_as_word_or_part(store: Store) -> None:
    assert store.frequencies(["skuld", "granatäpple"]) == {"skuld": 2}


def test_columns_come_back_as_they_were_put(store: Store) -> None:
    heading, text = TEXTS[4]
    made = document(id=4, access="public", kind="a.page", heading=heading, title=heading, text=text)
    assert store.columns([4]) == {4: made.columns}


HOSTILE = [
    '"', '"""', "'", "' OR 1=1 --", "a AND", "NOT", "OR OR", "NEAR(hyra skuld)", "{h t b}: hyra", "hyra*",
    "^hyra", "h:hyra",
    "a & b | !c", "<->", ":*", "\\", "\x00", "hyra\x00skuld", "\ud800", "hyra\udfff", "%s %%", "-", "--",
    '-"hyra', "((((", "🏠",
    "ﬁ", "\u202e", "a\u0301" * 200, "İ", "0ahyra", "0apublic", "١٢٣", "-" * 300, "hyra " * 200,
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=ascii)
def test_hostile_input_gives_an_answer(store: Store, query: str) -> None:
    for typing in (False, True):
        assert isinstance(found(store, query, typing=typing), list)


@pytest.mark.parametrize("unit", ["hyra ", "å", '"', "a-", "\x00"], ids=ascii)
def test_a_megabyte_is_answered_within_a_second(store: Store, unit: str) -> None:
    query = unit * (1_000_000 // len(unit))
    started = time.thread_time()
    answer = ask(store, query, access=["public"])
    assert time.thread_time() - started < 1
    assert len(answer.asked.units) <= 24


def test_many_long_compounds_at_once(store: Store) -> None:
    words = "träningslägenhetskontrakt betalningsanmärkningar boendestödsplanering hyresskuldsfrågor " * 6
    assert found(store, words)


def test_a_cut_question_says_so() -> None:
    assert parse("hyra " * 100).is_cut
    assert not parse("hyra").is_cut
