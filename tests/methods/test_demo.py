"""The demo office's example of an amount: clearly invented, dated, the same on both pages, and made once."""

import pytest

from methods.demo import AMOUNT, SHOWN_ON, show_example_amount
from methods.models import Amount, ChapterPage


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
