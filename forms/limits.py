"""What keeps robots off the public forms without a captcha: a trap, time, and a pace for each address.

A whole office may sit behind one address, so nobody is locked out by what a neighbour does: when much comes from an
address each sender has to wait a little longer before sending. Only a flood is refused. Staff are never held up.
"""

import hashlib

from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

SALT = "forms.opened"
MINUTES = 10
MANY, FLOOD = 60, 3000  # sent from one address in ten minutes
SLOWER = 5  # times the usual time, when many come from the address
A_DAY = 24 * 60 * 60


def opened(version: int) -> str:
    """What the form carries: signed, when it was opened and in which version (its primary key)."""
    return signing.TimestampSigner(salt=SALT).sign(str(version))


def opened_version(token: str) -> int | None:
    """The version that the form was opened in, when that was less than a day ago."""
    try:
        return int(signing.TimestampSigner(salt=SALT).unsign(token, max_age=A_DAY))
    except (signing.BadSignature, ValueError):
        return None


def kept_open(token: str, version: int) -> str:
    """What the form carries when it is shown again: opened when it was first opened, if it is the same version."""
    return token if opened_version(token) == version else opened(version)


def came_too_fast(request: HttpRequest, token: str) -> bool:
    """Whether the form was sent sooner than a person can read it."""
    least = settings.FORMS_LEAST_SECONDS
    if request.user.is_authenticated or not least:
        return False
    if sent_lately(request) > MANY:
        least *= SLOWER
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(token)
    except signing.BadSignature:
        return True
    try:
        signer.unsign(token, max_age=least)
    except signing.SignatureExpired:
        return False
    return True


def is_flood(request: HttpRequest) -> bool:
    return bool(settings.FORMS_LEAST_SECONDS) and not request.user.is_authenticated and sent_lately(request) > FLOOD


def sent_lately(request: HttpRequest) -> int:
    return int(caches["own"].get(_counter(request), 0))


def count(request: HttpRequest) -> None:
    """One more from this address. The address is kept as a fingerprint, for ten minutes."""
    name = _counter(request)
    try:
        caches["own"].incr(name)
    except ValueError:
        caches["own"].set(name, 1, MINUTES * 60)


def _counter(request: HttpRequest) -> str:
    slot = int(timezone.now().timestamp()) // (MINUTES * 60)
    address = f"{settings.SECRET_KEY}{request.META.get('REMOTE_ADDR', '')}"
    return f"forms-sent-{slot}-{hashlib.sha256(address.encode()).hexdigest()[:24]}"
