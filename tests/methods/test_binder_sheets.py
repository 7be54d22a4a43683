"""Loose leaves: a binder that was printed on any day and then got the sheets it was told to is the one printed now."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from methods.binder import leaves, own, printing, status
from methods.binder.actions import bring_up_to_date
from methods.binder.printing import Selection, changes, sheets_of
from methods.models import ChapterPage, Edition, Place, SectionPage, Sheet
from tests.methods.pdf_text import letters, pages

EVERYBODY = AnonymousUser()
WHOLE = Selection()


@pytest.fixture
def edition(handbook) -> Edition:
    return bring_up_to_date()


def change(slug: str, text: str, times: int = 1) -> None:
    """Publish the chapter with another body, as an editor does."""
    page = ChapterPage.objects.get(slug=slug)
    page.body = [("text", f"<p>{text}</p>") for _ in range(times)]
    page.save_revision().publish()


def paper(sheets) -> dict[str, object]:
    """What can be seen: by where in the binder it lies."""
    return {sheet.label: leaves.of_sheet(sheet) for sheet in sheets}


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


# Editions


def test_the_first_edition_has_every_published_page_in_order(edition):
    sheets = leaves.in_order(Sheet.objects.current().select_related("place"))

    assert edition.number == 1
    assert [(sheet.place.number, sheet.title) for sheet in sheets if sheet.no == 1] == [
        ("1", "Pärmmetoden"),
        ("1.1", "Fyra steg"),
        ("1.2", "Ring rådgivaren"),
        ("1.3", "Säkerhet för personal"),
        ("2", "Samtal"),
        ("2.1", "Lyssna"),
        ("B", "Arbetsblad"),
        *((f"B.{no}", sheet["title"]) for no, sheet in enumerate(own.texts("sv")["sheets"], start=1)),
    ]


def test_nothing_new_is_no_new_edition(edition, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        assert bring_up_to_date() == edition
    assert Edition.objects.count() == 1


def test_an_empty_handbook_has_no_edition(db):
    assert bring_up_to_date() is None


def test_a_changed_chapter_disturbs_no_other(edition):
    before = {sheet.label: sheet.pk for sheet in Sheet.objects.current()}
    change("lyssna", "Nytt.")

    now = bring_up_to_date()

    after = {sheet.label: sheet for sheet in Sheet.objects.current()}
    assert now.number == 2
    assert {label for label, sheet in after.items() if before[label] != sheet.pk} == {"2.1-1"}
    assert after["2.1-1"].version == 2


def test_only_the_sheet_whose_words_changed_is_new(edition):
    """Sheets 1 to 3 of a long chapter; a word is changed on the last."""
    texts = [f"Stycke {n}. " + "ord " * 120 for n in range(30)]
    long_chapter(texts)
    first = bring_up_to_date()
    long_chapter([*texts[:-1], texts[-1].replace("ord", "ord", 1) + " Slut."])
    second = bring_up_to_date()

    found = changes(sheets_of(first, WHOLE, EVERYBODY), sheets_of(second, WHOLE, EVERYBODY), dates_too=True)

    assert len(sheets_of(second, Selection(frozenset({"2.1"})), EVERYBODY)) > 3
    assert [each.number for each in found] == ["2.1"]
    assert [sheet.no for sheet in found[0].out] == [sheet.no for sheet in found[0].into] != [1]
    assert len(found[0].into) == 1


def long_chapter(texts: list[str]) -> None:
    page = ChapterPage.objects.get(slug="lyssna")
    page.body = [("text", f"<p>{text}</p>") for text in texts]
    page.save_revision().publish()


def test_a_new_date_of_review_is_the_same_version_and_goes_only_to_who_asks(edition):
    ChapterPage.objects.filter(slug="lyssna").update(review_on=date(2031, 1, 2))

    now = bring_up_to_date()

    old, new = (sheets_of(each, WHOLE, EVERYBODY) for each in (edition, now))
    assert changes(old, new, dates_too=False) == []
    assert [each.number for each in changes(old, new, dates_too=True)] == ["2.1"]
    assert status.of("2.1-1.1").in_force


def test_a_number_is_kept_through_unpublishing_and_never_given_to_another(edition):
    page = ChapterPage.objects.get(slug="radgivaren")
    page.unpublish()
    bring_up_to_date()
    assert not Sheet.objects.current().filter(place__number="1.2").exists()
    SectionPage.objects.get(slug="parmmetoden").add_child(instance=ChapterPage(title="Ny", slug="ny", owner_unit="x"))
    ChapterPage.objects.get(slug="radgivaren").save_revision().publish()

    bring_up_to_date()

    titles = dict(Sheet.objects.current().values_list("place__number", "title"))
    assert (titles["1.2"], titles["1.4"]) == ("Ring rådgivaren", "Ny")
    assert Sheet.objects.current().get(place__number="1.2").version == 2


def test_a_chapter_that_moves_leaves_its_number(edition):
    page, to = ChapterPage.objects.get(slug="radgivaren"), SectionPage.objects.get(slug="samtal")
    page.move(to, pos="last-child")

    bring_up_to_date()

    assert Place.objects.get(number="1.2").key is None
    assert Sheet.objects.current().filter(place__number="2.2", title="Ring rådgivaren").exists()
    assert not status.of("1.2-1.1").in_force


def test_two_sheets_at_one_place_are_refused_by_the_database(edition):
    sheet = Sheet.objects.current().first()
    sheet.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        sheet.save()


# Updates


@pytest.mark.parametrize("seed", range(3))
def test_a_binder_after_its_update_equals_a_fresh_print(edition, seed, client_of, person):
    """Whatever happened between, from every earlier edition, for every reader, for all of it or a part."""
    chance, editions = random.Random(seed), [edition]
    for _ in range(6):
        chance.choice(EVENTS)(chance)
        editions.append(bring_up_to_date())
    now = editions[-1]
    assert now.number > 1
    for before in editions:
        for reader in (EVERYBODY, person("bo")):
            for selection in (WHOLE, Selection(frozenset({"1"})), Selection(frozenset({"2.1", "1.1"}))):
                assert after_update(before, now, selection, reader) == paper(sheets_of(now, selection, reader))


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


EVENTS = [edit, edit, edit, unpublish, publish, add, move, close, review]


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


# The whole


def test_the_same_revision_gives_the_same_bytes(edition):
    one, other = (printing.binder(edition, WHOLE, EVERYBODY) for _ in range(2))

    assert one == other and one.startswith(b"%PDF-1.7")


def test_the_binder_is_tagged_says_its_language_and_has_its_fonts(edition):
    pdf = printing.binder(edition, WHOLE, EVERYBODY)

    assert b"/StructTreeRoot" in pdf and b"/Lang(sv-SE)" in pdf and b"/FontFile3" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert all(tag in pdf for tag in (b"/S/TH", b"/S/H1", b"/S/LI", b"/S/Table"))


def test_every_sheet_begins_on_a_front_and_says_which_it_is(edition):
    printed = pages(printing.binder(edition, WHOLE, EVERYBODY))

    # A hyphen is read as a soft one where the two share a shape.
    lines = [page.replace("\u00ad", "-").split("\n") for page in printed]
    names = [next((line for line in reversed(page) if line.startswith("Blad ")), "") for page in lines]
    assert len(printed) % 2 == 0
    assert all(front == back for front, back in list(pairwise(names))[::2])
    labels = [sheet.label for sheet in sheets_of(edition, WHOLE, EVERYBODY)]
    assert names[4::2] == [f"Blad {label}" for label in labels]
    assert "version 1" in printed[4] and "Granskas senast" in printed[6]


def test_the_contents_lead_to_each_chapter(edition):
    printed = pages(printing.binder(edition, WHOLE, EVERYBODY))

    assert letters("2.1 Lyssna") in letters(printed[2]) and letters("2.1-1") in letters(printed[2])


def test_a_part_holds_the_chosen_chapters_and_their_dividers(edition):
    sheets = sheets_of(edition, Selection(frozenset({"2.1"})), EVERYBODY)

    assert [sheet.label for sheet in sheets] == ["2-1", "2.1-1"]


def test_what_is_for_staff_is_printed_for_staff_only(edition, person):
    public, staff = ("".join(pages(printing.binder(edition, WHOLE, reader))) for reader in (EVERYBODY, person("bo")))

    assert "Säkerhet för personal" in staff
    assert "Säkerhet för personal" not in public and "1.3" not in public


# What a code on a sheet answers


def test_a_sheet_that_never_was_is_not_known(edition):
    for wrong in ("9.9-1.1", "1.1-99.1", "1.1-1.9", "x", ""):
        assert status.of(wrong) is None


def test_a_sheet_is_replaced_from_the_moment_of_publishing(edition):
    assert status.of("2.1-1.1").in_force
    change("lyssna", "Nytt.")

    assert not status.of("2.1-1.1").in_force
    assert Edition.objects.count() == 1  # asking writes nothing
    bring_up_to_date()
    assert not status.of("2.1-1.1").in_force and status.of("2.1-1.2").in_force
