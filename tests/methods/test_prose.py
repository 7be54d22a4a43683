"""Words that are explained and links that are followed: rich text as a reader sees it."""

from dataclasses import dataclass

import pytest

from methods.prose import Marker, linked_pages, with_links


@dataclass
class Word:
    slug: str
    words: list[str]


TERMS = [
    Word("avhysning", ["avhysning", "vräkning"]),
    Word("mi", ["MI"]),
    Word("skuld", ["skuld"]),
    Word("ab", ["A&B"]),
]


def marked(html, title=""):
    return Marker(TERMS, title=title)(html)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Avhysningen skedde</p>", "Avhysningen"),
        ("<p>efter vräkningarna</p>", "vräkningarna"),
        ("<p>(MI) är</p>", "MI"),
        ("<p>skulder</p>", "skulder"),
    ],
)
def test_a_word_is_known_in_its_forms(text, found):
    assert f">{found}</a>" in marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>hyresskuld och skuldsanering</p>",
        "<p>mi och Mi</p>",
        "<p>miljö</p>",
        '<p><a href="/x/">avhysning</a></p>',
        "<h3>Avhysning</h3>",
        '<p title="avhysning">x</p>',
    ],
)
def test_other_words_links_headings_and_tags_are_left_alone(text):
    assert marked(text) == text


def test_only_the_first_of_all_its_names_is_marked():
    marker = Marker(TERMS)

    whole = marker("<p>vräkning, avhysning</p>") + marker("<p>avhysning</p>")

    assert whole.count("<a ") == 1 and [word.slug for word in marker.explained] == ["avhysning"]


def test_no_terms_change_nothing():
    assert Marker([])("<p>avhysning</p>") == "<p>avhysning</p>"


def test_a_link_to_a_page_that_is_not_open_keeps_its_text():
    html = '<p><a id="7" linktype="page">den <b>ena</b></a> <a linktype="page" id="8">den andra</a></p>'

    assert linked_pages(html) == {7, 8}
    assert with_links(html, {8: "/a&b/"}) == '<p>den <b>ena</b> <a href="/a&amp;b/">den andra</a></p>'


@pytest.mark.parametrize("html", ['<a linktype="page">x</a>', '<a linktype="page" id="x">x</a>'])
def test_a_broken_link_is_plain_text(html):
    assert with_links(html, {}) == "x"


def test_an_editors_other_links_stay():
    html = '<a href="mailto:a@b.se">skriv</a>'

    assert with_links(html, {}) == html and linked_pages(html) == set()
