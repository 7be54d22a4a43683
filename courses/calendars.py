"""Calendar files (RFC 5545). Texts are neutral: others may see a calendar.

Each session is an event with a UID of its own that never changes. A higher SEQUENCE replaces what a calendar has, and a
session that is cancelled stays in the file as cancelled, so that the calendar takes it away.
"""

from collections.abc import Iterable

from icalendar import Calendar, Event

from courses.models import Occasion, Session


def series(occasion: Occasion) -> bytes:
    """All sessions of the occasion. METHOD is CANCEL when the whole occasion is cancelled."""
    calendar = _calendar("CANCEL" if occasion.is_cancelled else "PUBLISH")
    _add(calendar, occasion)
    return calendar.to_ical()


def feed(occasions: Iterable[Occasion]) -> bytes:
    """Several occasions in one, for a calendar program that asks again by itself."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", "Kurser")
    calendar.add("refresh-interval;value=duration", "PT4H")
    for occasion in occasions:
        _add(calendar, occasion)
    return calendar.to_ical()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Metodparmen//Kurser//SV")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _add(calendar: Calendar, occasion: Occasion) -> None:
    numbers = {session.pk: number for number, session in enumerate(occasion.meetings, start=1)}
    for session in occasion.sessions.all():
        number = numbers.get(session.pk)
        calendar.add_component(
            _event(occasion, session, f"träff {number} av {len(numbers)}" if number else "inställd")
        )


def _event(occasion: Occasion, session: Session, part: str) -> Event:
    name = occasion.course.title if occasion.course.is_for_staff else "Kurs"
    is_off = occasion.is_cancelled or session.is_cancelled
    event = Event()
    event.add("uid", f"{session.uid}@metodparmen")
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", occasion.changed_at)
    event.add("dtstart", session.start)
    event.add("dtend", session.end)
    event.add("summary", f"{name}, {part}")
    event.add("location", session.place or occasion.place)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event
