from courses.models.attendance import Attendance
from courses.models.occasions import Occasion, Session
from courses.models.pages import Audience, CoursePage, CoursesIndexPage, Kind
from courses.models.registrations import Move, Registration

__all__ = [
    "Attendance",
    "Audience",
    "CoursePage",
    "CoursesIndexPage",
    "Kind",
    "Move",
    "Occasion",
    "Registration",
    "Session",
]
