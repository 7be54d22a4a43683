"""Swedish weekdays (vardagar): public holidays by law, and when a period that ends on a holiday ends instead.

Lag (1989:253) om allmänna helgdagar; lag (1930:173) om beräkning av lagstadgad tid, 2 §: a period that ends on
a Sunday, another public holiday, a Saturday, midsummer eve, Christmas eve or New Year's eve ends on the next weekday.
"""

from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def _first_saturday(start: date) -> date:
    return start + DAY * ((5 - start.weekday()) % 7)


@cache
def holidays(year: int) -> frozenset[date]:
    """Public holidays, and the three eves that count as holidays when a period ends."""
    sunday = easter(year)
    midsummer = _first_saturday(date(year, 6, 20))
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    moving = [sunday - 2 * DAY, sunday, sunday + DAY, sunday + 39 * DAY, sunday + 49 * DAY]
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + moving
        + [midsummer - DAY, midsummer, _first_saturday(date(year, 10, 31))]
    )


def is_weekday(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def same_or_next_weekday(day: date) -> date:
    while not is_weekday(day):
        day += DAY
    return day


def add_weekdays(day: date, count: int) -> date:
    """The weekday that is `count` weekdays after `day`."""
    for _ in range(count):
        day = same_or_next_weekday(day + DAY)
    return day
