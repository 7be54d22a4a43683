"""The editors' side: Wagtail's admin opens every page and snippet of ours, in Swedish, for those who may."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from methods.models import ChapterPage, HandbookPage, Reference, SectionPage, Term


def test_an_editor_opens_a_chapter_with_every_block(steps, client_of):
    page = client_of("mona").get(reverse("wagtailadmin_pages:edit", args=[steps.pk])).content.decode()

    assert "do_dont" in page and "granskas med månaders mellanrum" in page.lower()


@pytest.mark.parametrize("model", [HandbookPage, SectionPage])
def test_an_editor_opens_the_other_pages(handbook, client_of, model):
    page = model.objects.first()

    assert client_of("mona").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_an_editor_sees_a_preview_before_anything_is_saved(handbook, client_of):
    """The page has no place among its neighbours yet."""
    section = SectionPage.objects.get(slug="samtal")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["methods", "chapterpage", section.pk])
    mona = client_of("mona")
    fields = {"title": "Ny sida", "slug": "ny", "summary": "Om det nya.", "body-count": "0", "access": "public"}
    fields |= {"ways_on-count": "0"}
    fields |= {"owner_unit": "Metodstöd", "review_months": "12", "review_on": "2030-01-01"}

    assert mona.post(url, fields).json()["is_valid"]
    assert "Om det nya." in mona.get(url).content.decode()


@pytest.mark.parametrize("model", [Term, Reference])
def test_an_editor_works_with_words_and_rules(handbook, client_of, model):
    mona, name = client_of("mona"), model._meta.model_name

    assert mona.get(reverse(f"wagtailsnippets_methods_{name}:list")).status_code == 200
    edit = reverse(f"wagtailsnippets_methods_{name}:edit", args=[model.objects.first().pk])
    assert mona.get(edit).status_code == 200


def test_an_editor_adds_a_word_once(handbook, client_of):
    add = reverse("wagtailsnippets_methods_term:add")
    mona = client_of("mona")
    fields = {"name": "Deposition", "explanation": "Pengar som lämnas i pant.", "also_known_as": ""}

    assert mona.post(add, fields).status_code == 302
    again = mona.post(add, fields | {"name": "deposition"})
    assert "Ordet finns redan i ordlistan." in again.content.decode()
    assert Term.objects.filter(slug="deposition").count() == 1


def test_others_do_not_reach_the_admin(handbook, client_of):
    response = client_of("bo").get(reverse("wagtailsnippets_methods_term:list"))

    assert response.status_code in (302, 403)


def test_chapters_are_written_in_sections_only():
    assert ChapterPage.allowed_parent_page_models() == [SectionPage]
    assert SectionPage.allowed_parent_page_models() == [HandbookPage]
    assert ChapterPage.allowed_subpage_models() == []


def test_a_change_planned_for_later_reaches_readers_at_its_time(handbook, stranger):
    page = ChapterPage.objects.get(slug="lyssna")
    before = page.versions.count()
    page.summary, page.go_live_at = "Den nya sammanfattningen.", timezone.now() + timedelta(hours=2)
    page.save_revision().publish()
    publish_planned()
    assert page.summary not in stranger.get(page.url).content.decode() and page.versions.count() == before

    with time_machine.travel(page.go_live_at + timedelta(minutes=1), tick=False):
        publish_planned()
        assert page.summary in stranger.get(page.url).content.decode()
    assert page.versions.count() == before + 1


def publish_planned():
    """As the chore of every few minutes does it."""
    call_command("publish_scheduled", verbosity=0)
