"""Calendar files (RFC 5545). Texts are neutral: others may see a calendar. A higher SEQUENCE replaces the event."""

from icalendar import Calendar, Event

from courses.models import Occasion, Session


def series(occasion: Occasion) -> bytes:
    """All sessions of the occasion; cancelled events when the occasion is cancelled."""
    calendar = Calendar()
    calendar.add("prodid", "-//Metodparmen//Kurser//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if occasion.is_cancelled else "PUBLISH")
    sessions = list(occasion.sessions.all())
    for number, session in enumerate(sessions, start=1):
        calendar.add_component(_event(occasion, session, f"träff {number} av {len(sessions)}"))
    return calendar.to_ical()


def _event(occasion: Occasion, session: Session, part: str) -> Event:
    name = occasion.course.title if occasion.course.is_for_staff else "Kurs"
    event = Event()
    event.add("uid", f"{session.uid}@metodparmen")
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", occasion.changed_at)
    event.add("dtstart", session.start)
    event.add("dtend", session.end)
    event.add("summary", f"{name}, {part}")
    event.add("location", session.place or occasion.place)
    event.add("status", "CANCELLED" if occasion.is_cancelled else "CONFIRMED")
    return event
