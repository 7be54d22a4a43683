"""Courses that are granted in a case: who keeps the cases is told of attendance. This app knows the case's number only.

The app that keeps cases registers itself here in `ready()`: it says which cases a member of staff may register somebody
in, and it is told of attendance. What it is told is told inside the transaction that writes
the mark, so that the two can't say different things.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID, uuid5

from courses.models import Attendance, Kind, Registration, Session
from portal.models import User


class Report(NamedTuple):
    """One mark in words. `key` is the same for the same person and session, whatever the mark says."""

    key: UUID
    case_number: str
    course: str
    session: Session
    number: str  # "2 av 4"
    status: str  # one of Attendance.Status, empty when the mark was taken away
    so_far: str


Reporter = Callable[[Report, User], None]
Check = Callable[[str, User], str]
_reporters: list[Reporter] = []
_checks: list[Check] = []


def register_check(check: Check) -> None:
    """`check(number, by)` says in a Swedish sentence why `by` can't register somebody in the case, or nothing."""
    if check not in _checks:
        _checks.append(check)


def fault(number: str, by: User) -> str:
    """Why `by` can't register somebody in the case with the number; empty when it can be done."""
    return next((said for check in _checks if (said := check(number, by))), "")


def register(reporter: Reporter) -> None:
    if reporter not in _reporters:
        _reporters.append(reporter)


def report(registration: Registration, session: Session, mark: Attendance | None, by: User) -> None:
    """Tell those who keep cases; nothing is told of any other kind of course."""
    if registration.kind != Kind.GRANTED:
        return
    said = _report(registration, session, mark)
    for reporter in _reporters:
        reporter(said, by)


def _report(registration: Registration, session: Session, mark: Attendance | None) -> Report:
    occasion = Registration.objects.select_related("occasion__course").get(pk=registration.pk).occasion
    own = [each.pk for each in occasion.meetings]
    number = own.index(session.pk) + 1 if session.pk in own else mark.number if mark else None
    fresh = Registration.objects.get(pk=registration.pk)
    fresh.occasion = occasion
    done = ". Kursen är klar" if fresh.is_completed else f", {fresh.required} behövs för att ha gått kursen"
    return Report(
        key=uuid5(registration.key, str(session.uid)),
        case_number=registration.case_number,
        course=occasion.course.title,
        session=session,
        number=f"{number or '–'} av {len(own)}",
        status=mark.status if mark else "",
        so_far=f"{fresh.attended} av {len(own)} träffar{done}.",
    )
