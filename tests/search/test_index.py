"""The index follows the pages, in their transaction, and never knows more than the reader may."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction
from wagtail.search.index import SearchField

from portal.models import TextPage
from search import actions
from search.models import Section
from search.stores import store_for

Publish = Callable[..., TextPage]
Titles = Callable[..., list[str]]


def verified() -> list[str]:
    return list(actions.differences())


def test_a_published_page_is_found_at_once(publish: Publish, titles: Titles, stranger: Client) -> None:
    publish("Hyresskuld: det första dygnet", "Ring samma dag.")
    assert titles(stranger, "skulder") == ["Hyresskuld: det första dygnet"]
    assert verified() == []


def test_a_draft_is_not_found_and_a_draft_of_a_published_page_changes_nothing(
    publish: Publish, titles: Titles, stranger: Client
) -> None:
    page = publish("Trappstädning", "Varje vecka.")
    page.title, page.body = "Fönsterputs", "<p>Varje månad.</p>"
    page.save_revision()
    assert titles(stranger, "fönsterputs") == []
    assert titles(stranger, "trappstädning") == ["Trappstädning"]
    page.get_latest_revision().publish()
    assert titles(stranger, "fönsterputs") == ["Fönsterputs"]
    assert titles(stranger, "trappstädning") == []
    assert verified() == []


def test_an_unpublished_or_deleted_page_is_gone(publish: Publish, titles: Titles, stranger: Client) -> None:
    one, other = publish("Trappstädning ett"), publish("Trappstädning två")
    one.unpublish()
    assert titles(stranger, "trappstädning") == ["Trappstädning två"]
    other.delete()
    assert titles(stranger, "trappstädning") == []
    assert verified() == []


def test_deleting_a_branch_takes_all_of_it(publish: Publish, titles: Titles, stranger: Client) -> None:
    parent = publish("Trappstädning")
    publish("Trapphus", "Trappstädning i trapphuset.", parent=parent)
    Page.objects.get(pk=parent.pk).delete()
    assert titles(stranger, "trappstädning") == []
    assert verified() == []


def test_rolled_back_pages_leave_no_trace(publish: Publish, titles: Titles, stranger: Client) -> None:
    page = publish("Trappstädning")
    for title in ("Fönsterputs", "Takskottning"):
        with pytest.raises(RuntimeError), transaction.atomic():
            page.title = title
            page.save()
            assert titles(stranger, title) == [title]
            raise RuntimeError
    assert titles(stranger, "fönsterputs") == titles(stranger, "takskottning") == []
    assert verified() == []


def test_index_is_written_inside_the_transaction_that_saves_the_page(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = publish("Trappstädning")

    def fail(**_kwargs: object) -> None:
        raise RuntimeError("the index can't be written")

    monkeypatch.setattr(actions, "index_page", fail)
    page.title = "Fönsterputs"
    with pytest.raises(RuntimeError):
        page.save()
    assert TextPage.objects.get(pk=page.pk).title == "Trappstädning"


def test_pages_for_staff_exist_for_staff_only(
    publish: Publish, titles: Titles, stranger: Client, client_of: Callable[[str], Client]
) -> None:
    publish("Hemlig rutin", "Ordet är snöskottningsplan.", access="staff")
    assert titles(client_of("sara"), "snöskottningsplan") == ["Hemlig rutin"]
    for query in ("snöskottningsplan", "snoskottningsplan", "snöskott", "snöskottningsplam"):
        response = stranger.get("/sok/", {"q": query})
        assert response.context["hits"] == []
        assert response.context["page"].paginator.count == 0
        assert response.context["found"].facets == []
        assert response.context["meant"] == ""
        assert stranger.get("/sok/forslag/", {"q": query}).json() == {"suggestions": []}


def test_below_a_page_for_staff_everything_is_for_staff(
    publish: Publish, titles: Titles, stranger: Client, client_of: Callable[[str], Client]
) -> None:
    parent = publish("Kontoret")
    publish("Trappstädning", parent=parent)
    assert titles(stranger, "trappstädning") == ["Trappstädning"]
    parent.access = "staff"
    parent.save_revision().publish()
    assert titles(stranger, "trappstädning") == []
    assert titles(client_of("sara"), "trappstädning") == ["Trappstädning"]
    assert verified() == []


def test_moving_below_a_page_for_staff_hides(publish: Publish, titles: Titles, stranger: Client) -> None:
    parent, page = publish("Trapphus", access="staff"), publish("Trappstädning")
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
    assert titles(stranger, "trappstädning") == []
    assert verified() == []


def test_a_restriction_of_wagtail_hides_the_whole_branch_from_all(
    publish: Publish, titles: Titles, stranger: Client, client_of: Callable[[str], Client]
) -> None:
    parent = publish("Kontoret")
    publish("Trappstädning", parent=parent)
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type=PageViewRestriction.LOGIN)
    assert titles(stranger, "trappstädning") == titles(client_of("sara"), "trappstädning") == []
    assert verified() == []
    restriction.delete()
    assert titles(stranger, "trappstädning") == ["Trappstädning"]


def test_verify_names_what_is_missing_stale_and_orphaned(publish: Publish) -> None:
    missing, stale = publish("Trappstädning"), publish("Fönsterputs")
    Section.objects.filter(page_id=missing.pk).delete()
    Section.objects.filter(page_id=stale.pk).update(fingerprint="old")
    Section.objects.create(page_id=10**9, position=0, title="Borta", heading="Borta", access="public", fingerprint="x")
    named = "\n".join(verified())
    for part in (f"missing: page {missing.pk}", f"stale: page {stale.pk}", f"orphan: page {10**9}", "orphan: tokens"):
        assert part in named
    with pytest.raises(CommandError, match="search_rebuild"):
        call_command("search_verify")
    call_command("search_rebuild")
    assert verified() == []


def test_verify_sees_tokens_that_differ(publish: Publish) -> None:
    page = publish("Trappstädning")
    store_for(connection).remove([Section.objects.get(page_id=page.pk).pk])
    assert any(each.startswith("missing: tokens") for each in verified())


def test_rebuild_gives_what_page_by_page_gave(publish: Publish) -> None:
    for title in ("Trappstädning", "Fönsterputs", "Hyresskuld"):
        publish(title, "Hyran betalas först.", access="staff" if title == "Fönsterputs" else "public")
    store = store_for(connection)
    before = store.vocabulary.all()
    actions.rebuild()
    assert store.vocabulary.all() == before
    assert verified() == []


def test_a_page_may_say_its_own_sections(publish: Publish, monkeypatch: pytest.MonkeyPatch, stranger: Client) -> None:
    class Part:
        def __init__(self, anchor: str, heading: str, text: str) -> None:
            self.anchor, self.heading, self.text = anchor, heading, text

    parts = [Part("", "Betalordning", "Inledning."), Part("mat-först", "Maten först", "Mat och läkemedel.")]
    monkeypatch.setattr(TextPage, "search_sections", lambda self: parts, raising=False)
    page = publish("Betalordning")
    hit = stranger.get("/sok/", {"q": "läkemedel"}).context["hits"][0]
    assert [section.url for section in hit.sections] == [f"{page.url}#mat-f%C3%B6rst"]


def test_a_summary_is_said_once(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a page that names its summary for the admin's own search."""
    monkeypatch.setattr(TextPage, "search_fields", [*TextPage.search_fields, SearchField("summary")])
    page = publish("Kurser", "Välj en kurs.", summary="Boskola för alla.")
    text = Section.objects.get(page_id=page.pk).text
    assert text.count("Boskola för alla.") == 1
    assert "Välj en kurs." in text
