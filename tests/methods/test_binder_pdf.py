"""The binder as a file: the same bytes for the same handbook, tagged, and each sheet in its place."""

from itertools import pairwise

from methods.binder import printing
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
