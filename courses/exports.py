"""Lists for a spreadsheet program."""

from typing import Any

from courses import figures
from courses.models import Occasion
from courses.printing import comers
from portal import spreadsheets
from portal.models import User
from portal.spreadsheets import Sheet


def participants(occasion: Occasion, kind: str) -> bytes:
    """Name, how to reach, and a column for each session. What the room needs is not in it: it is not to be spread."""
    sessions = occasion.meetings
    header = ["Namn", "Roll", "Enhet", "Telefon", "E-post", "Anmäld", "Läge",
              *(f"Träff {number}" for number in range(1, len(sessions) + 1)), "Klar"]  # fmt: skip
    rows = [_row(registration, sessions, occasion) for registration in comers(occasion)]
    return _file(kind, "Deltagare", header, rows)


def _row(registration: Any, sessions: list[Any], occasion: Occasion) -> list[Any]:
    marks = {mark.session_id: mark.get_status_display() for mark in registration.attendances.all()}
    is_guest = registration.occasion_id != occasion.pk
    return [
        registration.name, registration.role, registration.unit, registration.phone, registration.email,
        registration.registered_at, "gäst från annan grupp" if is_guest else registration.get_state_display(),
        *(marks.get(session.pk, "") for session in sessions), "" if is_guest else registration.is_completed,
    ]  # fmt: skip


def competence(user: User, kind: str) -> bytes:
    found = figures.competence(user)
    header = ["Namn", "Yrkestitel", "Enhet", *(course.title for course in found["courses"])]
    rows = [
        [row["person"], row["person"].title, row["person"].unit, *(cell["text"] for cell in row["cells"])]
        for row in found["rows"]
    ]
    return _file(kind, "Kompetens", header, rows)


def _file(kind: str, title: str, header: list[str], rows: list[list[Any]]) -> bytes:
    return spreadsheets.xlsx([Sheet(title, header, rows)]) if kind == "xlsx" else spreadsheets.csv(header, rows)
