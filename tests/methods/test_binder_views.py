"""The pages about paper: printing all or parts, changing sheets, asking a sheet, and the client's own binder."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from methods.binder import own, views
from methods.binder.actions import bring_up_to_date
from methods.models import ChapterPage, Edition, SectionPage, Sheet
from portal.printing import PrintingFailed
from tests.methods.pdf_text import letters, pages

PRINT, UPDATE, OWN = "/handbok/skriv-ut/", "/handbok/skriv-ut/byt-blad/", "/handbok/min-parm/"
ALL = {"scope": "allt"}


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def printed(response) -> str:
    assert response.status_code == 200, response.content.decode()[:2000]
    assert response["Content-Type"] == "application/pdf"
    return "".join(pages(response.content))


def html(response, status=200) -> str:
    assert response.status_code == status
    return response.content.decode()


def pk(slug: str) -> str:
    return str((ChapterPage.objects.filter(slug=slug) or SectionPage.objects.filter(slug=slug)).get().pk)


# Print


def test_the_pages_open_for_everybody_and_take_no_other_method(handbook, stranger):
    for url in (PRINT, UPDATE, OWN):
        assert html(stranger.get(url)).count("<h1") == 1
        assert stranger.put(url).status_code == 405


def test_the_whole_handbook(handbook, stranger):
    text = printed(stranger.post(PRINT, ALL))

    assert "Lyssna" in text and "Säkerhet för personal" not in text and "Veckoblad" in text


def test_the_file_has_a_name_that_says_the_edition(handbook, stranger):
    response = stranger.post(PRINT, ALL)

    assert response["Content-Disposition"] == 'attachment; filename="metodparmen-utgava-1.pdf"'


def test_a_section_brings_its_chapters_and_a_chapter_its_divider(handbook, client_of):
    bo = client_of("bo")

    section = printed(bo.post(PRINT, {"scope": "urval", "parts": [pk("parmmetoden")]}))
    chapter = printed(bo.post(PRINT, {"scope": "urval", "parts": [pk("lyssna")]}))
    blank = printed(bo.post(PRINT, {"scope": "urval", "parts": ["B"]}))

    assert "Säkerhet för personal" in section and "Lyssna" not in section
    assert "Lyssna" in chapter and "Flik 2" in chapter and "Ring rådgivaren" not in chapter
    assert "Veckoblad" in blank and "Lyssna" not in blank and "Veckoblad" not in chapter


def test_a_link_from_a_section_has_it_ticked(handbook, stranger):
    link = f"{PRINT}?del={pk('samtal')}"
    page = html(stranger.get(f"{link}&del=x"))

    assert f'href="{link}"' in html(stranger.get("/handboken/samtal/"))
    assert f'value="{pk("samtal")}" id="id_parts' in page and page.count(" checked") == 2


def test_a_list_with_a_ticked_chapter_is_not_folded(handbook, stranger):
    untouched = html(stranger.get(PRINT))
    ticked = html(stranger.post(PRINT, {"scope": "x", "parts": [pk("lyssna")]}), 422)

    assert untouched.count("<details>") == 2 and "<details open>" not in untouched
    assert (
        ticked.count("<details open>") == 1
        and "Välj bland 1 kapitel i Samtal" in ticked.split("<details open>")[1][:60]
    )


def test_the_page_says_how_many_sheets_there_are_to_print(handbook, stranger, client_of):
    assert "blad, utöver" not in html(stranger.get(PRINT))
    bring_up_to_date()
    everybody, staff = (
        Sheet.objects.current().filter(public__in=public).count() for public in ([True], [True, False])
    )

    assert everybody < staff
    assert f"är {everybody} blad, utöver omslag och innehåll" in html(stranger.get(PRINT))
    assert f"är {staff} blad, utöver omslag och innehåll" in html(client_of("bo").get(PRINT))


WRONG_CHOICES = [
    ({}, "Vad ska skrivas ut?"),
    ({"scope": "urval"}, "Kryssa för minst ett kapitel"),
    ({"scope": "urval", "parts": ["999999"]}, "Kapitel"),
    ({"scope": "urval", "parts": ["'; drop table", "\x00"]}, "Kapitel"),
    ({"scope": "x" * 5000}, "Vad ska skrivas ut?"),
]


def test_a_wrong_choice_gets_a_sentence_and_no_edition(handbook, stranger):
    for data, sentence in WRONG_CHOICES:
        page = html(stranger.post(PRINT, data), 422)
        assert "Något behöver rättas" in page and sentence in page, data
    assert not Edition.objects.exists()


def test_nobody_chooses_what_they_may_not_read(handbook, stranger):
    assert "Säkerhet för personal" not in html(stranger.get(PRINT))
    html(stranger.post(PRINT, {"scope": "urval", "parts": [pk("hemlig")]}), 422)


def test_an_empty_handbook_says_so(db, stranger):
    assert "Handboken är tom" in html(stranger.post(PRINT, ALL), 422)


def test_a_typesetter_that_fails_says_wait(handbook, stranger, monkeypatch):
    def fail(*_args, **_kwargs):
        raise PrintingFailed("stopped")

    monkeypatch.setattr(views.printing, "binder", fail)

    assert "Vänta en minut" in html(stranger.post(PRINT, ALL), 503)


# Change sheets


@pytest.fixture
def two_editions(handbook):
    """The first on 3 March; on the 5th one chapter was changed and somebody printed."""
    first = bring_up_to_date()
    page = ChapterPage.objects.get(slug="lyssna")
    page.body = [("text", "<p>Alldeles nytt.</p>")]
    page.save_revision().publish()
    second = bring_up_to_date()
    for edition, day in ((first, 3), (second, 5)):
        Edition.objects.filter(pk=edition.pk).update(
            made_at=datetime(2026, 3, day, 12, tzinfo=ZoneInfo("Europe/Stockholm"))
        )
    return first, second


def test_the_sheets_that_changed_since_then(two_editions, stranger):
    by_day, by_edition = (
        printed(stranger.post(UPDATE, ALL | answer)) for answer in ({"day": "2026-03-04"}, {"edition": "1"})
    )

    assert by_day == by_edition
    assert "Alldeles nytt." in by_day and "Öppna posten tillsammans." not in by_day
    assert letters("2.1 Lyssna 1 1") in letters(by_day)


def test_a_binder_of_today_needs_nothing(two_editions, stranger):
    page = html(stranger.post(UPDATE, ALL | {"day": "2026-03-06"}))

    assert "Din pärm är aktuell" in page


WRONG_DAYS = [
    ({}, "Skriv dagen då du skrev ut pärmen"),
    ({"day": "2026-03-01"}, "den första gjordes senare"),
    ({"day": "2026-03-05"}, "Den dagen fanns flera utgåvor: 1 och 2."),
    ({"edition": "77"}, "Det finns ingen utgåva med det numret"),
    ({"edition": "-1"}, "Eller: vilken utgåva"),
    ({"edition": "9" * 400}, "Eller: vilken utgåva"),
    ({"day": "i våras"}, "Vilken dag"),
    ({"day": "0001-01-01"}, "den första gjordes senare"),
    ({"day": "9999-12-31"}, "Den dagen har inte varit än"),
]


def test_a_day_or_edition_that_does_not_fit_gets_a_sentence(two_editions, stranger):
    for answer, sentence in WRONG_DAYS:
        assert sentence in html(stranger.post(UPDATE, ALL | answer), 422), answer


def test_the_day_or_the_edition_is_enough_and_neither_is_called_optional(two_editions, stranger):
    for page in (html(stranger.get(UPDATE)), html(stranger.post(UPDATE, ALL), 422)):
        assert "frivilligt" not in page and 'aria-describedby="id_day_helptext' in page


def test_what_is_gone_can_still_be_ticked_so_that_it_is_taken_out(two_editions, stranger):
    ChapterPage.objects.get(slug="lyssna").unpublish()
    bring_up_to_date()

    assert "2.1 Lyssna (finns inte kvar)" in html(stranger.get(UPDATE))
    text = printed(stranger.post(UPDATE, {"scope": "urval", "parts": ["2.1"], "edition": "1"}))
    assert letters("2.1 Lyssna 1 –") in letters(text)


def test_a_stranger_is_told_nothing_of_what_was_for_staff(two_editions, stranger):
    assert "Säkerhet" not in html(stranger.get(UPDATE))
    assert "Säkerhet" not in printed(stranger.post(UPDATE, ALL | {"edition": "1"}))


# A sheet


def test_a_sheet_says_whether_it_is_in_force(two_editions, stranger):
    now, before, staff, blank = (
        html(stranger.get(f"/handbok/blad/{sheet}/")) for sheet in ("2.1-1.2", "2.1-1.1", "1.3-1.1", "B.1-1.1")
    )

    assert "Bladet gäller" in now and "/handboken/samtal/lyssna/" in now
    assert "Bladet är ersatt" in before and "Ta ut det ur pärmen" in before
    assert "Bladet gäller" in staff and "Säkerhet" not in staff and "hemlig" not in staff
    assert "Bladet gäller" in blank


def test_a_sheet_that_never_was(two_editions, stranger):
    for wrong in ("9-1.1", "2.1-1.99", "x", "2.1-1", "1" * 50 + "-1.1", "../../etc"):
        assert stranger.get(f"/handbok/blad/{wrong}/").status_code == 404


def test_the_code_on_every_sheet_leads_to_its_page(two_editions, stranger):
    for sheet in Sheet.objects.current().readable_by(AnonymousUser()).select_related("place"):
        assert "Bladet gäller" in html(stranger.get(f"/handbok/blad/{sheet.id_on_paper}/"))


# The client's own


OWN_ALL = {
    "language": "sv",
    "tabs": "on",
    "sheets": ["week", "debts"],
    "copies": "2",
    "meetings": "tisdag kl. 13\nonsdag",
}


def test_tabs_sheets_and_meetings(db, stranger):
    text = printed(stranger.post(OWN, OWN_ALL))

    assert all(letters(tab["title"]) in letters(text) for tab in own.texts("sv")["tabs"])
    assert text.count("Veckoblad") == 2 and "Skuldlista" in text and "Läxblad" not in text.replace("läxbladet", "")
    assert "tisdag kl. 13" in text


@pytest.mark.parametrize(("language", "word"), [("en", "My binder"), ("so", "Galkayga"), ("ar", "ملفي")])
@pytest.mark.parametrize("large", ["", "on"])
def test_in_every_language_and_large(db, stranger, language, word, large):
    response = stranger.post(OWN, OWN_ALL | {"language": language, "large": large, "meetings": ""})

    text = printed(response)
    assert word in text or word[::-1] in text or language == "ar"
    assert len(pages(response.content)) == 1 + 10 + 2 * 2
    assert f"/Lang({language})".encode() in response.content


@pytest.mark.parametrize("language", ["en", "ar", "so"])
def test_every_language_says_all_that_the_swedish_says(language):
    swedish, other = own.texts("sv"), own.texts(language)

    assert swedish.keys() == other.keys() and len(other["cover"]) == 4
    assert [len(tab) for tab in swedish["tabs"]] == [len(tab) for tab in other["tabs"]]
    for ours, theirs in zip(swedish["sheets"], other["sheets"], strict=True):
        assert ours.keys() == theirs.keys() and ours["key"] == theirs["key"]
        assert len(ours["columns"]) == len(theirs["columns"]) == len(theirs["widths"])
        assert len(ours["fields"]) == len(theirs["fields"]) and ours.get("blank") == theirs.get("blank")


def test_nothing_is_stored(db, stranger, query_count):
    with query_count as queries:
        response = stranger.post(OWN, OWN_ALL)

    assert printed(response)
    assert [query["sql"] for query in queries if not query["sql"].lstrip().upper().startswith("SELECT")] == []
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"language": "sv", "copies": "1"}, "Välj flikar, minst ett blad"),
        (OWN_ALL | {"language": "xx"}, "Språk"),
        (OWN_ALL | {"copies": "13"}, "Hur många av varje blad?"),
        (OWN_ALL | {"copies": ""}, "Hur många av varje blad?"),
        (OWN_ALL | {"sheets": ["x"]}, "Blad att fylla i"),
        (OWN_ALL | {"meetings": "rad\n" * 13}, "Högst 12 rader"),
        (OWN_ALL | {"meetings": "x" * 121}, "högst 120 tecken"),
        (OWN_ALL | {"meetings": "x" * 30_000}, "Andra tider att ha med"),
        (OWN_ALL | {"group": "courses:9999"}, "Tider och platser för en grupp"),
    ],
)
def test_a_wrong_answer_gets_a_sentence(db, stranger, data, sentence):
    assert sentence in html(stranger.post(OWN, data), 422)


def test_what_is_typed_is_printed_as_text(db, stranger):
    nasty = '#panic("x") $a$ *b* \\ @c <d> [e] `f` 😀'

    assert letters('#panic("x") $a$ *b* \\ @c <d> [e] `f` □') in letters(
        printed(stranger.post(OWN, OWN_ALL | {"meetings": nasty}))
    )


def test_a_binder_printed_today_is_of_the_latest_edition(two_editions, stranger):
    assert "Din pärm är aktuell" in html(stranger.post(UPDATE, ALL | {"day": f"{timezone.localdate():%Y-%m-%d}"}))
