"""The menu, the glossary and the closed parts are made once, and are never older than the content."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from methods.models import ChapterPage
from portal.kept.content import remembered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(handbook: None) -> Page:
    """The handbook, which stands in the menu."""
    return Page.objects.get(slug="handboken")


def in_menu(client: Client) -> bool:
    return b">Handboken</a>" in client.get("/sok/").content


def test_is_made_once_while_nothing_changes(page: Page) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [remembered("x", make), remembered("x", make), remembered("y", make)] == [1, 1, 2]


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: Page.objects.filter(pk=page.pk).update(show_in_menus=False),
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN),
    ],
    ids=["unpublished", "deleted", "out of the menu", "restricted"],
)
def test_the_menu_follows_the_page_at_once(page: Page, stranger: Client, change: Callable[[Page], object]) -> None:
    assert in_menu(stranger)
    change(page)
    assert not in_menu(stranger)


def test_what_a_restriction_hides_from_strangers_stays_in_the_menu_of_staff(
    page: Page, stranger: Client, client_of: Callable[[str], Client]
) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    sara = client_of("sara")
    assert in_menu(sara)
    assert not in_menu(stranger)
    assert in_menu(sara)


NEIGHBOUR = "Ring rådgivaren".encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda chapter: chapter.unpublish(),
        lambda chapter: chapter.delete(),
        lambda chapter: ChapterPage.objects.filter(pk=chapter.pk).update(access="staff"),
        lambda chapter: Page.objects.filter(pk=chapter.pk).update(title="Annat"),
    ],
    ids=["unpublished", "deleted", "for staff", "renamed"],
)
def test_what_surrounds_a_chapter_follows_its_neighbour_at_once(
    handbook: None, stranger: Client, change: Callable[[ChapterPage], object]
) -> None:
    """With a query, so that the page itself is never a kept one."""
    path = "/handboken/parmmetoden/fyra-steg/?afresh"
    assert NEIGHBOUR in stranger.get(path).content
    change(ChapterPage.objects.get(slug="radgivaren"))
    assert NEIGHBOUR not in stranger.get(path).content


def test_staff_see_neighbours_that_strangers_do_not(
    handbook: None, stranger: Client, client_of: Callable[[str], Client]
) -> None:
    path, secret, sara = (
        "/handboken/parmmetoden/fyra-steg/?afresh",
        "Säkerhet för personal".encode(),
        client_of("sara"),
    )
    assert [secret in each.get(path).content for each in (sara, stranger, sara, stranger)] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("slug", ["handboken", "parmmetoden"])
@pytest.mark.parametrize(
    "change",
    [
        lambda page: type(page).objects.filter(pk=page.pk).update(access="staff"),
        lambda page: Page.objects.filter(pk=page.pk).update(slug="annan"),
        lambda page: page.delete(),
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN),
    ],
    ids=["for staff", "moved", "deleted", "restricted"],
)
def test_the_way_to_a_chapter_closes_at_once(
    handbook: None, stranger: Client, slug: str, change: Callable[[Page], object]
) -> None:
    path = "/handboken/parmmetoden/fyra-steg/?afresh"
    assert [stranger.get(path).status_code for _ in range(2)] == [200, 200]
    change(Page.objects.get(slug=slug).specific)
    assert stranger.get(path).status_code in {302, 404}


def test_what_was_never_committed_is_not_remembered(page: Page, stranger: Client) -> None:
    assert in_menu(stranger)
    with pytest.raises(RuntimeError), transaction.atomic():
        page.unpublish()
        assert not in_menu(stranger)
        raise RuntimeError
    assert in_menu(stranger)


def test_without_its_counter_nothing_is_remembered(page: Page) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_change")
    made: list[int] = []
    assert [remembered("x", lambda: made.append(1)) for _ in range(2)] == [None, None]
    assert len(made) == 2
