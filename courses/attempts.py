"""Counts what one address does in Django's cache: wrong codes, for all processes together, and registrations without
account, which each process counts for itself.

Right codes are not counted, and registrations are counted so generously that an office, a library or a whole housing
company behind one address is not locked out: a form an address can fill in by hand every other second.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import BaseCache, caches
from django.http import HttpRequest

CODES, SIGN_UPS = "wrong_codes", "sign_ups"
MOST = {CODES: 60, SIGN_UPS: 300}
SECONDS = 600
ADDRESS = "portal.client_address"  # beside what the server knows of a request


def are_too_many(request: HttpRequest, kind: str = CODES) -> bool:
    return _counts(kind).get(_name(request, kind), 0) >= MOST[kind]


def count(request: HttpRequest, kind: str = CODES) -> None:
    name, counts = _name(request, kind), _counts(kind)
    counts.add(name, 0, SECONDS)
    try:
        counts.incr(name)
    except ValueError:  # the count ended between the two calls
        counts.set(name, 1, SECONDS)


def _counts(kind: str) -> BaseCache:
    return caches["own" if kind == SIGN_UPS else "default"]


def _name(request: HttpRequest, kind: str) -> str:
    return f"courses.{kind}:{_address(request)}"


def _address(request: HttpRequest) -> str:
    """Found once for a request, with what proxies say: it is asked for before and after."""
    known = request.META.get(ADDRESS)
    if known is None:
        known = request.META[ADDRESS] = get_adapter().get_client_ip(request)
    return str(known)
