"""Whether a sheet of paper is still the one in force, against the handbook as it is this moment."""

import re
from dataclasses import dataclass

from django.core.cache import cache

from methods.binder import book
from methods.binder.book import Item, content_hash
from methods.binder.layout import leaves
from methods.models import Place, Sheet

ON_PAPER = re.compile(r"(?P<number>[0-9a-zB.]+)-(?P<no>[0-9]+)\.(?P<version>[0-9]+)")
DAY = 24 * 3600


@dataclass(frozen=True)
class Status:
    label: str
    version: int
    in_force: bool
    page: int | None


def of(on_paper: str) -> Status | None:
    """What is known of a sheet by the id that is printed on it; None when there never was such a sheet."""
    match = ON_PAPER.fullmatch(on_paper)
    if match is None:
        return None
    rows = Sheet.objects.filter(place__number=match["number"], no=int(match["no"]), version=int(match["version"]))
    sheet = rows.select_related("place").order_by("pk").last()
    if sheet is None:
        return None
    kind, _colon, name = (sheet.place.key or "").partition(":")
    page = int(name) if kind == "page" else None
    return Status(sheet.label, sheet.version, sheet.until_id is None and _still_holds(sheet), page)


def _still_holds(sheet: Sheet) -> bool:
    """A chapter may have been changed since anybody printed: then its sheets are laid out anew to see."""
    item = _item(sheet.place)
    if item is None:
        return False
    return item.digest == sheet.place.digest or sheet.content_hash in _hashes(item)[sheet.no - 1 : sheet.no]


def _item(place: Place) -> Item | None:
    numbers = {each.key: each.number for each in Place.objects.exclude(key=None) if each.key}
    return book.item(place.key, numbers) if place.key else None


def _hashes(item: Item) -> list[str]:
    """What the sheets of the item would be now. Kept, so that asking again and again costs nothing."""
    key = f"binder-{item.digest}"
    found = cache.get(key)
    if found is None:
        found = [content_hash(item.title, leaf) for leaf in leaves([(item.opening, item.nodes)])[0]]
        cache.set(key, found, DAY)
    return found
