"""The three weeks of 12 kap. 44 § jordabalken, with the holidays of the year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.deadlines import earliest_decision, payment_deadline
from portal.workdays import add_weekdays, easter, holidays, is_weekday, same_or_next_weekday

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("served", "message", "deadline", "decision"),
    [
        # Served on a Monday, the message came on the Thursday: three weeks from the later day, then two weekdays.
        (date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 26), date(2026, 3, 30)),
        # The other order gives the same day.
        (date(2026, 3, 5), date(2026, 3, 2), date(2026, 3, 26), date(2026, 3, 30)),
        # 13 March + 21 days is Good Friday: Easter moves the last day to the Tuesday after.
        (date(2026, 3, 13), date(2026, 3, 10), date(2026, 4, 7), date(2026, 4, 9)),
        # A Saturday moves to the Monday.
        (date(2026, 5, 2), date(2026, 5, 2), date(2026, 5, 25), date(2026, 5, 27)),
        # Midsummer eve counts as a holiday.
        (date(2026, 5, 29), date(2026, 5, 29), date(2026, 6, 22), date(2026, 6, 24)),
        # Christmas: 24, 25 and 26 December and the Sunday after.
        (date(2026, 12, 3), date(2026, 12, 3), date(2026, 12, 28), date(2026, 12, 30)),
    ],
)
def test_worked_examples(served, message, deadline, decision):
    assert payment_deadline(served, message) == deadline
    assert earliest_decision(deadline) == decision


@pytest.mark.parametrize(("served", "message"), [(None, date(2026, 3, 5)), (date(2026, 3, 2), None), (None, None)])
def test_an_unknown_date_gives_no_deadline(served, message):
    assert payment_deadline(served, message) is None


def test_holidays_of_2026():
    assert easter(2026) == date(2026, 4, 5)
    named = {"good friday": date(2026, 4, 3), "ascension": date(2026, 5, 14), "national day": date(2026, 6, 6),
             "midsummer": date(2026, 6, 20), "all saints": date(2026, 10, 31), "epiphany": date(2026, 1, 6)}  # fmt: skip
    assert set(named.values()) <= holidays(2026)
    assert date(2026, 6, 5) not in holidays(2026)


@given(DAYS, DAYS)
def test_the_deadline_is_a_weekday_at_least_three_weeks_after_both(served, message):
    deadline = payment_deadline(served, message)

    assert is_weekday(deadline)
    assert (deadline - max(served, message)).days >= 21
    assert earliest_decision(deadline) == add_weekdays(deadline, 2) > deadline


@given(DAYS)
def test_no_weekday_is_passed_over(day):
    found = same_or_next_weekday(day)

    between = [date.fromordinal(number) for number in range(day.toordinal(), found.toordinal())]
    assert not any(is_weekday(each) for each in between)
