"""Addresses that are asked for again and again: of things in lists, and of pages that many are sent to."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=2048)
def address(view: str, *keys: str) -> str:
    """What `reverse` gives, remembered: a list of fifty links takes longer to address than to show."""
    return reverse(view, args=keys)
