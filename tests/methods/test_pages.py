"""The handbook as a reader meets it: contents, sections, chapters; and what strangers must not see."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.utils import timezone

from methods.models import ChapterPage, HandbookPage, Reference, SectionPage, Term

CONTENTS = "/handboken/"
SECTION = "/handboken/parmmetoden/"
CHAPTER = "/handboken/parmmetoden/fyra-steg/"
STAFF_CHAPTER = "/handboken/parmmetoden/hemlig/"


def html_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize("url", [CONTENTS, SECTION, CHAPTER, "/handbok/ordlista/"])
def test_it_opens_for_everybody(handbook, stranger, url):
    page = html_of(stranger, url)

    assert page.count("<h1") == 1


def test_the_models_have_their_migration(db):
    call_command("makemigrations", "methods", check=True, dry_run=True, verbosity=0)


def test_the_handbook_is_in_the_menu_and_on_the_start_page(handbook, stranger):
    assert html_of(stranger, "/").count(f'href="{CONTENTS}"') == 2


def test_the_contents_show_every_section_and_chapter_in_order(handbook, stranger):
    page = html_of(stranger, CONTENTS)

    titles = ["Pärmmetoden", "Fyra steg", "Ring rådgivaren", "Samtal", "Lyssna"]
    places = [
        page.index(f">{title}</a></h2>" if title in ("Pärmmetoden", "Samtal") else f">{title}</a>") for title in titles
    ]
    assert places == sorted(places)
    assert "Vad sidan Lyssna hjälper till med." in page


def test_a_theme_gathers_its_chapters(handbook, stranger):
    page = html_of(stranger, CONTENTS + "?tema=lyssna")

    assert "Sidor om lyssna" in page and "Vad sidan Lyssna" in page and "Vad sidan Fyra steg" not in page


def test_an_unknown_theme_says_so(handbook, stranger):
    page = html_of(stranger, CONTENTS + "?tema=%3Cscript%3E" + "x" * 3000)

    assert "Inga sidor har det temat." in page and "<script>x" not in page


# What is for staff


def test_a_chapter_for_staff_does_not_exist_for_a_stranger(handbook, stranger):
    assert stranger.get(STAFF_CHAPTER).status_code == 404


@pytest.mark.parametrize(
    "url", ["/", CONTENTS, CONTENTS + "?tema=hyra", SECTION, CHAPTER, "/handboken/parmmetoden/radgivaren/"]
)
def test_no_list_menu_or_link_tells_a_stranger_that_it_is_there(handbook, stranger, url):
    page = html_of(stranger, url)

    assert "/hemlig/" not in page and "Säkerhet för personal" not in page


def test_a_link_to_it_becomes_plain_text_for_a_stranger(steps, stranger):
    assert "eller läs det hemliga." in html_of(stranger, CHAPTER)


def test_staff_read_it_and_are_led_to_it(handbook, client_of):
    bo = client_of("bo")

    assert bo.get(STAFF_CHAPTER).status_code == 200
    assert f'href="{STAFF_CHAPTER}"' in html_of(bo, CONTENTS)
    assert f'href="{STAFF_CHAPTER}"' in html_of(bo, CHAPTER)


def test_a_section_for_staff_hides_its_chapters_everywhere(handbook, stranger):
    SectionPage.objects.filter(slug="parmmetoden").update(access="staff")

    assert stranger.get(CHAPTER).status_code == 404
    assert "Fyra steg" not in html_of(stranger, CONTENTS)
    assert not ChapterPage.objects.readable_by(stranger_user()).filter(slug="fyra-steg").exists()


def test_a_handbook_for_staff_is_not_on_the_start_page(handbook, stranger):
    HandbookPage.objects.update(access="staff")

    assert stranger.get(CONTENTS).status_code == 404
    assert ChapterPage.objects.readable_by(stranger_user()).count() == 0


def stranger_user():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


# A chapter


@pytest.mark.parametrize(
    "expected",
    [
        '<h2 id="samla-posten">Samla posten</h2>',
        "<strong>Samla</strong><p>Lägg all post i en hög.</p>",
        "<li>Öppna posten tillsammans.</li>",
        "<li>Lova en avbetalningsplan.</li>",
        "<dt>Vera</dt><dd>Vet inte.</dd>",
        "<em>öppen fråga</em>",
        "15 minuter",
        "<b>samma ställe</b>",
        "<li>Jag vet mitt nästa steg.</li>",
        "<caption>Betalordning</caption>",
        '<th scope="row">1</th><td>Hyran &amp; elen</td>',
        "note--call",
        "<dt>Avhysningar</dt><dd>3 330</dd>",
        "gäller per 2 februari 2026",
        "Den som betalar hyran inom tre veckor får bo kvar.",
        "12 kap. 44 § jordabalken",
        "Kontrollerad 6 juli 2026",
        "boendestödjare, behandlingsassistent",
    ],
)
def test_every_block_is_shown(steps, stranger, expected):
    assert expected in html_of(stranger, CHAPTER)


def test_ids_are_unique_and_every_link_on_the_page_has_its_target(steps, stranger):
    page = html_of(stranger, CHAPTER)

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert {"samla-posten", "samla-posten-2", "innehall-2"} <= set(ids)


def test_headings_go_down_one_step_at_a_time(steps, stranger):
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", html_of(stranger, CHAPTER))]

    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_links_between_pages_lead_to_the_page_where_it_stands_now(steps, stranger):
    page = ChapterPage.objects.get(slug="radgivaren")
    page.slug = "ring-radgivaren"
    page.save()

    assert '<a href="/handboken/parmmetoden/ring-radgivaren/">rådgivaren</a>' in html_of(stranger, CHAPTER)


def test_a_changed_rule_changes_the_page(steps, stranger):
    Reference.objects.filter(key="jb-12-44").update(text="Regeln har ändrats.")

    assert "Regeln har ändrats." in html_of(stranger, CHAPTER)


def test_the_way_on_and_back(handbook, stranger):
    last = html_of(stranger, "/handboken/parmmetoden/radgivaren/")

    assert f'rel="prev" href="{CHAPTER}"' in last
    assert 'rel="next" href="/handboken/samtal/"' in last
    assert f'rel="prev" href="{SECTION}"' in html_of(stranger, CHAPTER)


def test_a_passed_review_date_is_told_and_a_coming_one_is_not(steps, stranger):
    assert "skulle ha granskats" not in html_of(stranger, CHAPTER)

    ChapterPage.objects.filter(pk=steps.pk).update(review_on=timezone.localdate() - timedelta(days=1))

    assert "skulle ha granskats" in html_of(stranger, CHAPTER)


# Words


def test_a_word_is_explained_at_its_first_place_only(steps, stranger):
    page = html_of(stranger, CHAPTER)

    assert page.count('href="#ord-avhysning"') == 1
    assert 'en <a class="term"' in page and "och avhysningen igen" in page
    assert "När Kronofogden flyttar någon ur bostaden." in page


def test_a_page_does_not_explain_its_own_title(steps, stranger):
    ChapterPage.objects.filter(pk=steps.pk).update(title="Vräkning")

    assert "#ord-avhysning" not in html_of(stranger, CHAPTER)


def test_the_glossary_follows_the_swedish_alphabet(handbook, stranger):
    page = html_of(stranger, "/handbok/ordlista/")

    assert page.index("<dt>avhysning") < page.index("<dt>Zebra") < page.index("<dt>ångerfrist")
    assert "Kallas också vräkning." in page


def test_an_empty_glossary_says_so(db, stranger):
    assert "Ordlistan är tom" in html_of(stranger, "/handbok/ordlista/")


def test_the_glossary_refuses_other_methods(db, stranger):
    assert stranger.post("/handbok/ordlista/").status_code == 405


def test_two_words_may_share_an_address_but_not_a_spelling(db):
    first, second = (Term.objects.create(name=name, explanation="x") for name in ("e-post", "e post"))

    assert (first.slug, second.slug) == ("e-post", "e-post-2")


# What search gets, and what it costs


def test_the_search_engine_gets_a_part_for_each_heading(steps):
    parts = steps.search_sections()

    assert [(part.anchor, part.heading) for part in parts] == [
        ("", ""),
        ("samla-posten", "Samla posten"),
        ("samla-posten-2", "Samla posten"),
        ("innehall-2", "Innehåll"),
    ]
    assert "Öppna posten tillsammans." in parts[1].text and "<" not in parts[1].text
    assert "Den som betalar hyran inom tre veckor" in parts[3].text


@pytest.mark.parametrize(("url", "most"), [(CONTENTS, 12), (SECTION, 16), (CHAPTER, 24), ("/handbok/ordlista/", 4)])
def test_the_number_of_queries_does_not_grow_with_the_handbook(handbook, files, stranger, query_count, url, most):
    from methods.content.loader import load
    from tests.methods.conftest import chapter

    stranger.get(url)
    with query_count as queries:
        stranger.get(url)
    before = len(queries)
    for number in range(10, 20):
        file = files / f"handbook/10-parmen/{number}-sida.toml"
        file.write_text(chapter(f"Sida {number}", f"sida-{number}"))
    load(files)
    with query_count as queries:
        stranger.get(url)

    assert len(queries) == before <= most


def test_a_chapter_is_light(steps, stranger):
    assert len(stranger.get(CHAPTER).content) < 14_000
