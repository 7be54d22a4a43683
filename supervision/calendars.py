"""Calendar files (RFC 5545) of planned sessions. Texts are neutral: others may see a calendar."""

from collections.abc import Iterable

from django.utils import timezone
from icalendar import Calendar, Event

from supervision.models import PlannedSession

TITLE = "Handledning"


def series(planned: Iterable[PlannedSession]) -> bytes:
    """Those that stand, and those that were cancelled so that they leave the calendar too."""
    return _calendar(list(planned), "PUBLISH")


def single(planned: PlannedSession) -> bytes:
    """One session; when it was cancelled a file that takes it away."""
    return _calendar([planned], "CANCEL" if planned.cancelled_at else "PUBLISH")


def _calendar(planned: list[PlannedSession], method: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Metodparmen//Handledning//SV")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for each in planned:
        calendar.add_component(_event(each))
    return calendar.to_ical()


def _event(planned: PlannedSession) -> Event:
    event = Event()
    event.add("uid", planned.uid)
    event.add("sequence", planned.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", planned.starts_at)
    event.add("dtend", planned.ends_at)
    event.add("summary", TITLE)
    if planned.place:
        event.add("location", planned.place)
    event.add("status", "CANCELLED" if planned.cancelled_at else "CONFIRMED")
    return event
