"""The printed binder: a whole one, and the sheets that turn an older one into today's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from methods.binder import leaves
from methods.binder.numbering import sort_key
from methods.models import Edition, HandbookPage, Sheet
from portal import printing
from portal.templatetags.swedish import langdatum


class NothingToPrint(LookupError):
    """No sheet that the reader may have was asked for."""


@dataclass(frozen=True)
class Selection:
    """What a binder holds: everything, or some sections and chapters by their numbers. No numbers mean everything."""

    numbers: frozenset[str] = frozenset()

    def holds(self, number: str) -> bool:
        """A chapter that was chosen, all chapters of a chosen section, and the divider before a chosen chapter."""
        if not self.numbers or number in self.numbers or number.split(".")[0] in self.numbers:
            return True
        return any(chosen.startswith(f"{number}.") for chosen in self.numbers)


@dataclass(frozen=True)
class Change:
    """What to do at one number of the binder."""

    number: str
    title: str
    out: list[Sheet] = field(default_factory=list)
    into: list[Sheet] = field(default_factory=list)


def sheets_of(edition: Edition, selection: Selection, reader: Any) -> list[Sheet]:
    """The sheets of a binder of that edition, in order."""
    rows = Sheet.objects.in_edition(edition.number).readable_by(reader).select_related("place")
    return leaves.in_order(row for row in rows if selection.holds(row.place.number))


def binder(edition: Edition, selection: Selection, reader: Any) -> bytes:
    """The PDF of a whole binder. The same edition, selection and reader's rights give the same bytes."""
    sheets = sheets_of(edition, selection, reader)
    if not sheets:
        raise NothingToPrint
    return _pdf(edition, [*_front_matter(edition, selection, sheets), *map(leaves.of_sheet, sheets)], sheets)


def _front_matter(edition: Edition, selection: Selection, sheets: Sequence[Sheet]) -> list[leaves.Leaf]:
    handbook = HandbookPage.objects.live().first()
    subtitle = "Ett urval av kapitel" if selection.numbers else (handbook.summary if handbook else "")
    colophon = [
        f"Utgåva {edition.number}, {langdatum(edition.made_at)}.",
        "Skriv ut på båda sidor av pappret, i naturlig storlek, och slå hål vid märket i marginalen.",
        "När handboken ändras skriver du ut bara de blad som är nya. Ange utgåvans nummer eller dagen då du skrev ut.",
    ]
    cover = leaves.cover(edition, publisher="Metodpärmen", subtitle=subtitle, colophon=colophon)
    return [cover, *leaves.contents(edition, sheets)]


def _pdf(edition: Edition, all_leaves: list[leaves.Leaf], sheets: Iterable[Sheet]) -> bytes:
    handbook = HandbookPage.objects.live().first()
    present = sorted({sheet.place.number for sheet in sheets if sheet.no == 1}, key=sort_key)
    data = {
        "title": handbook.title if handbook else "Handbok",
        "publisher": "Metodpärmen",
        "present": present,
        "leaves": leaves.with_depths(all_leaves),
    }
    return printing.pdf("methods/binder", data)


# Updates


def by_label(sheets: Iterable[Sheet]) -> dict[tuple[str, int], Sheet]:
    return {(sheet.place.number, sheet.no): sheet for sheet in sheets}


def changes(before: Iterable[Sheet], now: Iterable[Sheet], *, dates_too: bool) -> list[Change]:
    """What to take out of a binder and what to put in, number by number. With `dates_too` also for a new review date."""

    def differ(one: Sheet, other: Sheet) -> bool:
        return one.version != other.version or (dates_too and one.review_on != other.review_on)

    old, new = by_label(before), by_label(now)
    out = [sheet for label, sheet in old.items() if label not in new or differ(sheet, new[label])]
    into = [sheet for label, sheet in new.items() if label not in old or differ(sheet, old[label])]
    return _by_number(out, into)


def _by_number(out: Iterable[Sheet], into: Iterable[Sheet]) -> list[Change]:
    found: dict[str, Change] = {}
    for sheet in leaves.in_order(into):
        found.setdefault(sheet.place.number, Change(sheet.place.number, sheet.title)).into.append(sheet)
    for sheet in leaves.in_order(out):
        found.setdefault(sheet.place.number, Change(sheet.place.number, sheet.title)).out.append(sheet)
    return sorted(found.values(), key=lambda change: sort_key(change.number))


def update(before: Edition, now: Edition, selection: Selection, reader: Any, *, dates_too: bool) -> bytes:
    """The PDF that turns a binder of `before` into one of `now`: what to do, a new cover and contents, new sheets.

    Raises NothingToPrint when the binder is as it should be.
    """
    sheets = sheets_of(now, selection, reader)
    found = changes(sheets_of(before, selection, reader), sheets, dates_too=dates_too)
    if not found:
        raise NothingToPrint
    new = [sheet for change in found for sheet in change.into]
    front = _front_matter(now, selection, sheets)
    return _pdf(now, [*_instructions(before, now, found, len(front)), *front, *map(leaves.of_sheet, new)], new)


def _instructions(before: Edition, now: Edition, found: Sequence[Change], front: int) -> list[leaves.Leaf]:
    rows = [["Främst", "Omslag och innehåll", "alla", "alla"], *map(_row, found)]
    count = front + sum(len(change.into) for change in found)
    texts = [
        f"Din pärm är utgåva {before.number}, {_day(before)}. Med bladen här blir den utgåva {now.number}, {_day(now)}.",
        f"Skriv ut på båda sidor. {count} blad ska in. Gå uppifrån och ned i listan och stryk det som är gjort.",
        "Lägg det du tar ut i pappersåtervinningen. Det här bladet behöver du inte spara.",
    ]
    return leaves.of_pages(
        "Byt blad",
        now,
        [
            {"kind": "h", "level": 1, "runs": [{"text": "Byt blad i din pärm"}]},
            *({"kind": "p", "runs": [{"text": text}]} for text in texts),
            {
                "kind": "table",
                "caption": "Ta ut och sätt in",
                "head": ["Nummer", "Kapitel", "Ta ut blad", "Sätt in blad"],
                "rows": rows,
                "widths": [15, 47, 20, 20],
            },
        ],
    )


def _day(edition: Edition) -> str:
    return langdatum(timezone.localtime(edition.made_at))


def _row(change: Change) -> list[str]:
    spans = [leaves.span([sheet.no for sheet in sheets]) or "–" for sheets in (change.out, change.into)]
    title = change.title if "." in change.number else f"Flik: {change.title}"
    return [change.number, title, *spans]
