"""The weekly digest: made once for each recipient and ISO week, and told of by a mail that says nothing more."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from portal.models import User
from supervision.figures import Figures, minutes
from supervision.models import Agreement, Digest, Group, PlannedSession, Question, SupervisionSession

SUBJECT = "Ny veckosammanfattning finns"
TEXT = "Hej!\n\nNy veckosammanfattning finns. Logga in och läs den på Min sida:\n{url}/min-sida/\n"
ROLES = ("supervision.log_sessions", "supervision.read_unit_digest")
SUMS = "sums of groups that are the recipient's to count"


def recipients() -> list[User]:
    """Those who lead a group today or are responsible for a unit with groups, by their roles at this moment."""
    staff = User.objects.filter(is_active=True).select_related("unit")
    by_role = (user for user in staff if any(user.may(permission) for permission in ROLES))
    return [user for user in by_role if Group.objects.counted_for(user).exists()]


@transaction.atomic
def make_digest(*, recipient: Any, week: date) -> Digest:
    """The digest of the ISO week that `week` lies in; when it was already made, that one, unchanged."""
    year, number, _weekday = week.isocalendar()
    monday = week - timedelta(days=week.weekday())
    counts = counts_for(recipient, monday)
    return Digest.objects.visible_to(recipient).get_or_create(
        recipient=recipient, year=year, week=number, defaults={"counts": counts}
    )[0]


def counts_for(user: Any, monday: date) -> dict[str, int]:
    """Numbers and nothing else: whoever reads them sees no text of a log and no name."""
    sunday, today = monday + timedelta(days=6), timezone.localdate()
    figures = Figures(user, monday, sunday)
    agreements = (
        Agreement.objects.unscoped(SUMS).filter(session__in=SupervisionSession.objects.countable_by(user)).open()
    )
    waiting = Question.objects.counted_for(user).open()
    planned = PlannedSession.objects.filter(group__in=figures.groups)
    return {
        "sessions": figures.number,
        "minutes": minutes(figures.total),
        "planned": planned.between(monday, sunday).filter(cancelled_at=None).count(),
        "held": planned.between(monday, sunday).held().count(),
        "coming": planned.waiting().between(today, today + timedelta(days=6)).count(),
        "agreements": agreements.count(),
        "due": agreements.filter(due_on__range=(today, today + timedelta(days=6))).count(),
        "late": agreements.filter(due_on__lt=today).count(),
        "questions": waiting.count(),
        "urgent": waiting.filter(is_urgent=True).count(),
        "without": len(figures.without),
        "drafts": SupervisionSession.objects.visible_to(user).drafts().filter(supervisor=user).count(),
    }


def send_unsent() -> int:
    """Mail everybody whose digest has not been told of, and say how many. May run at any time and several at once.

    A mail is marked as sent before it leaves, outside any lock; when the mail server refuses it the mark is taken
    back, so that the next run tries again.
    """
    sent = 0
    for digest in Digest.objects.unscoped("the command that sends them").unsent():
        if _claim(digest):
            _send(digest)
            sent += 1
    return sent


def _claim(digest: Digest) -> bool:
    """Whether this process, and no other, is to send it."""
    mine = Digest.objects.unscoped("one row, by its key").filter(pk=digest.pk, sent_at=None)
    return bool(mine.update(sent_at=timezone.now()))


def _send(digest: Digest) -> None:
    mail = EmailMessage(
        SUBJECT, TEXT.format(url=settings.WAGTAILADMIN_BASE_URL.rstrip("/")), to=[digest.recipient.email]
    )
    try:
        mail.send()
    except OSError:
        Digest.objects.unscoped("one row, by its key").filter(pk=digest.pk).update(sent_at=None)
        raise
