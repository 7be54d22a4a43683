from courses.models.afterwards import Certificate, Evaluation
from courses.models.attendance import Attendance, GuestSeat
from courses.models.coming import Coming
from courses.models.feeds import CalendarFeed
from courses.models.occasions import Occasion
from courses.models.pages import Audience, CoursePage, CoursePart, CoursesIndexPage, Kind
from courses.models.registrations import Move, Registration
from courses.models.sessions import Session
from courses.models.texts import MessageText

__all__ = [
    "Attendance",
    "Audience",
    "CalendarFeed",
    "Certificate",
    "Coming",
    "CoursePage",
    "CoursePart",
    "CoursesIndexPage",
    "Evaluation",
    "GuestSeat",
    "Kind",
    "MessageText",
    "Move",
    "Occasion",
    "Registration",
    "Session",
]
