"""The demo's courses: past, current and coming, all made through the actions. Dates are relative to today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from courses import actions
from courses.models import Attendance, CoursePage, Move, Occasion, Registration, Session
from portal.models import User
from portal.models.messages import Message
from portal.templatetags.swedish import klockan, veckodag
from portal.workdays import same_or_next_weekday

# A course that is over is registered to in the future and then moved back: nobody can register to what has begun.
AHEAD = timedelta(days=1000)
OFFICE, SMALL_ROOM = "Stora mötesrummet, Provvägen 2", "Lilla salen, Exempelgatan 4"
BOSKOLA_TITLES = ("Att hyra", "Pengar", "Sköta lägenheten och vara trygg", "Grannar och vägen vidare")
PARM_TITLES = ("Halvdag 1: Ordna papperen", "Halvdag 2: Budget och skulder")
MI_TITLES = ("Halvdag 1: Lyssna och fråga", "Halvdag 2: Förändringsprat", "Halvdag 3: Öva på egna samtal")

ALIASES = (
    ("Solrosen", "", "svenska"), ("Kajsa", "070-174 06 05", "svenska"), ("Nordan", "", "arabiska"),
    ("Pettersson på hörnet", "070-174 06 06", "svenska"), ("Amina", "070-174 06 07", "somaliska"),
    ("Blåbäret", "", "lätt svenska"), ("Tuva", "070-174 06 08", "svenska"), ("Månen", "", "tigrinja"),
    ("Göran", "", "svenska"), ("Lilla My", "070-174 06 09", "engelska"), ("Yusuf", "", "somaliska"),
    ("Vintergatan", "070-174 06 10", "ukrainska"), ("Berra", "", "svenska"), ("Hanna B", "", "dari"),
)  # fmt: skip


@dataclass(frozen=True)
class Round:
    """One occasion of the demo: `first` days from today, sessions `step` days apart, at `hour` for `minutes`."""

    name: str
    course: str
    titles: tuple[str, ...]
    first: int
    step: int
    hour: int
    minutes: int
    capacity: int
    people: tuple[str, ...] | int
    place: str = "Kvarnsalen, Exempelgatan 4"
    language: str = "svenska"
    interpreter: str = ""
    childcare: bool = False


ROUNDS = (
    Round("boskola-past", "boskolan", BOSKOLA_TITLES, -70, 7, 13, 120, 10, 9),
    Round("boskola-now", "boskolan", BOSKOLA_TITLES, -10, 7, 13, 120, 12, 10, childcare=True),
    Round("boskola-full", "boskolan", BOSKOLA_TITLES, 12, 7, 13, 120, 8, 11, childcare=True),
    Round("boskola-evening", "boskolan", BOSKOLA_TITLES, 26, 7, 17, 120, 14, 3,
          interpreter="tolk till somaliska är med"),
    Round("boskola-easy", "boskolan", BOSKOLA_TITLES, 40, 7, 10, 105, 10, 0, SMALL_ROOM, "lätt svenska"),
    Round("parm-past", "parmmetoden", PARM_TITLES, -45, 14, 8, 240, 16, ("sara", "bo", "fatima", "lotta"), OFFICE),
    Round("parm-soon", "parmmetoden", PARM_TITLES, 9, 14, 8, 240, 3, ("samir", "anna", "berit", "rut", "eva"), OFFICE),
    Round("parm-later", "parmmetoden", PARM_TITLES, 54, 14, 12, 240, 16, ("arvid",), OFFICE),
    Round("mi-coming", "motiverande-samtal", MI_TITLES, 20, 14, 8, 240, 12, ("sara", "fatima", "bo"), OFFICE),
)  # fmt: skip


@transaction.atomic
def load() -> None:
    for each in ROUNDS:
        if not Occasion.objects.filter(uid=_id(each.name)).exists():
            _make(each)


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://example.org/demo/courses/{name}")


def _make(plan: Round) -> None:
    occasion = Occasion.objects.create(
        uid=_id(plan.name),
        course=CoursePage.objects.get(slug=plan.course),
        place=plan.place,
        directions="Buss 7 till Exempeltorget. Hiss finns.",
        capacity=plan.capacity,
        leader=User.objects.get(username="karin"),
        language=plan.language,
        interpreter=plan.interpreter,
        childcare=plan.childcare,
        state=Occasion.State.OPEN,
    )
    over = plan.first < 0
    for number, title in enumerate(plan.titles):
        start = _at(plan, number) + (AHEAD if over else timedelta(0))
        end = start + timedelta(minutes=plan.minutes)
        Session.objects.create(uid=_id(f"{plan.name}/{number}"), occasion=occasion, title=title, start=start, end=end)
    _register(plan, occasion)
    if over:
        _move_back(plan, occasion)
        _mark(occasion)


def _at(plan: Round, number: int) -> datetime:
    day: date = same_or_next_weekday(timezone.localdate() + timedelta(days=plan.first + plan.step * number))
    return timezone.make_aware(datetime.combine(day, time(plan.hour)))


def _register(plan: Round, occasion: Occasion) -> None:
    if isinstance(plan.people, int):
        _register_clients(plan, occasion, plan.people)
        return
    for username in plan.people:
        user = User.objects.get(username=username)
        registration = actions.register(
            occasion=occasion, key=_id(f"{plan.name}/{username}"), person=user, by=user,
            role=user.title, unit=user.unit.name if user.unit else "Extern",
        )  # fmt: skip
        if registration.awaits_approval and (plan.first < 0 or username == "anna"):
            actions.decide(registration=registration, approve=True, by=User.objects.get(team=user))


def _register_clients(plan: Round, occasion: Occasion, number: int) -> None:
    made = []
    for alias, phone, language in ALIASES[:number]:
        key = _id(f"{plan.name}/{alias}")
        made.append(
            actions.register(
                occasion=occasion, key=key, alias=alias, phone=phone, sms_ok=bool(phone), language=language,
                interpreter=language in {"somaliska", "tigrinja", "dari"},
                adaptation="Vill sitta nära dörren." if alias == "Månen" else "",
            )
        )  # fmt: skip
    if plan.name == "boskola-full":  # somebody could not come, so the first of the waiting list moved up
        actions.cancel(registration=made[1])


def _move_back(plan: Round, occasion: Occasion) -> None:
    registered = _at(plan, 0) - timedelta(days=14)
    told = list(Message.objects.filter(about__startswith=f"courses:{occasion.pk}:"))
    for number in range(len(plan.titles)):
        start = _at(plan, number)
        for message in told:
            message.body = message.body.replace(_words(start + AHEAD), _words(start))
        session = Session.objects.filter(uid=_id(f"{plan.name}/{number}"))
        session.update(start=start, end=start + timedelta(minutes=plan.minutes))
    Registration.objects.filter(occasion=occasion).update(registered_at=registered)
    Move.objects.filter(registration__occasion=occasion).update(at=registered)
    for message in told:
        message.queued_at = message.due = registered
        message.save()


def _words(start: datetime) -> str:
    return f"{veckodag(start)} {klockan(start)}"


def _mark(occasion: Occasion) -> None:
    """Most were there: every fifth mark is absent, every seventh excused."""
    status = Attendance.Status
    karin = User.objects.get(username="karin")
    placed = list(occasion.registrations.placed())
    for number, session in enumerate(Session.objects.filter(occasion=occasion, end__lt=timezone.now())):
        marks = {}
        for index, registration in enumerate(placed):
            turn = index * 3 + number * 4 + 1
            marks[registration] = (
                status.ABSENT if turn % 5 == 0 else status.EXCUSED if turn % 7 == 0 else status.PRESENT
            )
        actions.mark_attendance(session=session, marks=marks, by=karin)
