"""The clock of 12 kap. 44 § jordabalken.

The tenant keeps the flat when the rent is paid within three weeks from when both had happened: the tenant was served
the notice, and a message about it was left to the social welfare board. After that two more weekdays must pass
before an eviction may be decided. A last day on a holiday moves to the next weekday (lag 1930:173, 2 §).
"""

from datetime import date, timedelta

from portal.workdays import add_weekdays, same_or_next_weekday

PERIOD = timedelta(days=21)
WEEKDAYS_BEFORE_DECISION = 2


def payment_deadline(served_on: date | None, message_on: date | None) -> date | None:
    """The last day to pay, or None when one of the dates is not known: then the landlord has to be asked."""
    if served_on is None or message_on is None:
        return None
    return same_or_next_weekday(max(served_on, message_on) + PERIOD)


def earliest_decision(deadline: date) -> date:
    """The second weekday after the deadline; a decision comes after it."""
    return add_weekdays(deadline, WEEKDAYS_BEFORE_DECISION)
