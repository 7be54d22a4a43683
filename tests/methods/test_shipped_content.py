"""What the product ships: every file has the right form, and together they are a handbook."""

import re

import pytest

from methods.content.loader import FOLDER, load
from methods.content.source import read
from methods.models import ChapterPage, Reference, Term
from portal import content as floor


@pytest.fixture(scope="module")
def source():
    """Reading checks format, lengths, html, links and reference keys; it raises at the first fault."""
    return read(FOLDER)


def test_there_are_at_least_forty_chapters(source):
    assert sum(len(section.chapters) for section in source.sections) >= 40


def test_there_are_words_and_rules(source):
    assert len(source.terms) >= 40 and len(source.references) >= 10


def test_no_word_stands_twice_in_the_glossary(source):
    names = [
        name.strip().lower()
        for term in source.terms
        for name in (term["name"], *term["also_known_as"].split(","))
        if name.strip()
    ]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_summaries_are_sentences(source):
    pages = [page for section in source.sections for page in (section, *section.chapters)]

    assert [page.slug for page in pages if not re.search(r"[.?]$", page.fields["summary"])] == []


def test_it_loads_and_every_page_opens(db, client_of, source):
    floor.load()
    load()
    bo = client_of("bo")

    for chapter in ChapterPage.objects.live():
        response = bo.get(chapter.url)
        page = response.content.decode()
        assert response.status_code == 200, chapter.slug
        assert 'linktype="page"' not in page, chapter.slug
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), chapter.slug
    assert Term.objects.count() == len(source.terms) and Reference.objects.count() == len(source.references)
