"""QR codes: what is written can be read again by a reader written from the standard's other side."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.printing import qr

# The eight masks as the standard has them: true where a square is turned over.
TURNED = [
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: (i * j) % 2 + (i * j) % 3 == 0,
    lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2 == 0,
]
FORMATS_OF_M = [0x5412, 0x5125, 0x5E7C, 0x5B4B, 0x45F9, 0x40CE, 0x4F97, 0x4AA0]
# Version: blocks, data bytes in each, correction bytes in each.
BLOCKS = {1: (1, 16, 10), 2: (1, 28, 16), 3: (1, 44, 26), 4: (2, 32, 18), 5: (2, 43, 24), 6: (4, 27, 16)}


def read(grid: list[list[int]]) -> bytes:
    size = len(grid)
    version = (size - 17) // 4
    places = [*((8, x) for x in range(6)), (8, 7), (8, 8), (7, 8), *((y, 8) for y in range(5, -1, -1))]
    mask = FORMATS_OF_M.index(int("".join(str(grid[y][x]) for y, x in places), 2))
    bits = "".join(str(grid[y][x] ^ TURNED[mask](y, x)) for y, x in way(size) if not reserved(y, x, size, version))
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    blocks, data, correction = BLOCKS[version]
    parts = [words[n : blocks * data : blocks] for n in range(blocks)]
    checks = [words[blocks * data + n : blocks * (data + correction) : blocks] for n in range(blocks)]
    for part, check in zip(parts, checks, strict=True):
        assert all(evaluate(part + check, power) == 0 for power in range(correction))
    stream = "".join(f"{word:08b}" for part in parts for word in part)
    assert stream[:4] == "0100"
    length = int(stream[4:12], 2)
    return bytes(int(stream[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8))


def way(size: int):
    column, up = size - 1, True
    while column > 0:
        column -= column == 6
        for y in range(size - 1, -1, -1) if up else range(size):
            yield y, column
            yield y, column - 1
        column, up = column - 2, not up


def reserved(y: int, x: int, size: int, version: int) -> bool:
    corner = (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9)
    alignment = version > 1 and abs(y - (size - 7)) <= 2 and abs(x - (size - 7)) <= 2
    return corner or alignment or y == 6 or x == 6


def evaluate(polynomial: list[int], power: int) -> int:
    """The polynomial at a power of two in GF(256): nothing is left when no bit is wrong."""
    root = 1
    for _ in range(power):
        root = root << 1 ^ (0x11D if root & 0x80 else 0)
    value = 0
    for coefficient in polynomial:
        value = product(value, root) ^ coefficient
    return value


def product(a: int, b: int) -> int:
    found = 0
    while b:
        found ^= a if b & 1 else 0
        a, b = a << 1 ^ (0x11D if a & 0x80 else 0), b >> 1
    return found


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=106))
def test_what_is_written_is_read(text):
    assert read(qr.matrix(text)) == text.encode()


def test_one_code_is_as_a_phone_has_read_it():
    """This one was read by zbar; the same squares are the same code."""
    rows = "\n".join("".join(map(str, row)) for row in qr.matrix("https://metod.exempel.se/handbok/blad/3.2-1.4/"))

    assert hashlib.sha256(rows.encode()).hexdigest()[:16] == "4ee2dcf4784c1213"


def test_what_is_too_long_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        qr.matrix("x" * 107)


def test_the_correction_words_are_those_of_the_standard():
    """The worked example that everybody uses: "HELLO WORLD", version 1-M, and two of its format words."""
    words = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]

    assert qr._correction(words, 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]
    assert [qr._format(0), qr._format(5)] == [0b101010000010010, 0b100000011001110]
