"""The binder as a file: the same bytes for the same handbook, tagged, and each sheet in its place."""

from itertools import pairwise

from methods.binder import layout, printing
from methods.binder.pages import gap
from methods.binder.printing import Selection, sheets_of
from tests.methods.papers import EVERYBODY, WHOLE
from tests.methods.pdf_text import letters, pages


def test_the_same_revision_gives_the_same_bytes(edition):
    one, other = (printing.binder(edition, WHOLE, EVERYBODY) for _ in range(2))

    assert one == other and one.startswith(b"%PDF-1.7")


def test_the_whole_is_tagged_and_each_sheet_begins_on_a_front_and_says_which_it_is(edition):
    pdf = printing.binder(edition, WHOLE, EVERYBODY)
    printed = pages(pdf)

    assert b"/StructTreeRoot" in pdf and b"/Lang(sv-SE)" in pdf and b"/FontFile3" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert all(tag in pdf for tag in (b"/S/TH", b"/S/H1", b"/S/LI", b"/S/Table"))
    # A hyphen is read as a soft one where the two share a shape.
    lines = [page.replace("\u00ad", "-").split("\n") for page in printed]
    names = [next((line for line in reversed(page) if line.startswith("Blad ")), "") for page in lines]
    assert len(printed) % 2 == 0
    assert all(front == back for front, back in list(pairwise(names))[::2])
    labels = [sheet.label for sheet in sheets_of(edition, WHOLE, EVERYBODY)]
    assert names[4::2] == [f"Blad {label}" for label in labels]
    assert "version 1" in printed[4] and "Granskas senast" in printed[6]
    contents = letters(printed[2])
    assert letters("2.1 Lyssna") in contents and letters("2.1-1") in contents


def test_a_part_holds_the_chosen_chapters_and_their_dividers(edition):
    sheets = sheets_of(edition, Selection(frozenset({"2.1"})), EVERYBODY)

    assert [sheet.label for sheet in sheets] == ["2-1", "2.1-1"]


def test_what_is_for_staff_is_printed_for_staff_only(edition, person):
    public, staff = ("".join(pages(printing.binder(edition, WHOLE, reader))) for reader in (EVERYBODY, person("bo")))

    assert "Säkerhet för personal" in staff
    assert "Säkerhet för personal" not in public and "1.3" not in public


# The look: distances in points, as the typesetter measured them

LINES = 7.2  # between two lines of a paragraph


def sizes(*nodes):
    return layout._sizes([list(nodes)])[0][0]


def paragraph(text="En rad."):
    return {"kind": "p", "runs": [{"text": text}]}


def between(size, unit):
    """The space between two units, each of which is so high."""
    return size.pair + size.single[0] - unit


def test_items_stand_further_apart_than_their_lines_do():
    listed = {"kind": "list", "ordered": False, "items": [[paragraph()], [paragraph()]]}
    dialogue = {"kind": "dialogue", "intro": "I.", "lines": [{"who": "A", "text": "B", "note": ""}] * 2}
    line, *both = sizes(paragraph(), listed, dialogue)

    assert all(between(size, line.opening) > LINES + 2 for size in both)
    assert gap(paragraph()) > LINES + 2


def test_the_words_of_a_step_stand_nearer_its_own_title_than_the_next():
    item = {"title": "Ring", "body": [paragraph()]}
    steps = {"kind": "steps", "title": "Så", "items": [item, item]}
    step, box, line = sizes(steps, {"kind": "box", "label": "Så", "body": [paragraph()]}, paragraph())

    under_title = step.single[0] - box.single[0] - line.opening
    assert 0 < under_title < between(step, 2 * line.opening + under_title) - 2


def test_the_minutes_of_an_exercise_stand_below_its_title():
    timed, untimed, line = sizes(
        *({"kind": "exercise", "title": "Öva", "minutes": text, "body": [paragraph()]} for text in ("10 minuter", "")),
        paragraph(),
    )

    assert timed.opening - untimed.opening > line.opening + 3
