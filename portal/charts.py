"""Charts as plain SVG: told apart by pattern and form as well as colour, with their figures in a table under them.

Show one with `{% include "components/chart.html" with chart=… %}`. Nothing in it is script or inline style.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from portal.templatetags.swedish import tal

Value = float | int | None

WIDTH = 320  # of the drawing's own units: as wide as the smallest phone, so that its letters can be read there
ROW, BAR = 40, 16
VALUE_ROOM = 48
LINE_HEIGHT, LEFT, TOP, BOTTOM = 200, 34, 12, 28
LEGEND_ROW = 20
PATTERNS = 6
MOST_LABELS = 4


class Kind(StrEnum):
    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"


NAMES = {Kind.BAR: "Stapeldiagram", Kind.STACKED: "Delade staplar", Kind.LINE: "Linjediagram"}


@dataclass(frozen=True)
class Series:
    """A name and one value for each label; None where nothing was measured."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Chart:
    """`key` is unique on the page. `label_title` heads the table's first column; `unit` stands after numbers in words.

    Raises ValueError when a series does not have one value for each label, when a value is negative, when there are
    more than six series, or when a bar chart has not exactly one.
    """

    kind: Kind
    key: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    label_title: str = ""
    unit: str = ""
    decimals: int = 0
    description: str = field(default="")

    def __post_init__(self) -> None:
        if len(self.series) > PATTERNS or (self.kind == Kind.BAR and len(self.series) != 1):
            raise ValueError(f"A chart has at most {PATTERNS} series, a bar chart one.")
        for each in self.series:
            if len(each.values) != len(self.labels):
                raise ValueError(f"{each.name}: {len(each.values)} values for {len(self.labels)} labels.")
            if any(value is not None and value < 0 for value in each.values):
                raise ValueError(f"{each.name}: a length can't be negative.")

    def __bool__(self) -> bool:
        """Whether there is anything to draw."""
        return any(value for each in self.series for value in each.values)

    @cached_property
    def words(self) -> str:
        """What the drawing shows, for those who do not see it: the caller's words, or the largest value."""
        if self.description:
            return self.description
        largest, label, name = max(
            (value, self.labels[place], each.name)
            for each in self.series
            for place, value in enumerate(each.values)
            if value is not None
        )
        of = f", {name}" if len(self.series) > 1 else ""
        return f"{NAMES[self.kind]}. Störst är {label}{of}: {self.number(largest)}. Alla siffror står i tabellen."

    def number(self, value: Value) -> str:
        return "–" if value is None else tal(value, self.decimals)

    @property
    def has_legend(self) -> bool:
        return len(self.series) > 1

    @cached_property
    def legend(self) -> list[dict[str, Any]]:
        """One row for each series: its pattern's number, its name, and where it stands."""
        return [
            {"pattern": number, "name": each.name, "y": place * LEGEND_ROW + 4, "text_y": place * LEGEND_ROW + 15}
            for place, (number, each) in enumerate(enumerate(self.series, start=1))
        ]

    @property
    def legend_height(self) -> int:
        return len(self.series) * LEGEND_ROW + 8 if self.has_legend else 0

    @property
    def height(self) -> int:
        body = LINE_HEIGHT + TOP + BOTTOM if self.kind == Kind.LINE else len(self.labels) * ROW + 4
        return self.legend_height + body

    # Bars

    @cached_property
    def bars(self) -> list[dict[str, Any]]:
        """A row for each label: where its words stand, its pieces from the left, and its sum after them."""
        longest = max((sum(_known(column)) for column in self._columns), default=0) or 1
        return [self._bar(place, column, longest) for place, column in enumerate(self._columns)]

    @property
    def _columns(self) -> list[tuple[Value, ...]]:
        return list(zip(*(each.values for each in self.series), strict=True))

    def _bar(self, place: int, column: tuple[Value, ...], longest: float) -> dict[str, Any]:
        top = self.legend_height + place * ROW
        pieces, x = [], 0.0
        for number, value in enumerate(column, start=1):
            width = (value or 0) / longest * (WIDTH - VALUE_ROOM)
            if width:
                pieces.append({"pattern": number, "x": _at(x), "width": _at(width)})
            x += width
        known = [value for value in column if value is not None]
        return {
            "label": self.labels[place], "label_y": top + 13, "y": top + 18, "pieces": pieces,
            "value": self.number(sum(known) if known else None), "value_x": _at(x + 5), "value_y": top + 18 + BAR - 3,
        }  # fmt: skip

    # Lines

    @cached_property
    def ticks(self) -> list[dict[str, Any]]:
        """The horizontal lines with their numbers."""
        return [
            {"y": _at(self._y(value)), "text_y": _at(self._y(value) + 4), "text": self.number(value)}
            for value in self._scale
        ]

    @cached_property
    def _scale(self) -> list[float]:
        """From zero to above the largest value in at most five even steps."""
        largest = max((value for each in self.series for value in _known(each.values)), default=0) or 1
        size = 10.0**-self.decimals
        while True:
            for step in (size, 2 * size, 5 * size):
                if step * 5 >= largest:
                    count = int(-(-largest // step))
                    return [step * number for number in range(count + 1)]
            size *= 10

    def _y(self, value: float) -> float:
        return self.legend_height + TOP + LINE_HEIGHT * (1 - value / self._scale[-1])

    def _x(self, place: int) -> float:
        steps = max(len(self.labels) - 1, 1)
        return LEFT + 6 + place * (WIDTH - LEFT - 16) / steps

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """For each series the points of its marks, and a path that is broken where a value is missing."""
        return [self._line(number, each) for number, each in enumerate(self.series, start=1)]

    def _line(self, number: int, series: Series) -> dict[str, Any]:
        path, points, pen_is_down = [], [], False
        for place, value in enumerate(series.values):
            if value is not None:
                x, y = _at(self._x(place)), _at(self._y(value))
                path.append(f"{'L' if pen_is_down else 'M'}{x} {y}")
                points.append({"x": x, "y": y})
            pen_is_down = value is not None
        return {"pattern": number, "path": " ".join(path), "points": points}

    @cached_property
    def label_marks(self) -> list[dict[str, Any]]:
        """As many labels under a line as there is room for, the first and the last always."""
        last = len(self.labels) - 1
        every = max(1, -(-last // (MOST_LABELS - 1)))
        shown = [place for place in range(last + 1) if place % every == 0 and last - place >= every] + [last]
        return [
            {"text": self.labels[place], "x": _at(self._x(place)), "anchor": _anchor(place, last)} for place in shown
        ]

    @property
    def label_y(self) -> int:
        return self.height - 8

    # The table

    @property
    def table_header(self) -> list[str]:
        total = ["Totalt"] if self.kind == Kind.STACKED else []
        return [self.label_title, *(each.name for each in self.series), *total]

    @cached_property
    def table_rows(self) -> list[tuple[str, list[str]]]:
        return [(label, self._cells(column)) for label, column in zip(self.labels, self._columns, strict=True)]

    def _cells(self, column: tuple[Value, ...]) -> list[str]:
        total = [self.number(sum(_known(column)))] if self.kind == Kind.STACKED else []
        return [*(self.number(value) for value in column), *total]


def _known(values: Sequence[Value]) -> list[float]:
    return [value for value in values if value is not None]


def _at(number: float) -> str:
    """A coordinate: with a point, whatever the language of the page."""
    return f"{number:.1f}"


def _anchor(place: int, last: int) -> str:
    if last == 0 or 0 < place < last:
        return "middle"
    return "end" if place else "start"
