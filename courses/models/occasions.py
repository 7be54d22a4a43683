"""An occasion is one round of a course; its sessions are the times one meets. One place is the whole series."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.models import ClusterableModel

from courses.models.pages import Audience, CoursePage
from courses.models.sessions import Session
from courses.models.sql import HELD, HELD_COURSE, HELD_SESSIONS, QUEUE, SEATS
from portal.db import quick
from portal.models import User
from portal.templatetags.swedish import klockan, veckodag


class OccasionQuerySet(models.QuerySet["Occasion"]):
    def announced(self) -> Self:
        """What is shown to those who may register; a planned occasion is still the administrator's own."""
        return self.exclude(state=Occasion.State.PLANNED)

    def upcoming(self) -> Self:
        """Not over yet: at least one session is still to end."""
        return self.with_times().filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def not_begun(self) -> Self:
        return self.with_times().filter(starts_at__gt=timezone.now()).order_by("starts_at", "pk")

    def over(self) -> Self:
        return self.with_times().filter(ends_at__lte=timezone.now()).order_by("-starts_at", "pk")

    def taking_registrations(self) -> Self:
        """Open, inside the registration window, and not begun."""
        now = timezone.now()
        return (
            self.with_times()
            .filter(Q(registration_opens=None) | Q(registration_opens__lte=now), state=Occasion.State.OPEN)
            .filter(Q(registration_closes=None) | Q(registration_closes__gt=now), starts_at__gt=now)
            .order_by("starts_at", "pk")
        )

    def for_clients(self) -> Self:
        return self.filter(course__audience=Audience.CLIENT, course__live=True)

    def for_staff(self) -> Self:
        return self.filter(course__audience=Audience.STAFF, course__live=True)

    def led_by(self, user: User) -> Self:
        """Those whose participants the user may see: one's own, and all for the administrator of courses."""
        if user.may("courses.manage_courses"):
            return self
        return self.filter(leader=user) if user.may("courses.lead_occasions") else self.none()

    def in_calendar_of(self, user: User) -> Self:
        """Those that the user has a place in, or leads, from half a year back; cancelled ones too, so that they go."""
        from courses.models.registrations import Registration

        mine = Registration.objects.of(user).filter(state=Registration.State.PLACED)
        since = timezone.now() - timedelta(days=180)
        own = Q(pk__in=mine.values("occasion")) | Q(leader=user)
        return self.announced().with_times().filter(own, ends_at__gt=since).order_by("starts_at", "pk")

    def held(self, pk: int) -> "Occasion":
        """One occasion with its sessions and of its course what decides about places, in two short questions.

        This runs for each registration while others wait for their turn, so the questions are written by hand: to make
        their SQL anew takes Django longer than the database needs to answer them. Raises DoesNotExist.
        """
        rows = quick.read(Occasion, HELD, pk)
        if not rows:
            raise Occasion.DoesNotExist
        occasion, course = rows[0]
        found = {
            "id": occasion.course_id,
            "page_ptr_id": occasion.course_id,
            **dict(zip(HELD_COURSE, course, strict=True)),
        }
        names = [field.attname for field in CoursePage._meta.concrete_fields if field.attname in found]
        occasion.course = CoursePage.from_db(self.db, names, [found[name] for name in names])
        occasion.meetings = [session for session, _rest in quick.read(Session, HELD_SESSIONS, pk)]
        occasion.starts_at = min((each.start for each in occasion.meetings), default=None)
        occasion.ends_at = max((each.end for each in occasion.meetings), default=None)
        return occasion

    def with_times(self) -> Self:
        """Annotates `starts_at` and `ends_at`, the ends of the series."""
        return self.annotate(
            starts_at=Subquery(_sessions().annotate(at=Min("start")).values("at")),
            ends_at=Subquery(_sessions().annotate(at=Max("end")).values("at")),
        )

    def with_numbers(self) -> Self:
        """Annotates `taken` and `waiting`, so that a list asks once."""
        from courses.models.registrations import Registration

        of_this = Registration.objects.filter(occasion=OuterRef("pk")).order_by().values("occasion")
        counted = of_this.annotate(number=Count("pk")).values("number")
        return self.annotate(
            taken=Coalesce(Subquery(counted.filter(seat__isnull=False)), 0),
            waiting=Coalesce(Subquery(counted.filter(state=Registration.State.WAITING)), 0),
        )


def _sessions() -> models.QuerySet[Any]:
    return Session.objects.filter(occasion=OuterRef("pk"), is_cancelled=False).order_by().values("occasion")


class Occasion(ClusterableModel):
    """A round of a course with a number of places. `capacity` and the seats of registrations hold each other in the
    database itself: no seat above the capacity, and no capacity below a seat (0002_seats_within_capacity)."""

    class State(models.TextChoices):
        PLANNED = "planned", "planerat, syns inte än"
        OPEN = "open", "öppet för anmälan"
        CANCELLED = "cancelled", "inställt"

    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="occasions", verbose_name="kurs")
    place = models.CharField("plats", max_length=200, help_text="Rum och gatuadress.")
    directions = models.CharField(
        "hitta dit", max_length=300, blank=True, help_text="Till exempel hållplats, portkod eller våning."
    )
    capacity = models.PositiveSmallIntegerField("antal platser")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kursledare",
    )
    language = models.CharField("språk", max_length=40, default="svenska")
    interpreter = models.CharField(
        "tolk", max_length=100, blank=True, help_text="Till exempel: tolk till somaliska är med."
    )
    childcare = models.BooleanField("barnpassning finns", default=False)
    registration_opens = models.DateTimeField("anmälan öppnar", null=True, blank=True)
    registration_closes = models.DateTimeField(
        "anmälan stänger", null=True, blank=True, help_text="Lämna tomt om det går att anmäla sig tills kursen börjar."
    )
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.PLANNED)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Raised at every change, so that calendars that have the old one take the new one (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    is_followed_up = models.BooleanField(default=False, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = "kurstillfälle"
        verbose_name_plural = "kurstillfällen"
        # None to delete: what people have registered to is cancelled, so that they are told and calendars follow.
        default_permissions = ("add", "change", "view")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="occasion_capacity", condition=Q(capacity__gte=1, capacity__lte=1000),
                violation_error_message="Antalet platser ska vara mellan 1 och 1 000.",
            ),
            models.CheckConstraint(
                name="occasion_window",
                condition=Q(registration_opens=None)
                | Q(registration_closes=None)
                | Q(registration_opens__lt=models.F("registration_closes")),
                violation_error_message="Anmälan ska öppna innan den stänger.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        begins = f"{veckodag(self.starts_at)} {klockan(self.starts_at)}" if self.starts_at else "utan träffar"
        return f"{self.course.title}, {begins}"

    @cached_property
    def starts_at(self) -> datetime | None:
        if self._has_sessions:
            return min((each.start for each in self.meetings), default=None)
        return Session.objects.filter(occasion=self, is_cancelled=False).aggregate(at=Min("start"))["at"]

    @cached_property
    def ends_at(self) -> datetime | None:
        if self._has_sessions:
            return max((each.end for each in self.meetings), default=None)
        return Session.objects.filter(occasion=self, is_cancelled=False).aggregate(at=Max("end"))["at"]

    @property
    def _has_sessions(self) -> bool:
        """Whether they were read with the occasion."""
        return "sessions" in getattr(self, "_prefetched_objects_cache", {})

    @cached_property
    def taken(self) -> int:
        """Places that somebody has or is offered."""
        return self.registrations.seated().count()

    @cached_property
    def waiting(self) -> int:
        return self.registrations.waiting().count()

    @property
    def free(self) -> int:
        """Places a newcomer can get: none while somebody waits."""
        return 0 if self.waiting else max(self.capacity - self.taken, 0)

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def takes_registrations(self) -> bool:
        return self.refusal == ""

    @property
    def refusal(self) -> str:
        """Why nobody can register just now, as a sentence; empty when one can."""
        now = timezone.now()
        if self.is_cancelled:
            return "Kursen är inställd."
        if self.state == self.State.PLANNED or self.starts_at is None:
            return "Anmälan har inte öppnat än."
        if self.starts_at <= now:
            return "Kursen har redan börjat."
        if self.registration_opens and self.registration_opens > now:
            return f"Anmälan öppnar {veckodag(self.registration_opens)} {klockan(self.registration_opens)}."
        if self.registration_closes and self.registration_closes <= now:
            return "Anmälan har stängt."
        return ""

    def free_seat(self) -> int | None:
        """The lowest number that nobody has, in the series or as a guest of one session, read anew."""
        with connection.cursor() as cursor:
            cursor.execute(SEATS, [self.pk, self.pk])
            held = {seat for (seat,) in cursor.fetchall()}
        if len(held) >= self.capacity:
            return None
        return next((number for number in range(1, self.capacity + 1) if number not in held), None)

    def free_guest_seat(self, session: "Session") -> int | None:
        """The highest number that nobody in the series has, and no other guest of that session."""
        series = self.registrations.seated().values_list("seat", flat=True)
        held = {*series, *session.guest_seats.values_list("seat", flat=True)}
        return next((number for number in range(self.capacity, 0, -1) if number not in held), None)

    def has_queue(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(QUEUE, [self.pk])
            return cursor.fetchone() is not None

    def offer_ends(self) -> datetime | None:
        """When an offer made now ends: never later than the start. None when the course gives places at once."""
        hours = self.course.offer_hours
        if hours is None or self.starts_at is None:
            return None
        return min(timezone.now() + timedelta(hours=hours), self.starts_at)

    @cached_property
    def every_session(self) -> "list[Session]":
        """In order, with those that are cancelled. Uses sessions that were prefetched."""
        return list(self.sessions.all())

    @cached_property
    def meetings(self) -> "list[Session]":
        """The sessions that take place, in order."""
        return [session for session in self.every_session if not session.is_cancelled]

    def number_of(self, session: "Session") -> int:
        """1 for the first session that takes place."""
        return [each.pk for each in self.meetings].index(session.pk) + 1
