"""Brings what is known of the printed binder up to date with the handbook: numbers, sheets, editions."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from methods.binder import book, numbering
from methods.binder.book import Item, Part
from methods.binder.layout import Leaf, leaves
from methods.binder.numbering import WORKSHEETS
from methods.models import Edition, Place, Sheet
from portal.locks import lock

TRIES = 3


class HandbookMoves(RuntimeError):
    """The handbook was changed again and again while it was laid out."""


def bring_up_to_date() -> Edition | None:
    """The edition that a binder printed now is of; a new one when something is different from the latest.

    Laying out takes a second or more and is done outside the transaction; what was laid out is written only if the
    handbook still is as it was. Gives None as long as the handbook is empty.
    """
    for _ in range(TRIES):
        items = _numbered()
        if _is_as_written(items):
            break
        changed = _changed(items)
        laid = dict(zip([item.key for item in changed], leaves([(i.opening, i.nodes) for i in changed]), strict=True))
        if _write(items, laid):
            break
    else:
        raise HandbookMoves
    return Edition.objects.last()


def _numbered() -> list[Item]:
    """The handbook now; pages that are new or were moved get their numbers."""
    found = book.parts()
    numbers, new = _numbers(found)
    if new:
        with transaction.atomic():
            lock("methods.binder")
            found = book.parts()
            numbers, new = _numbers(found)
            # A page that got a new number leaves the old one, with the sheets that were printed under it.
            Place.objects.filter(key__in=new).update(key=None)
            Place.objects.bulk_create(Place(key=key, number=number) for key, number in new.items())
    return book.items(found, numbers)


def _is_as_written(items: Sequence[Item]) -> bool:
    """Whether the sheets in the database are those of the handbook now."""
    digests = dict(Place.objects.exclude(key=None).values_list("key", "digest"))
    rows = Sheet.objects.current().values_list("place__key", "review_on", "public").distinct()
    return {key: digest for key, digest in digests.items() if digest} == {
        item.key: item.digest for item in items
    } and {(item.key, item.review_on, item.public) for item in items} == set(rows)


def _numbers(found: Sequence[Part]) -> tuple[dict[str, str], dict[str, str]]:
    """The number of each page, and those of them that are new."""
    sections = [book.key_of(part.section) for part in found]
    known = {place.key: place.number for place in Place.objects.exclude(key=None) if place.key}
    used = {number for number in Place.objects.values_list("number", flat=True) if number[0] != WORKSHEETS}
    numbers = _assigned(sections, known, used, "")
    for part in found:
        chapters = [book.key_of(chapter) for chapter in part.chapters]
        numbers |= _assigned(chapters, known, used, f"{numbers[book.key_of(part.section)]}.")
    if found:
        numbers |= {item.key: item.number for item in book.worksheets()}
    return numbers, {key: number for key, number in numbers.items() if known.get(key) != number}


def _assigned(order: list[str], known: dict[str, str], used: set[str], prefix: str) -> dict[str, str]:
    def is_here(number: str) -> bool:
        return number.startswith(prefix) and "." not in number.removeprefix(prefix)

    here = {key: known[key].removeprefix(prefix) for key in order if key in known and is_here(known[key])}
    taken = {number.removeprefix(prefix) for number in used if is_here(number)}
    return {key: prefix + number for key, number in numbering.assign(order, here, taken).items()}


def _changed(items: Sequence[Item]) -> list[Item]:
    digests = dict(Place.objects.filter(key__in=[item.key for item in items]).values_list("key", "digest"))
    return [item for item in items if digests[item.key] != item.digest]


@transaction.atomic
def _write(items: Sequence[Item], laid: dict[str, list[Leaf]]) -> bool:
    """Write what is different; False when the handbook was changed after `items` were read."""
    lock("methods.binder")
    places = {place.key: place for place in Place.objects.exclude(key=None)}
    found = book.parts()
    keys = {book.key_of(page) for part in found for page in (part.section, *part.chapters)}
    if (keys | {item.key for item in book.worksheets()}) - set(places):
        return False
    now = book.items(found, {key: place.number for key, place in places.items() if key})
    if [item.digest for item in now] != [item.digest for item in items]:
        return False
    if any(places[item.key].digest != item.digest and item.key not in laid for item in items):
        return False
    _Writer(now, places, laid).write()
    return True


class _Writer:
    """Closes the sheets that are no longer right and opens those that are, in one edition."""

    def __init__(self, items: Sequence[Item], places: dict[str | None, Place], laid: dict[str, list[Leaf]]) -> None:
        self._items, self._places, self._laid = items, places, laid
        self._edition: Edition | None = None
        self._new: list[Sheet] = []
        self._closed: list[int] = []
        self._current: dict[int, dict[int, Sheet]] = {}
        for sheet in Sheet.objects.current().defer("content"):
            self._current.setdefault(sheet.place_id, {})[sheet.no] = sheet
        rows = Sheet.objects.values_list("place", "no").annotate(Max("version"))
        self._versions = {(place, no): version for place, no, version in rows}

    def write(self) -> None:
        for item in self._items:
            self._write_item(item)
        gone = set(self._current) - {self._places[item.key].pk for item in self._items}
        for place in gone:
            self._close(self._current[place].values())
            Place.objects.filter(pk=place).update(digest="")
        if not self._new and not self._closed:
            return
        Sheet.objects.filter(pk__in=self._closed).update(until=self.edition)
        for sheet in self._new:
            sheet.since = self.edition
        Sheet.objects.bulk_create(self._new)

    @property
    def edition(self) -> Edition:
        if self._edition is None:
            last = Edition.objects.aggregate(last=Max("number"))["last"] or 0
            self._edition = Edition.objects.create(number=last + 1)
        return self._edition

    def _write_item(self, item: Item) -> None:
        place = self._places[item.key]
        current = self._current.get(place.pk, {})
        if place.digest == item.digest:
            for old in current.values():
                self._renew_if_needed(old, item)
            return
        leaves = self._laid[item.key]
        for no, (front, back) in enumerate(leaves, start=1):
            self._put(place, no, item, (front, back), current.get(no))
        self._close(old for no, old in current.items() if no > len(leaves))
        Place.objects.filter(pk=place.pk).update(digest=item.digest)

    def _put(self, place: Place, no: int, item: Item, leaf: Leaf, old: Sheet | None) -> None:
        content_hash = book.content_hash(item.title, leaf)
        if old and old.content_hash == content_hash:
            self._renew_if_needed(old, item)
            return
        self._close([old] if old else [])
        version = self._versions.get((place.pk, no), 0) + 1
        self._new.append(
            Sheet(
                place=place,
                no=no,
                version=version,
                title=item.title,
                content_hash=content_hash,
                content={"front": leaf[0], "back": leaf[1]},
                review_on=item.review_on,
                public=item.public,
            )
        )

    def _renew_if_needed(self, old: Sheet, item: Item) -> None:
        """The same version with a new date of review, or for other readers."""
        if (old.review_on, old.public) == (item.review_on, item.public):
            return
        self._close([old])
        fields = {name: getattr(old, name) for name in ("place", "no", "version", "title", "content_hash", "content")}
        self._new.append(Sheet(**fields, review_on=item.review_on, public=item.public))

    def _close(self, sheets: Iterable[Sheet]) -> None:
        self._closed += [sheet.pk for sheet in sheets]
