"""From an empty sheet of paper to a submission, once, in the version that was printed."""

import uuid

import pytest

from forms import paper, qr
from forms.models import Sheet, Submission
from tests.forms.making import QUESTIONS, publish


@pytest.fixture
def sheet(db, person):
    return paper.make_sheet(version=publish(), by=person("sara"))


def key_in(client, sheet, **fields):
    answers = {"blankettnyckel": str(uuid.uuid4()), "namn": "Prova", "text": ""} | fields
    return client.post(f"/blanketter/blad/{sheet.number}/", answers)


def test_an_empty_form_is_printed_with_a_number_of_its_own(db, client_of):
    publish(questions=[*QUESTIONS, {"key": "barn", "label": "Barn", "type": "rows",
                                    "columns": [{"key": "a", "label": "Ålder", "type": "int"}]}])  # fmt: skip
    answer = client_of("sara").post("/blanketter/papper/T1/")

    assert answer.content.startswith(b"%PDF")
    assert Sheet.objects.get().number in answer["Content-Disposition"]
    assert client_of("sara").get("/blanketter/papper/T1/").status_code == 405
    assert client_of("rolf").post("/blanketter/papper/T1/").status_code == 403


def test_a_sheet_is_keyed_in_once_and_marked_as_paper(sheet, client_of):
    sara = client_of("sara")
    assert "/kvitto/" in key_in(sara, sheet)["Location"]
    stored = Submission.everything.get()

    assert (stored.source, stored.sheet, stored.actor) == ("paper", sheet.number, "sara")
    assert key_in(sara, sheet, namn="En gång till").status_code == 409
    assert stored.receipt in sara.get(f"/blanketter/blad/{sheet.number}/").content.decode()
    assert Submission.everything.count() == 1


def test_it_is_keyed_in_as_it_was_printed(sheet, client_of):
    publish(questions=[*QUESTIONS, {"key": "nytt", "label": "Nytt", "type": "text", "required": True}])
    sara = client_of("sara")

    assert "Nytt" not in sara.get(f"/blanketter/blad/{sheet.number}/").content.decode()
    assert key_in(sara, sheet).status_code == 302
    assert Submission.everything.get().version.number == 1


def test_the_number_is_found_as_it_stands_on_the_paper(sheet, client_of):
    sara = client_of("sara")
    found = sara.post("/blanketter/blad/", {"nummer": f"{sheet.number[:4].lower()} - {sheet.number[4:]}"})

    assert found["Location"] == f"/blanketter/blad/{sheet.number}/"
    assert "Det finns inget blad" in sara.post("/blanketter/blad/", {"nummer": "XXXX"}).content.decode()


def test_a_staff_form_is_keyed_in_by_those_who_may_fill_it_in(db, client_of, person):
    version = publish(audience="staff", permission="caseload.open_case")
    made = paper.make_sheet(version=version, by=person("sara"))

    assert client_of("sara").get(f"/blanketter/blad/{made.number}/").status_code == 200
    assert client_of("bo").get(f"/blanketter/blad/{made.number}/").status_code == 403


def test_the_receipt_is_had_as_pdf(sheet, client_of, stranger):
    url = key_in(client_of("sara"), sheet)["Location"]

    assert stranger.get(f"{url}kvitto.pdf").content.startswith(b"%PDF")
    assert stranger.get("/blanketter/kvitto/fel/kvitto.pdf").status_code == 404


def test_the_correction_words_of_the_code_are_those_of_the_standard():
    """The worked example that everybody uses: "HELLO WORLD", version 1-M."""
    words = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]

    assert qr.remainder(words, 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]
    assert qr.format_bits(0) == [int(bit) for bit in "101010000010010"]
    assert qr.format_bits(5) == [int(bit) for bit in "100000011001110"]


@pytest.mark.parametrize("length", [5, 14, 26, 42, 62, 84, 106])
def test_the_code_is_read_back_by_the_book(length):
    text = ("https://metod.exempel.se/blanketter/blad/" + "7KQ2M9XA" * 9)[:length]
    drawn = qr.matrix(text)

    assert read(drawn) == text


def read(drawn):
    """Undo the mask, walk the path, take the blocks apart, read the bytes; written from the standard, not from qr.py."""
    size = len(drawn)
    version = (size - 17) // 4
    around = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    told = int("".join(str(drawn[r][c]) for r, c in around), 2) ^ 0b101010000010010
    level, mask = told >> 13, told >> 10 & 7
    assert level == 0
    reserved = {(r, c) for r in range(9) for c in range(9)} | {(r, size - 1 - c) for r in range(9) for c in range(8)}
    reserved |= {(size - 1 - r, c) for r in range(8) for c in range(9)}
    reserved |= {(6, i) for i in range(size)} | {(i, 6) for i in range(size)}
    if version > 1:
        middle = size - 7
        reserved |= {(middle + r, middle + c) for r in range(-2, 3) for c in range(-2, 3)}
    rules = [lambda r, c: (r + c) % 2, lambda r, c: r % 2, lambda r, c: c % 3, lambda r, c: (r + c) % 3,
             lambda r, c: (r // 2 + c // 3) % 2, lambda r, c: r * c % 2 + r * c % 3,
             lambda r, c: (r * c % 2 + r * c % 3) % 2, lambda r, c: ((r + c) % 2 + r * c % 3) % 2]  # fmt: skip
    bits, upwards = [], True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for r in range(size - 1, -1, -1) if upwards else range(size):
            for c in (right, right - 1):
                if (r, c) not in reserved:
                    bits.append(drawn[r][c] ^ (rules[mask](r, c) == 0))
        upwards = not upwards
    words = [int("".join(map(str, map(int, bits[i : i + 8]))), 2) for i in range(0, len(bits) - 7, 8)]
    room, blocks = {1: (16, 1), 2: (28, 1), 3: (44, 1), 4: (64, 2), 5: (86, 2), 6: (108, 4)}[version]
    data = [words[i * blocks + block] for block in range(blocks) for i in range(room // blocks)]
    stream = "".join(f"{word:08b}" for word in data)
    assert stream[:4] == "0100"
    count = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * i : 20 + 8 * i], 2) for i in range(count)).decode()
