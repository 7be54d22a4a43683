"""A page in pieces: what is the same for all its readers, and between the pieces the reader's name and form token.

The compressed page is made of the same pieces, each compressed once; name and token go in uncompressed, so that the
length of the answer tells nothing about the token.
"""

import os
import re
import struct
import zlib
from collections import deque
from functools import lru_cache
from typing import NamedTuple

TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")')
ALPHABET = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
LETTERS = bytes(ALPHABET[byte % 62] for byte in range(256))
PLACES = bytes(byte % 62 for byte in range(256))
HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
END = b"\x03\x00"  # an empty last block
NAME, TOKEN_HERE = "name", "token"
SECRET_LENGTH, MASKS = 32, 128
_masks: deque[bytes] = deque()  # each is used once


class Body(NamedTuple):
    """`pieces` and `packed` are one longer than `holes`: what goes in after each piece but the last."""

    pieces: list[bytes]
    packed: list[bytes]
    holes: list[str]
    whole: bytes = b""  # compressed, when there is nothing to put in

    @property
    def size(self) -> int:
        return sum(map(len, [*self.pieces, *self.packed, self.whole]))

    def plain(self, name: bytes, token: bytes) -> bytes:
        if not self.holes:
            return self.pieces[0]
        parts = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            parts += [name if hole == NAME else token, piece]
        return b"".join(parts)

    def gzipped(self, name: bytes, token: bytes) -> bytes:
        if not self.holes:
            return self.whole
        body = self.plain(name, token)
        parts = [self.packed[0]]
        for hole, piece in zip(self.holes, self.packed[1:], strict=True):
            parts += [_stored(name if hole == NAME else token), piece]
        return _file(parts, body)


def body_of(content: bytes, name: bytes) -> Body | None:
    """Take a page apart. None when the name stands anywhere but in its place: then it can't be shown to others."""
    place = b'<span class="site-user__name">' + name + b"</span>"
    cuts = [(match.start(), match.end(), TOKEN_HERE) for match in TOKEN.finditer(content)]
    if name:
        start = content.find(place)
        if start < 0 or content.count(name) != 1:
            return None
        start += place.index(b">") + 1
        cuts.append((start, start + len(name), NAME))
    pieces, holes, end = [], [], 0
    for start, stop, hole in sorted(cuts):
        pieces.append(content[end:start])
        holes.append(hole)
        end = stop
    pieces.append(content[end:])
    packed = _packed(pieces)
    return Body(pieces, packed, holes, b"" if holes else _file(packed, pieces[0]))


def _file(packed: list[bytes], body: bytes) -> bytes:
    return b"".join([HEADER, *packed, END, struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)])


def _packed(pieces: list[bytes]) -> list[bytes]:
    """Each piece compressed with what stands before it, up to a byte's edge, where other bytes can be put in.

    A full flush forgets the earlier text, so that no piece points back over what is put in.
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return [packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces]


def _stored(text: bytes) -> bytes:
    return b"\x00" + struct.pack("<HH", len(text), len(text) ^ 0xFFFF) + text if text else b""


def masked(secret: bytes) -> bytes:
    """A form token of the secret in the reader's cookie, different each time (as Django's own)."""
    mask = _mask()
    # All letters at once: two places are at most 122, so no sum runs over into the byte beside it.
    summed = int.from_bytes(mask, "big") + _number(secret)
    return mask.translate(LETTERS) + summed.to_bytes(len(secret), "big").translate(LETTERS)


def _mask() -> bytes:
    """Chance for one token, of which a store is fetched at a time: to ask the system lets another thread go first, and
    coming back to one's turn costs more than the rest of the answer."""
    while True:
        try:
            return _masks.pop()
        except IndexError:
            chance = os.urandom(SECRET_LENGTH * MASKS).translate(PLACES)
            _masks.extend(chance[start : start + SECRET_LENGTH] for start in range(0, len(chance), SECRET_LENGTH))


@lru_cache(maxsize=500)
def _number(secret: bytes) -> int:
    return int.from_bytes(bytes(ALPHABET.index(each) for each in secret), "big")
