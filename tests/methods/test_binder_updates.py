"""Loose leaves: a binder that was printed on any day and then got the sheets it was told to is the one printed now."""

import random
from datetime import timedelta

import pytest

from methods.binder import leaves, printing
from methods.binder.actions import bring_up_to_date
from methods.binder.printing import Selection, changes, sheets_of
from methods.models import ChapterPage, Edition, Place, SectionPage
from tests.methods.papers import EVERYBODY, WHOLE, change, long_chapter, paper
from tests.methods.pdf_text import letters, pages


def after_update(before: Edition, now: Edition, selection: Selection, reader) -> dict[str, object]:
    """A binder of `before` in which somebody did what the list says."""
    binder = paper(sheets_of(before, selection, reader))
    for each in changes(sheets_of(before, selection, reader), sheets_of(now, selection, reader), dates_too=True):
        for sheet in each.out:
            del binder[sheet.label]
        for sheet in each.into:
            assert sheet.label not in binder
            binder[sheet.label] = leaves.of_sheet(sheet)
    return binder


@pytest.mark.parametrize("seed", range(3))
def test_a_binder_after_its_update_equals_a_fresh_print(edition, seed, client_of, person):
    """Whatever happened between, from every earlier edition, for every reader, for all of it or a part."""
    chance, editions = random.Random(seed), [edition]
    for _ in range(7):
        for event in chance.sample(EVENTS, 2):
            event(chance)
        editions.append(bring_up_to_date())
    now = editions[-1]
    assert now.number > 1
    for before in editions:
        for reader in (EVERYBODY, person("bo")):
            for selection in (WHOLE, Selection(frozenset({"1"})), Selection(frozenset({"2.1", "1.1"}))):
                assert after_update(before, now, selection, reader) == paper(sheets_of(now, selection, reader))


def test_a_page_before_one_that_has_a_letter(edition):
    """The one that gives way gets a new sheet, and its old number is nobody else's."""
    first = ChapterPage.objects.get(slug="radgivaren")
    for slug in ("infogad", "fore-den"):
        first.add_sibling("left", instance=ChapterPage(title=slug, slug=slug, owner_unit="x"))
        bring_up_to_date()
        first = ChapterPage.objects.get(slug="infogad")
    now = Edition.objects.last()

    numbers = dict(Place.objects.exclude(key=None).values_list("key", "number"))
    new, early = (numbers[f"page:{ChapterPage.objects.get(slug=slug).pk}"] for slug in ("fore-den", "infogad"))
    assert (new, early) == ("1.1b", "1.1c")
    assert Place.objects.get(number="1.1a").key is None
    assert after_update(edition, now, WHOLE, EVERYBODY) == paper(sheets_of(now, WHOLE, EVERYBODY))


def test_the_simulation_notices_a_sheet_that_is_not_changed(edition):
    """The control of the test above: without the list the binders differ."""
    before = paper(sheets_of(edition, WHOLE, EVERYBODY))
    change("lyssna", "Nytt.")

    assert before != paper(sheets_of(bring_up_to_date(), WHOLE, EVERYBODY))


def _live(chance: random.Random) -> ChapterPage:
    return chance.choice(list(ChapterPage.objects.live().order_by("pk")))


def edit(chance):
    change(_live(chance).slug, f"Text {chance.random()} " + "ord " * chance.choice([3, 80]), chance.choice([1, 3, 30]))


def unpublish(chance):
    if ChapterPage.objects.live().count() > 2:
        _live(chance).unpublish()


def publish(chance):
    for page in ChapterPage.objects.not_live():
        page.save_revision().publish()


def add(chance):
    parent = chance.choice(list(SectionPage.objects.order_by("pk")))
    title = f"Sida {chance.randrange(10**6)}"
    parent.add_child(instance=ChapterPage(title=title, slug=title.lower().replace(" ", "-"), owner_unit="x"))


def insert(chance):
    """Before another page, also before one whose own number has a letter."""
    page = ChapterPage(title="x", slug=f"infogad-{chance.randrange(10**6)}", owner_unit="x")
    page.title = page.slug
    _live(chance).add_sibling("left", instance=page)


def remove(chance):
    if ChapterPage.objects.live().count() > 3:
        _live(chance).delete()


def move(chance):
    page, target = _live(chance), _live(chance)
    if page != target:
        page.move(target, pos=chance.choice(["left", "right"]))


def close(chance):
    page = _live(chance)
    page.access = chance.choice(["public", "staff"])
    page.save_revision().publish()


def review(chance):
    page = _live(chance)
    page.review_on += timedelta(days=chance.randrange(1, 99))
    page.save_revision().publish()


EVENTS = [edit, edit, edit, unpublish, publish, add, insert, insert, remove, move, close, review]


def test_the_list_says_what_to_do(edition):
    long_chapter([f"Stycke {n}. " + "ord " * 120 for n in range(30)])
    now = bring_up_to_date()
    last = max(sheet.no for sheet in sheets_of(now, Selection(frozenset({"2.1"})), EVERYBODY))

    printed = pages(printing.update(edition, now, WHOLE, EVERYBODY, dates_too=False))

    assert "Byt blad i din pärm" in printed[0]
    assert letters(f"2.1 Lyssna 1 1–{last}") in letters(printed[0])
    assert len(printed) == 2 * (1 + 1 + 1 + last)  # the list, cover, contents, and the new sheets only


def test_an_update_of_nothing_says_so(edition):
    with pytest.raises(printing.NothingToPrint):
        printing.update(edition, edition, WHOLE, EVERYBODY, dates_too=True)
