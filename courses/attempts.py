"""Counts wrong codes per address in Django's cache. Right codes are not counted, so an office is not locked out."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WRONG_CODES = 60
SECONDS = 600


def are_too_many(request: HttpRequest) -> bool:
    return cache.get(_name(request), 0) >= WRONG_CODES


def count(request: HttpRequest) -> None:
    cache.add(_name(request), 0, SECONDS)
    try:
        cache.incr(_name(request))
    except ValueError:  # the count ended between the two calls
        cache.set(_name(request), 1, SECONDS)


def _name(request: HttpRequest) -> str:
    return f"courses.wrong_codes:{get_adapter().get_client_ip(request)}"
