"""The demo office's example of an amount: clearly invented, dated, the same on both pages, and made once."""

from pathlib import Path

import pytest
from wagtail.rich_text import RichText

from methods import content
from methods.demo import AFTER, AMOUNT, BEFORE, SHOWN_ON, change_a_sentence, show_example_amount
from methods.demo import load as load_demo
from methods.models import Amount, ChapterPage, ReadRequest


@pytest.fixture
def pages(handbook):
    for old, new in zip(("radgivaren", "lyssna"), SHOWN_ON, strict=True):
        page = ChapterPage.objects.get(slug=old)
        page.slug = new
        page.save_revision().publish()
    return ChapterPage.objects.filter(slug__in=SHOWN_ON)


def test_both_pages_show_the_invented_amount_and_since_when(pages, stranger):
    show_example_amount()

    current = Amount.objects.get(key=AMOUNT["key"]).current
    assert pages.count() == 2
    for page in pages:
        text = stranger.get(page.url).content.decode().replace("\u00a0", " ")
        assert AMOUNT["title"] in text and "påhittat" in text.lower()
        assert "900 kronor i månaden" in text and "Gäller från 1 " in text and current.source in text
        assert "940 kronor" in text and "870 kronor" in text


def test_loading_again_changes_nothing(pages):
    show_example_amount()
    before = [(page.pk, page.latest_revision_id, page.versions.count()) for page in pages]
    show_example_amount()

    assert [(page.pk, page.latest_revision_id, page.versions.count()) for page in pages.all()] == before
    assert Amount.objects.filter(key=AMOUNT["key"]).count() == 1


def test_a_page_with_a_draft_of_the_offices_is_left_alone(pages):
    draft = pages.first()
    draft.title = "Nytt namn"
    draft.save_revision()
    show_example_amount()

    draft = ChapterPage.objects.get(pk=draft.pk)
    assert draft.get_latest_revision_as_object().title == "Nytt namn" and not draft.body.blocks_by_name("amount")


@pytest.fixture
def office(handbook, person):
    """A chapter with the sentence that the demo changes, one that is a favourite, and a session; and the demo's people."""
    for name in ("bo", "anna", "mona", "karin"):
        person(name)
    order, calendar = (ChapterPage.objects.get(slug=slug) for slug in ("radgivaren", "lyssna"))
    order.slug, calendar.slug = "betalordning", "kassakalendern"
    order.body = [("text", RichText(f"<p>{BEFORE} Skriv dem på en lapp.</p><p>Ring sedan.</p>"))]
    for page in (order, calendar):
        page.save_revision().publish()


def test_what_is_to_be_confirmed_is_shown_as_a_difference(office, client_of):
    load_demo()
    asked = ReadRequest.objects.get()

    page = client_of("bo").get(f"/handbok/lasning/{asked.pk}/").content.decode()
    assert "Hela sidan är ny" not in page and "Ring sedan." not in page
    assert "<del>" in page and "och lova ingen något innan ni har ringt rådgivaren." in page
    load_demo()
    assert ReadRequest.objects.get().version == asked.version


def test_another_sentence_of_the_offices_is_left_alone(office):
    order = ChapterPage.objects.get(slug="betalordning")
    order.body = [("text", RichText("<p>Något eget.</p>"))]
    order.save_revision().publish()

    assert change_a_sentence(order) is False
    assert AFTER not in str(ChapterPage.objects.get(pk=order.pk).body)


def test_the_shipped_chapter_has_the_sentence_once():
    text = (Path(content.__file__).parent / "handbook/20-parmmetoden/08-betalordning.toml").read_text()

    assert text.count(BEFORE) == 1
