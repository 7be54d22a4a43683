"""QR codes for short addresses, after ISO/IEC 18004: bytes, correction level M, versions 1 to 6 (up to 106 bytes)."""

from collections.abc import Iterator
from functools import lru_cache
from operator import xor

# Version -> bytes of data in all, correction bytes of each block, number of blocks (all alike up to version 6).
CAPACITY = {1: (16, 10, 1), 2: (28, 16, 1), 3: (44, 26, 1), 4: (64, 18, 2), 5: (86, 24, 2), 6: (108, 16, 4)}
LEVEL_M = 0b00
QUIET = 4
Grid = list[list[int]]


@lru_cache(maxsize=1024)
def svg(text: str) -> str:
    """The code as a picture with its quiet zone; raises ValueError for a text that is too long."""
    grid = matrix(text)
    size = len(grid) + 2 * QUIET
    squares = "".join(
        f"M{x + QUIET} {y + QUIET}h{width}v1h-{width}z" for y, row in enumerate(grid) for x, width in _stretches(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{squares}"/></svg>'
    )


def _stretches(row: list[int]) -> Iterator[tuple[int, int]]:
    """Where dark squares stand side by side: the first and how many."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None


def matrix(text: str) -> Grid:
    """The squares of the code, 1 for dark, with the mask that scans best."""
    data = text.encode()
    version = next((v for v, (size, _, _) in CAPACITY.items() if len(data) <= size - 2), None)
    if version is None:
        raise ValueError(f"{len(data)} bytes do not fit; at most {CAPACITY[6][0] - 2}")
    frame = _frame(version)
    rows = frame.filled(_codewords(data, version))
    masked = [[row ^ flip for row, flip in zip(rows, flips, strict=True)] for flips in frame.flips]
    best = min(masked, key=lambda rows: _penalty(rows, frame.size))
    return [[row >> frame.size - 1 - x & 1 for x in range(frame.size)] for row in best]


# Bits


def _codewords(data: bytes, version: int) -> list[int]:
    size, correction, blocks = CAPACITY[version]
    bits = f"0100{len(data):08b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, size * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    words += [(0xEC, 0x11)[place % 2] for place in range(size - len(words))]
    each = size // blocks
    parts = [words[at : at + each] for at in range(0, size, each)]
    checks = [_correction(part, correction) for part in parts]
    return [row[at] for at in range(each) for row in parts] + [row[at] for at in range(correction) for row in checks]


def _times(x: int, y: int) -> int:
    """Multiplication in GF(256) with the polynomial of the standard."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ ((product >> 7) * 0x11D)
        product ^= ((y >> bit) & 1) * x
    return product


@lru_cache
def _generator(degree: int) -> tuple[int, ...]:
    polynomial, root = [0] * (degree - 1) + [1], 1
    for _ in range(degree):
        for place in range(degree):
            polynomial[place] = _times(polynomial[place], root)
            if place + 1 < degree:
                polynomial[place] ^= polynomial[place + 1]
        root = _times(root, 2)
    return tuple(polynomial)


@lru_cache
def _products(degree: int) -> list[bytes]:
    """For each byte the generator times it."""
    return [bytes(_times(factor, each) for each in _generator(degree)) for factor in range(256)]


def _correction(data: list[int], degree: int) -> list[int]:
    rest, products = bytes(degree), _products(degree)
    for byte in data:
        factor = byte ^ rest[0]
        rest = bytes(map(xor, rest[1:] + b"\0", products[factor]))
    return list(rest)


# Squares. A row is one number, its first square the highest bit.


class _Frame:
    """What all codes of a version have in common."""

    def __init__(self, version: int) -> None:
        fixed = _fixed(version)
        self.size = len(fixed)
        self._fixed_rows = [_row([cell or 0 for cell in row]) for row in fixed]
        self._free = [(x, y) for x, y in _snake(self.size) if fixed[y][x] is None]
        # What each mask turns over, its own number in the format included.
        self.flips = [self._flips(fixed, mask) for mask in range(8)]

    def _flips(self, fixed: list[list[int | None]], mask: int) -> list[int]:
        flip = MASKS[mask]
        rows = [[int(cell is None and flip(x, y) == 0) for x, cell in enumerate(row)] for y, row in enumerate(fixed)]
        for x, y, bit in _format_places(self.size):
            rows[y][x] = _format(mask) >> bit & 1
        return [_row(row) for row in rows]

    def filled(self, words: list[int]) -> list[int]:
        rows, bits = list(self._fixed_rows), "".join(f"{word:08b}" for word in words)
        for (x, y), bit in zip(self._free, bits, strict=False):
            if bit == "1":
                rows[y] |= 1 << self.size - 1 - x
        return rows


def _row(cells: list[int]) -> int:
    return int("".join(map(str, cells)), 2)


@lru_cache
def _frame(version: int) -> _Frame:
    return _Frame(version)


def _format(mask: int) -> int:
    """The fifteen bits that tell level and mask, with their own correction."""
    word = LEVEL_M << 3 | mask
    rest = word
    for _ in range(10):
        rest = (rest << 1) ^ ((rest >> 9) * 0x537)
    return (word << 10 | rest) ^ 0x5412


def _fixed(version: int) -> list[list[int | None]]:
    """Finders, timing and alignment; None where data goes. The places of the format are held with zeros."""
    size = 17 + 4 * version
    grid: list[list[int | None]] = [[None] * size for _ in range(size)]
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        _finder(grid, row, column)
    for place in range(8, size - 8):
        grid[6][place] = grid[place][6] = 1 - place % 2
    if version > 1:
        middle = size - 7
        for dy in range(-2, 3):
            for dx in range(-2, 3):
                grid[middle + dy][middle + dx] = int(max(abs(dx), abs(dy)) != 1)
    for x, y, _bit in _format_places(size):
        grid[y][x] = 0
    grid[size - 8][8] = 1
    return grid


def _finder(grid: list[list[int | None]], row: int, column: int) -> None:
    for y in range(row - 1, row + 8):
        for x in range(column - 1, column + 8):
            if 0 <= y < len(grid) and 0 <= x < len(grid):
                grid[y][x] = int(max(abs(x - column - 3), abs(y - row - 3)) not in {2, 4})


def _format_places(size: int) -> Iterator[tuple[int, int, int]]:
    """Where each of the fifteen bits of the format stands, twice: x, y, bit."""
    for bit in range(15):
        if bit < 8:
            yield size - 1 - bit, 8, bit
            yield 8, bit + (bit > 5), bit
        else:
            yield 8, size - 15 + bit, bit
            yield (7 if bit == 8 else 14 - bit), 8, bit


def _snake(size: int) -> Iterator[tuple[int, int]]:
    """The way the data takes: pairs of columns from the right, up and down, past the timing column."""
    upward = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for y in range(size - 1, -1, -1) if upward else range(size):
            yield right, y
            yield right - 1, y
        upward = not upward


MASKS = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)


def _penalty(rows: list[int], size: int) -> int:
    """How hard the squares are to tell apart: long stretches, blocks, what looks like a finder, and uneven ink.

    All rows and columns stand in one long number with a square that is never dark between them.
    """
    written = [f"{row:0{size}b}" for row in rows]
    lines = [*written, *map("".join, zip(*written, strict=True))]
    dark, full = int("0".join(lines), 2), int("0".join("1" * size for _ in lines), 2)
    starts = int("0".join("0" * 10 + "1" * (size - 10) for _ in lines), 2)
    above, all_above = dark >> (size + 1) * size, full >> (size + 1) * size
    points = _stretch_points(dark) + _stretch_points(dark ^ full) + 40 * _finder_looks(dark, full, starts)
    points += 3 * (_blocks(above, size) + _blocks(above ^ all_above, size))
    return points + 10 * int(abs(above.bit_count() * 100 / size**2 - 50) // 5)


def _blocks(cells: int, size: int) -> int:
    """Squares of two by two."""
    pairs = cells & cells >> 1
    return (pairs & pairs >> size + 1).bit_count()


def _stretch_points(line: int) -> int:
    """For each stretch of five or more its length less two."""
    fives = line & line >> 1 & line >> 2 & line >> 3 & line >> 4
    return fives.bit_count() + 2 * (fives & ~(fives >> 1)).bit_count()


def _finder_looks(dark: int, full: int, starts: int) -> int:
    found, light = 0, dark ^ full
    for look in (0b00001011101, 0b10111010000):
        match = starts
        for shift in range(11):
            match &= (dark if look >> shift & 1 else light) >> shift
        found += match.bit_count()
    return found
