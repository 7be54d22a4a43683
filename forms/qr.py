"""A QR code for an address: bytes, correction level M, versions 1 to 6 (up to 106 characters). ISO/IEC 18004."""

from collections.abc import Iterator

# For each version: (data codewords, correction codewords of a block, blocks).
SIZES = {1: (16, 10, 1), 2: (28, 16, 1), 3: (44, 26, 1), 4: (64, 18, 2), 5: (86, 24, 2), 6: (108, 16, 4)}
ALIGNMENT = {1: None, 2: 18, 3: 22, 4: 26, 5: 30, 6: 34}
FORMAT_MASK, FORMAT_POLYNOMIAL = 0b101010000010010, 0b10100110111
LEVEL_M = 0b00

_EXP, _LOG = [1] * 512, [0] * 256
for _power in range(1, 512):
    _value = _EXP[_power - 1] << 1
    _EXP[_power] = _value ^ 0x11D if _value > 255 else _value
for _power in range(255):
    _LOG[_EXP[_power]] = _power

Matrix = list[list[int]]


def matrix(text: str) -> Matrix:
    """Rows of 1 (dark) and 0. Raises ValueError when the text is too long."""
    data = text.encode()
    version = next((number for number, (room, _, _) in SIZES.items() if len(data) + 2 <= room), None)
    if version is None:
        raise ValueError("The text is too long for this kind of code.")
    bits = [bit for word in codewords(data, version) for bit in _bits(word, 8)]
    candidates = [_drawn(version, bits, mask) for mask in range(8)]
    return min(candidates, key=_penalty)


def codewords(data: bytes, version: int) -> list[int]:
    """Data and correction of all blocks, interleaved as they are drawn."""
    room, correction, blocks = SIZES[version]
    bits = [*_bits(0b0100, 4), *_bits(len(data), 8), *(bit for byte in data for bit in _bits(byte, 8))]
    bits += [0] * min(4, room * 8 - len(bits))
    bits += [0] * (-len(bits) % 8)
    words = [int("".join(map(str, bits[start : start + 8])), 2) for start in range(0, len(bits), 8)]
    words += [(0xEC, 0x11)[index % 2] for index in range(room - len(words))]
    size = room // blocks
    parts = [words[start : start + size] for start in range(0, room, size)]
    corrections = [remainder(part, correction) for part in parts]
    return [part[i] for i in range(size) for part in parts] + [
        part[i] for i in range(correction) for part in corrections
    ]


def remainder(words: list[int], count: int) -> list[int]:
    """The Reed-Solomon correction of a block."""
    generator = [1]
    for power in range(count):
        generator = [
            (generator[i] if i < len(generator) else 0) ^ (_times(generator[i - 1], _EXP[power]) if i else 0)
            for i in range(len(generator) + 1)
        ]
    rest = [*words, *([0] * count)]
    for index in range(len(words)):
        factor = rest[index]
        for offset, each in enumerate(generator):
            rest[index + offset] ^= _times(each, factor)
    return rest[len(words) :]


def _times(a: int, b: int) -> int:
    return _EXP[_LOG[a] + _LOG[b]] if a and b else 0


def _bits(number: int, count: int) -> Iterator[int]:
    return ((number >> place) & 1 for place in range(count - 1, -1, -1))


def format_bits(mask: int) -> list[int]:
    """Correction level and mask, protected; 15 bits, the most significant first."""
    data = LEVEL_M << 3 | mask
    rest = data << 10
    for place in range(14, 9, -1):
        if rest >> place & 1:
            rest ^= FORMAT_POLYNOMIAL << (place - 10)
    return list(_bits((data << 10 | rest) ^ FORMAT_MASK, 15))


MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


def _drawn(version: int, bits: list[int], mask: int) -> Matrix:
    size = 17 + 4 * version
    fixed: dict[tuple[int, int], int] = dict(_patterns(size, ALIGNMENT[version]))
    fixed |= dict(_format(size, format_bits(mask)))
    free = [place for place in _path(size) if place not in fixed]
    padded = bits + [0] * (len(free) - len(bits))
    drawn = fixed | {
        (row, column): bit ^ MASKS[mask](row, column) for (row, column), bit in zip(free, padded, strict=True)
    }
    return [[drawn[row, column] for column in range(size)] for row in range(size)]


def _patterns(size: int, alignment: int | None) -> Iterator[tuple[tuple[int, int], int]]:
    for index in range(size):
        yield (6, index), (index + 1) % 2
        yield (index, 6), (index + 1) % 2
    if alignment is not None:
        for row in range(-2, 3):
            for column in range(-2, 3):
                yield (alignment + row, alignment + column), int(max(abs(row), abs(column)) != 1)
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for row in range(-1, 8):
            for column in range(-1, 8):
                if 0 <= top + row < size and 0 <= left + column < size:
                    ring = max(abs(row - 3), abs(column - 3))
                    yield (top + row, left + column), int(ring in {0, 1, 3})
    yield (size - 8, 8), 1


def _format(size: int, bits: list[int]) -> Iterator[tuple[tuple[int, int], int]]:
    around = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8), (5, 8), (4, 8), (3, 8), (2, 8),
              (1, 8), (0, 8)]  # fmt: skip
    beside = [(size - 1 - index, 8) for index in range(7)] + [(8, size - 8 + index) for index in range(8)]
    yield from zip(around, bits, strict=True)
    yield from zip(beside, bits, strict=True)


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn, past the column of the timing pattern."""
    up = True
    right = size - 1
    while right > 0:
        if right == 6:
            right -= 1
        for step in range(size):
            row = size - 1 - step if up else step
            yield row, right
            yield row, right - 1
        up = not up
        right -= 2


def _penalty(drawn: Matrix) -> int:
    """How hard it is to read: long runs, blocks, and as many dark as light."""
    lines = [*drawn, *(list(column) for column in zip(*drawn, strict=True))]
    runs = sum(_runs(line) for line in lines)
    size = len(drawn)
    blocks = sum(
        drawn[r][c] == drawn[r + 1][c] == drawn[r][c + 1] == drawn[r + 1][c + 1]
        for r in range(size - 1)
        for c in range(size - 1)
    )
    finders = sum(
        line[i : i + 11] in ([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1])
        for line in lines
        for i in range(size - 10)
    )
    dark = sum(map(sum, drawn)) * 100 // size**2
    return runs + 3 * blocks + 40 * finders + 10 * (abs(dark - 50) // 5)


def _runs(line: list[int]) -> int:
    total, length = 0, 1
    for before, after in zip(line, [*line[1:], -1], strict=True):
        if before == after:
            length += 1
        else:
            total += length - 2 if length >= 5 else 0
            length = 1
    return total
