"""Charts: a picture with words, told apart by more than colour, and the same figures in a table."""

import re

import pytest
from django.template.loader import render_to_string

from portal.charts import Chart, Kind, Series

BARS = Chart(
    Kind.BAR,
    "teman",
    "Teman",
    ["Pärmmetoden", "Etik <b>"],
    [Series("Pass", [12, 3])],
    label_title="Tema",
    unit="antal pass",
)
STACKED = Chart(
    Kind.STACKED, "manader", "Teman per månad", ["januari", "februari"], [Series("MI", [1, 2]), Series("Etik", [0, 4])],
    label_title="Månad",
)  # fmt: skip
LINE = Chart(
    Kind.LINE, "tid", "Över tid", [f"v. {week}" for week in range(1, 13)],
    [Series("Egna", [1.5, None, *[3.25] * 10]), Series("Andras", [0] * 12)], label_title="Vecka", decimals=2,
)  # fmt: skip


def drawn(chart):
    return render_to_string("components/chart.html", {"chart": chart})


@pytest.mark.parametrize("chart", [BARS, STACKED, LINE])
def test_a_drawing_is_one_picture_with_a_name_and_words(chart):
    page = drawn(chart)

    assert f'role="img" aria-labelledby="{chart.key}-title {chart.key}-desc"' in page
    assert f'<title id="{chart.key}-title">{chart.title}</title>' in page
    assert "Alla siffror står i tabellen." in page


@pytest.mark.parametrize("chart", [BARS, STACKED, LINE])
def test_nothing_in_it_breaks_the_content_security_policy(chart):
    assert not re.search(r"<script|<style| style=| on\w+=|https?:", drawn(chart))


@pytest.mark.parametrize("chart", [BARS, STACKED, LINE])
def test_every_coordinate_has_a_decimal_point(chart):
    """In a Swedish page a number would be written with a comma, which SVG reads as two numbers."""
    drawing = drawn(chart).split("</svg>")[0]
    places = re.findall(r' (?:x|y|width|height|cx|cy|d)="([^"]*)"', drawing)

    assert places
    assert not any("," in place for place in places)


def test_the_table_has_the_same_figures():
    assert STACKED.table_header == ["Månad", "MI", "Etik", "Totalt"]
    assert STACKED.table_rows == [("januari", ["1", "0", "1"]), ("februari", ["2", "4", "6"])]
    assert LINE.table_rows[1] == ("v. 2", ["–", "0,00"])
    assert '<td class="number">12</td>' in drawn(BARS)


def test_series_are_told_apart_by_pattern_and_dash():
    assert {piece["pattern"] for piece in STACKED.bars[1]["pieces"]} == {1, 2}
    assert "chart__line--2" in drawn(LINE)
    patterns = re.findall(r'<pattern id="manader-\d".*?</pattern>', drawn(STACKED))
    assert len({re.sub(r"(-\d)\b", "", each.split(">", 1)[1]) for each in patterns}) == 6


def test_the_longest_bar_fills_the_room_and_the_others_are_in_proportion():
    first, second = (bar["pieces"][0]["width"] for bar in BARS.bars)

    assert float(first) == pytest.approx(272)
    assert float(second) == pytest.approx(272 * 3 / 12)
    assert [bar["value"] for bar in BARS.bars] == ["12", "3"]


def test_a_line_is_broken_where_nothing_was_measured():
    assert LINE.lines[0]["path"].count("M") == 2
    assert len(LINE.lines[0]["points"]) == 11


def test_the_scale_is_round_and_reaches_above_the_largest():
    scale = LINE._scale

    assert scale[0] == 0
    assert scale[-1] >= 3.25
    assert len(scale) <= 6
    assert len(Chart(Kind.LINE, "a", "a", ["x"], [Series("a", [7])])._scale) == 5


def test_the_first_and_the_last_label_are_always_there():
    marks = LINE.label_marks

    assert (marks[0]["text"], marks[-1]["text"]) == ("v. 1", "v. 12")
    assert len(marks) <= 4
    assert [mark["text"] for mark in Chart(Kind.LINE, "a", "a", ["ett"], [Series("a", [1])]).label_marks] == ["ett"]


def test_text_is_text():
    assert "Etik &lt;b&gt;" in drawn(BARS)


@pytest.mark.parametrize("values", [[], [0], [None]])
def test_nothing_to_draw_is_said(values):
    page = drawn(Chart(Kind.BAR, "a", "Tomt", ["x"] * len(values), [Series("a", values)]))

    assert "Det finns inga siffror att visa än." in page
    assert "<svg" not in page


@pytest.mark.parametrize(
    ("kind", "series"),
    [
        (Kind.BAR, [Series("a", [1, 2])]),
        (Kind.BAR, [Series("a", [1]), Series("b", [1])]),
        (Kind.LINE, [Series("a", [-1])]),
        (Kind.LINE, [Series(str(number), [1]) for number in range(7)]),
    ],
)
def test_what_can_not_be_drawn_is_refused(kind, series):
    with pytest.raises(ValueError, match=r"series|values|negative"):
        Chart(kind, "a", "a", ["x"], series)
