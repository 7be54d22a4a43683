"""Personal codes: eight characters that can't be taken for each other, for changing or cancelling without an account.

A code is computed from the registration's key with a secret of its own, and looked up by a keyed hash. So the database
holds no code, the same form sent twice shows the same code, and boskola shares no hash with the look-up of cases.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from portal.identity import name_words
from portal.keys import read_or_make_key

# Without vowels (no words), and without 0/O, 1/I/L, 2/Z, 5/S, 8/B and U/V.
ALPHABET = "34679CDFGHJKMNPQRTWXY"
LENGTH = 8
CERTIFICATE_LENGTH = 12


def code_of(key: UUID) -> str:
    """The code as it is shown, in two groups: `K7WX-3MPT`."""
    return _shown("code", key, LENGTH)


def code_hash(text: str) -> str:
    """What is stored of a code. Hyphens, spaces and small letters do not matter; empty when it can't be a code."""
    return _hashed("lookup", text, LENGTH)


def certificate_code(key: UUID) -> str:
    """On a certificate, in three groups: longer, because anybody may try."""
    return _shown("certificate", key, CERTIFICATE_LENGTH)


def certificate_hash(text: str) -> str:
    return _hashed("certificate lookup", text, CERTIFICATE_LENGTH)


def token_of(key: UUID) -> str:
    """The secret part of an address."""
    return _keyed("token", key.hex)[:40]


def token_hash(token: str) -> str:
    return _keyed("token lookup", token)


def _shown(kind: str, key: UUID, length: int) -> str:
    number = int(_keyed(kind, key.hex), 16)
    characters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "-".join("".join(characters[start : start + 4]) for start in range(0, length, 4))


def _hashed(kind: str, text: str, length: int) -> str:
    code = "".join(character for character in text.upper() if character.isalnum())
    if len(code) != length or not set(code) <= set(ALPHABET):
        return ""
    return _keyed(kind, code)


def person_hash(name: str, phone: str, email: str) -> str:
    """The same for the same name and contact, so that one person gets one place; says nothing to who reads it."""
    contact = "".join(filter(str.isdigit, phone)) or email.casefold().strip()
    return _keyed("person", " ".join(name_words(name)) + ":" + contact)


def _keyed(kind: str, value: str) -> str:
    key = read_or_make_key(settings.KEY_DIR / "courses.key")
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
