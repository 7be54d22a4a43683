"""The page /sok/ and the suggestions, as a reader meets them."""

import time
from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client

from portal.models import TextPage
from search.views import ON_A_PAGE

Publish = Callable[..., TextPage]


def test_a_hit_shows_title_kind_passage_and_marks_whole_words(publish: Publish, stranger: Client) -> None:
    publish("Det första dygnet", "Ta reda på om hyresskulderna är större än vad någon tror.")
    html = stranger.get("/sok/", {"q": "skuld"}).content.decode()
    assert "<mark>hyresskulderna</mark>" in html
    assert "Textsida" in html


def test_text_of_pages_and_of_queries_is_escaped(publish: Publish, stranger: Client) -> None:
    publish("Hyra &lt;b&gt;", "Skriv &lt;script&gt;alert(1)&lt;/script&gt; om hyran.")
    html = stranger.get("/sok/", {"q": 'hyra "><img src=x>'}).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x>" not in html


def test_sections_of_a_page_are_folded(publish: Publish, stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Part:
        def __init__(self, number: int) -> None:
            self.anchor, self.heading, self.text = f"del-{number}", f"Del {number}", "Takskottning i mars."

    monkeypatch.setattr(TextPage, "search_sections", lambda self: [Part(1), Part(2), Part(3), Part(4)], raising=False)
    publish("Vinter")
    hits = stranger.get("/sok/", {"q": "takskottning"}).context["hits"]
    assert [len(hit.sections) for hit in hits] == [3]


def test_misspelt_words_are_mended_and_said(publish: Publish, stranger: Client) -> None:
    publish("Trappstädning")
    response = stranger.get("/sok/", {"q": "trapstädning"})
    assert response.context["meant"] == "trappstädning"
    assert "Menade du" in response.content.decode()


def test_nothing_found_helps_on(start: object, stranger: Client) -> None:
    html = stranger.get("/sok/", {"q": "kvantmekanik"}).content.decode()
    assert "Vi hittade inget om ”kvantmekanik”." in html
    assert "Pröva ett annat ord" in html


def test_an_empty_question_explains_and_minus_alone_too(start: object, stranger: Client) -> None:
    assert "Skriv ett ord" in stranger.get("/sok/").content.decode()
    assert "Skriv minst ett ord" in stranger.get("/sok/", {"q": "-hyra"}).content.decode()


def test_facets_count_pages_and_narrow(publish: Publish, stranger: Client) -> None:
    publish("Trappstädning")
    response = stranger.get("/sok/", {"q": "metodpärmen"})
    facets = {facet.name: facet.pages for facet in response.context["found"].facets}
    assert facets["Startsida"] == 1
    assert sum(facets.values()) == response.context["page"].paginator.count
    narrowed = stranger.get("/sok/", {"q": "metodpärmen", "slag": "portal.startpage"})
    assert narrowed.context["page"].paginator.count == 1
    assert stranger.get("/sok/", {"q": "metodpärmen", "slag": "x' OR 1"}).context["page"].paginator.count == 0


def test_results_come_some_at_a_time(publish: Publish, stranger: Client) -> None:
    for number in range(ON_A_PAGE + 2):
        publish(f"Trappstädning {number}")
    first = stranger.get("/sok/", {"q": "trappstädning"})
    assert len(first.context["hits"]) == ON_A_PAGE
    assert "sida=2" in first.content.decode()
    assert len(stranger.get("/sok/", {"q": "trappstädning", "sida": "2"}).context["hits"]) == 2
    assert stranger.get("/sok/", {"q": "trappstädning", "sida": "hej"}).status_code == 200


def test_suggestions_come_while_typing(publish: Publish, stranger: Client) -> None:
    page = publish("Trappstädning")
    answer = stranger.get("/sok/forslag/", {"q": "trapps"})
    assert answer.json() == {
        "suggestions": [{"url": page.url, "title": "Trappstädning", "heading": "", "kind": "Textsida"}]
    }
    assert stranger.get("/sok/forslag/").json() == {"suggestions": []}


def test_the_field_and_its_script_are_on_every_page(start: object, stranger: Client) -> None:
    html = stranger.get("/").content.decode()
    assert 'name="q"' in html
    assert "search/suggest.js" in html


@pytest.mark.parametrize("address", ["/sok/", "/sok/forslag/"])
def test_only_get(address: str, start: object, stranger: Client) -> None:
    assert stranger.post(address, {"q": "hyra"}).status_code == 405


@pytest.mark.parametrize("address", ["/sok/", "/sok/forslag/"])
@pytest.mark.parametrize(
    "query",
    ['"', '"budget "', "\x00", "hyra\x00", "\ud83d", "a" * 1_000_000, "hyra " * 200_000, "%' OR 1=1", "-", "*"],
    ids=lambda value: ascii(value[:12]),
)
def test_any_input_is_answered_within_a_second(address: str, query: str, start: object, stranger: Client) -> None:
    data = query.encode("utf-8", "surrogatepass")
    started = time.thread_time()
    response = stranger.get(f"{address}?q={quote_from_bytes(data)}")
    assert response.status_code == 200
    assert time.thread_time() - started < 1


def test_number_of_queries_does_not_grow_with_the_text(
    publish: Publish, stranger: Client, query_count: object
) -> None:
    for number in range(3):
        publish(f"Trappstädning {number}")
    with query_count as few:  # type: ignore[attr-defined]
        stranger.get("/sok/", {"q": "trappstädning"})
    assert len(few) < 40
