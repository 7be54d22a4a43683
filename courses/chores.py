"""What courses do by themselves: end offers, remind, follow up, and forget what is no longer needed."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses import actions, messages
from courses.models import Audience, GuestSeat, MessageText, Occasion, Registration, Session
from portal import chores

Kind = MessageText.Kind
# After so many days nobody is asked any more what they thought of a course.
FOLLOW_UP_DAYS = 7


def register() -> None:
    chores.register(chores.Chore("course offers", 10, actions.expire_offers))
    chores.register(chores.Chore("course reminders", 20, queue_reminders))
    chores.register(chores.Chore("course follow-up", 21, queue_follow_ups))
    chores.register(chores.Chore("course retention", 30, forget))


def queue_reminders() -> int:
    """Queue a reminder of each session that begins soon; returns how many sessions. Once for each start."""
    now = timezone.now()
    done = 0
    for audience in Audience.values:
        ahead = timedelta(hours=MessageText.of(Kind.REMINDER, audience).hours)
        soon = Session.objects.filter(
            occasion__course__audience=audience, occasion__state=Occasion.State.OPEN, is_cancelled=False,
            start__gt=now, start__lte=now + ahead,
            reminded_for=None,
        )  # fmt: skip
        for session in soon.select_related("occasion__course"):
            done += _remind(session, ahead)
    return done


@transaction.atomic
def _remind(session: Session, ahead: timedelta) -> bool:
    """Everybody who has a place in it, but for those who got theirs when it was time already: they know."""
    if not Session.objects.filter(pk=session.pk, reminded_for=None).update(reminded_for=session.start):
        return False  # another process was first
    comes = session.occasion.registrations.placed().filter(registered_at__lt=session.start - ahead)
    for registration in comes.select_related("user"):
        registration.occasion = session.occasion
        _remind_one(registration, session)
    guests = GuestSeat.objects.filter(session=session).select_related("registration__occasion__course")
    for guest in guests:
        _remind_one(guest.registration, session)
    return True


def _remind_one(registration: Registration, session: Session) -> None:
    once = f"{session.pk}:{session.start:%Y%m%d%H%M}"
    messages.tell(registration, Kind.REMINDER, by=None, session=session, once=once, until=session.start)


def queue_follow_ups() -> int:
    """Thank those who came and ask what they thought; returns how many occasions."""
    now = timezone.now()
    over = Occasion.objects.filter(state=Occasion.State.OPEN, is_followed_up=False).over()
    recent = over.filter(ends_at__gt=now - timedelta(days=FOLLOW_UP_DAYS)).select_related("course")
    return sum(_follow_up(occasion) for occasion in recent)


@transaction.atomic
def _follow_up(occasion: Occasion) -> bool:
    wait = timedelta(hours=MessageText.of(Kind.FOLLOW_UP, occasion.course.audience).hours)
    if occasion.ends_at is None or occasion.ends_at + wait > timezone.now():
        return False
    if not Occasion.objects.filter(pk=occasion.pk, is_followed_up=False).update(is_followed_up=True):
        return False
    came = occasion.registrations.placed().filter(attendances__status="present", has_evaluated=False).distinct()
    for registration in came.select_related("user"):
        registration.occasion = occasion
        messages.tell(registration, Kind.FOLLOW_UP, by=None)
    return True


def forget() -> int:
    """Erase field by field what was for the course only, when its days after the course are over; returns rows."""
    erased = 0
    for days, fields in {0: NEEDS, settings.COURSE_CONTACT_DAYS: CONTACT}.items():
        over = Occasion.objects.over().filter(ends_at__lt=timezone.now() - timedelta(days=days)).order_by()
        kept = Registration.objects.filter(occasion__in=over.values("pk"))
        for name, empty in fields.items():
            erased += kept.exclude(**{name: empty}).update(**{name: empty})
    return erased


NEEDS = {"adaptation": "", "diet": "", "experience": "", "childcare": False, "interpreter": False}
CONTACT = {"phone": "", "email": "", "sms_ok": False}
