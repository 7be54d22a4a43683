"""The loader follows the files, leaves the office's own work alone, and names the place of a fault."""

import re

import pytest
from wagtail.models import Page, Revision

from methods.content import ContentError
from methods.content.loader import load
from methods.models import Amount, AmountValue, ChapterPage, HandbookPage, Reference, SectionPage, Term
from tests.methods.conftest import EVERY_BLOCK, chapter, section


def titles():
    return [page.title for page in Page.objects.descendant_of(HandbookPage.objects.get()).order_by("path")]


def state():
    """Everything that a second run could change."""
    return (
        list(
            Page.objects.order_by("path").values_list("path", "title", "live", "last_published_at", "latest_revision")
        ),
        list(ChapterPage.objects.order_by("path").values_list("body", "shipped_hash", "review_on")),
        Revision.objects.count(),
        list(Term.objects.values_list("pk", "name", "shipped_hash")),
        list(Reference.objects.values_list("pk", "key", "shipped_hash")),
    )


def versions():
    """How many versions the pages of the handbook have together."""
    ids = Page.objects.descendant_of(HandbookPage.objects.get(), inclusive=True).values_list("pk", flat=True)
    return Revision.objects.filter(object_id__in=[str(pk) for pk in ids]).count()


def edit(slug, **fields):
    """As an editor does it: a new version, published."""
    page = ChapterPage.objects.get(slug=slug)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def ship(files, slug_file, text):
    (files / "handbook" / slug_file).write_text(text)
    load(files)


def test_the_tree_is_as_the_files_have_it(handbook):
    expected = ["Pärmmetoden", "Fyra steg", "Ring rådgivaren", "Säkerhet för personal", "Samtal", "Lyssna"]

    assert titles() == expected
    assert Page.find_problems() == ([], [], [], [], [])
    assert ChapterPage.objects.live().count() == 4 and SectionPage.objects.live().count() == 2


def test_running_it_again_changes_nothing(handbook):
    before = state()

    load(handbook)

    assert state() == before


def test_each_page_gets_one_version(handbook):
    assert versions() == 7


def test_a_changed_file_changes_the_page_that_nobody_touched(handbook):
    ship(handbook, "20-samtal/01-lyssna.toml", chapter("Lyssna mer", "lyssna"))

    assert ChapterPage.objects.get(slug="lyssna").title == "Lyssna mer"
    assert versions() == 8


def test_what_an_editor_changed_stays(handbook):
    edit("lyssna", summary="Vår egen sammanfattning.")

    ship(handbook, "20-samtal/01-lyssna.toml", chapter("Lyssna mer", "lyssna"))

    page = ChapterPage.objects.get(slug="lyssna")
    assert (page.title, page.summary) == ("Lyssna", "Vår egen sammanfattning.")


def test_a_draft_and_an_unpublished_page_stay(handbook):
    page = ChapterPage.objects.get(slug="lyssna")
    page.title = "Utkast"
    page.save_revision()
    ChapterPage.objects.get(slug="radgivaren").unpublish()
    before = Revision.objects.count()

    (handbook / "handbook/10-parmen/02-radgivaren.toml").write_text(chapter("Nytt namn", "radgivaren"))
    ship(handbook, "20-samtal/01-lyssna.toml", chapter("Lyssna mer", "lyssna"))

    assert Revision.objects.count() == before
    assert ChapterPage.objects.get(slug="lyssna").title == "Lyssna"
    assert not ChapterPage.objects.get(slug="radgivaren").live


def test_opening_and_saving_in_the_editor_is_no_change(handbook):
    """Wagtail's editor puts keys into rich text and gives parts new ids."""
    page = ChapterPage.objects.get(slug="lyssna")
    raw = page.body.get_prep_value()
    raw[0]["id"] = "another"
    raw[0]["value"] = raw[0]["value"].replace("<p>", '<p data-block-key="x1y2z">')
    page.body = page.body.stream_block.to_python(raw)
    page.save_revision().publish()

    ship(handbook, "20-samtal/01-lyssna.toml", chapter("Lyssna mer", "lyssna"))

    assert ChapterPage.objects.get(slug="lyssna").title == "Lyssna mer"


def test_new_files_take_their_place_among_the_old(handbook, stranger):
    (handbook / "handbook/10-parmen/00a-forst.toml").write_text(chapter("Allra först", "forst"))
    (handbook / "handbook/10-parmen/01b-mitt.toml").write_text(chapter("Mitt emellan", "mitt"))
    folder = handbook / "handbook/15-nytt"
    folder.mkdir()
    (folder / "00-section.toml").write_text(section("Nytt", "nytt"))
    (folder / "01-sida.toml").write_text(chapter("Ny sida", "ny-sida"))

    load(handbook)

    assert titles() == [
        *("Pärmmetoden", "Allra först", "Fyra steg", "Mitt emellan", "Ring rådgivaren", "Säkerhet för personal"),
        *("Nytt", "Ny sida", "Samtal", "Lyssna"),
    ]
    assert Page.find_problems() == ([], [], [], [], [])
    assert all(stranger.get(page.url).status_code == 200 for page in ChapterPage.objects.filter(access="public"))


def test_a_page_that_was_moved_stays_where_it_is(handbook):
    ChapterPage.objects.get(slug="lyssna").move(SectionPage.objects.get(slug="parmmetoden"), pos="first-child")

    load(handbook)

    assert titles()[:2] == ["Pärmmetoden", "Lyssna"]


def test_words_and_rules_follow_their_files_until_somebody_writes_in_them(handbook):
    Term.objects.filter(name="Zebra").update(explanation="Vår egen.")
    for name in ("glossary.toml", "references.toml"):
        file = handbook / name
        text = file.read_text().replace("Ett randigt djur.", "Ny.").replace("Tid då man", "Den tid då man")
        file.write_text(text.replace("får bo kvar", "har rätt att bo kvar"))

    load(handbook)

    assert Term.objects.get(name="Zebra").explanation == "Vår egen."
    assert Term.objects.get(name="ångerfrist").explanation.startswith("Den tid")
    assert "har rätt att bo kvar" in Reference.objects.get().text
    assert Term.objects.count() == 3


def test_an_amount_gets_what_it_has_no_value_for_and_keeps_what_the_office_wrote(handbook, stranger):
    page = ChapterPage.objects.get(slug="fyra-steg")
    text = stranger.get(page.url).content.decode().replace("\u00a0", " ")
    assert "3 940 kronor i månaden" in text and "Gäller från 1 januari 2026. Källa: En förordning." in text

    AmountValue.objects.update(value=3941)
    file = handbook / "amounts.toml"
    next_year = file.read_text().replace("value = 3940", "value = 3980").replace("2026-01-01", "2027-01-01")
    for newest in (file.read_text(), next_year, next_year):
        file.write_text(newest)
        load(handbook)

    values = [(int(each.value), each.valid_from.year) for each in AmountValue.objects.order_by("valid_from")]
    assert values == [(3941, 2026), (3980, 2027)]
    assert Amount.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "riksnorm-ensam"', 'key = "riksnorm"', "key: 'riksnorm' is not in amounts.toml"),
        ('title = "Fyra steg"', "", "10-parmen/01-steg.toml: title: is missing"),
        ('title = "Fyra steg"', f'title = "{"x" * 61}"', "title: is 61 characters, at most 60"),
        ('summary = "', 'summary = "' + "x" * 220, "summary: is"),
        ('slug = "fyra-steg"', 'slug = "Fyra Steg"', "slug: may have"),
        ('slug = "fyra-steg"', 'slug = "lyssna"', "slug: 'lyssna' is also the slug of"),
        ('access = "public"', 'access = "secret"', "access: is 'secret', must be one of public, staff"),
        ("review_months = 6", 'review_months = "sex"', "review_months: must be a whole number"),
        ("review_months = 6", "review_months = 0", "review_months: must be 1–60"),
        ("review_months = 6", "review_months = 6\nreview = 6", "review: is not a known field"),
        ('themes = ["hyra", "fyra-steg"]', "themes = []", "themes: has 0 items"),
        ('type = "steps"', 'type = "stairs"', "body 3.type: is 'stairs'"),
        ('kind = "call"', 'kind = "shout"', "body 10.kind: is 'shout'"),
        ('title = "Samla", text', 'name = "Samla", text', "body 3.items 1.title: is missing"),
        ("minutes = 15", "minutes = true", "body 7.minutes: must be a whole number"),
        ('["2", "Maten"]', '["2"]', "body 9.rows 2: must have 2 texts"),
        ("<b>samma ställe</b>", "<b>samma ställe", "body 7.html: is not well-formed"),
        ("<b>samma ställe</b>", "<script>x</script>", "body 7.html: <script> is not allowed"),
        ("<b>samma ställe</b>", "<b onclick='x'>samma</b>", "body 7.html: <b> must have no attributes"),
        ("<b>samma ställe</b>", "<a href='https://x.se'>x</a>", "body 7.html: a link must be"),
        ('slug="radgivaren"', 'slug="ingen"', "body 1: links to 'ingen', which no page is called"),
        ('as_of = "2026-02-02"', 'as_of = "i fjol"', "body 12.as_of: must be a date"),
        ('key = "jb-12-44"', 'key = "jb-1-1"', "body 14.key: 'jb-1-1' is not in references.toml"),
        ('access = "public"', "access = ", "file: is not TOML"),
    ],
)
def test_a_bad_file_is_named_with_its_field_and_nothing_is_loaded(files, db, old, new, fault):
    file = files / "handbook/10-parmen/01-steg.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))

    with pytest.raises(ContentError, match=re.escape(fault)):
        load(files)
    assert not HandbookPage.objects.exists() and not Term.objects.exists()


def test_a_section_without_its_own_file_is_a_fault(files, db):
    (files / "handbook/20-samtal/00-section.toml").unlink()

    with pytest.raises(ContentError, match=re.escape("20-samtal/00-section.toml: file: is missing")):
        load(files)


def test_an_installation_without_files_gets_an_empty_handbook(db, tmp_path, stranger):
    from portal import content

    content.load()
    load(tmp_path)

    assert "Handboken är tom" in stranger.get("/handboken/").content.decode()


def test_every_block_of_the_format_is_in_the_small_handbook():
    from methods.content.blocks import READERS

    assert set(re.findall(r'type = "(\w+)"', EVERY_BLOCK)) == set(READERS)


def test_many_amounts_on_a_page_are_one_question(handbook, stranger, query_count):
    """However many there are: one for the amounts and one for their values."""
    file = handbook / "handbook/20-samtal/01-lyssna.toml"
    names = [f"belopp-{number}" for number in range(4)]
    one = (handbook / "amounts.toml").read_text()
    (handbook / "amounts.toml").write_text(one + "".join(one.replace("riksnorm-ensam", name) for name in names))
    asked = []
    for shown in (names[:1], names):
        blocks = "".join(f'\n[[body]]\ntype = "amount"\nkey = "{name}"\n' for name in shown)
        file.write_text(chapter("Lyssna", "lyssna") + blocks)
        load(handbook)
        page = ChapterPage.objects.get(slug="lyssna").url
        stranger.get(page)
        with query_count as queries:
            text = stranger.get(page).content.decode().replace("\u00a0", " ")
        assert text.count("3 940 kronor") == len(shown)
        asked.append(len(queries))

    assert asked[0] == asked[1]
