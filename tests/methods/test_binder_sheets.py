"""Editions: which sheets there are, which are new, and what the code on a sheet answers."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from methods.binder import leaves, own, status
from methods.binder.actions import bring_up_to_date
from methods.binder.printing import Selection, changes, sheets_of
from methods.models import ChapterPage, Edition, Place, SectionPage, Sheet
from tests.methods.papers import EVERYBODY, WHOLE, change, long_chapter


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
