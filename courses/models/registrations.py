"""A registration is one person's place in a whole series, or their turn in the waiting list. Each move is a row.

What a registration may hold follows from how one registers (Kind), and the database keeps it: an open registration
without identity can't point at a user or a case, so nothing can join boskola to the caseload.
"""

from typing import Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from courses import codes
from courses.models.occasions import Occasion
from courses.models.pages import Kind
from courses.models.sessions import Session
from courses.models.sql import AHEAD
from portal.models import User


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def placed(self) -> Self:
        return self.filter(state=Registration.State.PLACED)

    def seated(self) -> Self:
        """Those who hold a place: it is theirs, or offered to them."""
        return self.filter(seat__isnull=False)

    def offered(self) -> Self:
        return self.filter(state=Registration.State.OFFERED)

    def waiting(self) -> Self:
        """In the order in which they get a place: groups that go first, then time."""
        return self.filter(state=Registration.State.WAITING).order_by("priority", "registered_at", "pk")

    def active(self) -> Self:
        return self.exclude(state=Registration.State.CANCELLED)

    def with_code(self, code: str) -> Self:
        """The one that a personal code opens; none for a code that can't be one."""
        digest = codes.code_hash(code)
        return self.filter(code_hash=digest) if digest else self.none()

    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def asked_of(self, manager: User) -> Self:
        """Those that wait for this manager to approve."""
        return self.active().filter(user__manager=manager, approval=Registration.Approval.ASKED)


class Registration(models.Model):
    class State(models.TextChoices):
        PLACED = "placed", "har plats"
        OFFERED = "offered", "är erbjuden en plats"
        WAITING = "waiting", "på reservlistan"
        CANCELLED = "cancelled", "avbokad"

    class Approval(models.TextChoices):
        NOT_NEEDED = "", "behövs inte"
        ASKED = "asked", "väntar på chef"
        GIVEN = "given", "godkänd av chef"
        REFUSED = "refused", "inte godkänd av chef"

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="registrations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    seat = models.PositiveSmallIntegerField(null=True)
    registered_at = models.DateTimeField()
    # The order of the waiting list: the group's place in the course's list when one registered, then the time.
    group = models.CharField(max_length=80, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    offer_until = models.DateTimeField(null=True)
    # Whether, not when: an evaluation can't be led back to who wrote it.
    has_evaluated = models.BooleanField(default=False)
    # Made with the empty form: the same form sent twice is one registration.
    key = models.UUIDField(unique=True)
    code_hash = models.CharField(max_length=64, unique=True)

    # Who: a user for staff, else a name that the person chose.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="course_registrations"
    )
    alias = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    person_hash = models.CharField(max_length=64, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    sms_ok = models.BooleanField(default=False)

    # What is needed in the room.
    language = models.CharField(max_length=40, blank=True)
    interpreter = models.BooleanField(default=False)
    childcare = models.BooleanField(default=False)
    adaptation = models.CharField(max_length=500, blank=True)

    # Staff only (F29).
    role = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    experience = models.CharField(max_length=500, blank=True)
    diet = models.CharField(max_length=200, blank=True)
    approval = models.CharField(max_length=10, choices=Approval.choices, default=Approval.NOT_NEEDED, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["registered_at", "pk"]
        indexes = [models.Index(fields=["occasion", "state"], name="registration_state")]
        constraints = [
            # With a condition it is an index by itself on both databases, which the race test's control takes away.
            models.UniqueConstraint(
                name="registration_seat_once", fields=["occasion", "seat"], condition=Q(seat__isnull=False)
            ),
            models.CheckConstraint(
                name="registration_seat_and_state",
                condition=Q(state="placed", seat__isnull=False, seat__gte=1, offer_until=None)
                | Q(state="offered", seat__isnull=False, seat__gte=1, offer_until__isnull=False)
                | Q(state__in=["waiting", "cancelled"], seat=None, offer_until=None),
            ),
            models.UniqueConstraint(
                name="registration_user_once", fields=["occasion", "user"], condition=~Q(state="cancelled")
            ),
            models.UniqueConstraint(
                name="registration_person_once",
                fields=["occasion", "person_hash"],
                condition=~Q(state="cancelled") & ~Q(person_hash=""),
            ),
            models.UniqueConstraint(
                name="registration_case_once",
                fields=["occasion", "case_number"],
                condition=~Q(state="cancelled") & ~Q(case_number=""),
            ),
            models.CheckConstraint(
                name="registration_holds_what_its_kind_may",
                condition=(
                    Q(kind="open_anonymous", user=None, case_number="", person_hash="")
                    & ~Q(alias="")
                    & Q(role="", unit="", experience="", diet="", approval="")
                )
                | (
                    Q(kind="open_identified", user=None, case_number="")
                    & ~Q(alias="")
                    & ~Q(person_hash="")
                    & Q(role="", unit="", experience="", diet="", approval="")
                )
                | (
                    Q(kind="granted", user=None, person_hash="")
                    & ~Q(alias="")
                    & ~Q(case_number="")
                    & Q(role="", unit="", experience="", diet="", approval="")
                )
                | Q(kind="staff", user__isnull=False, alias="", case_number="", person_hash="", phone="", email=""),
            ),
        ]

    def __str__(self) -> str:
        return f"anmälan {self.pk}"

    @property
    def name(self) -> str:
        return str(self.user) if self.user else self.alias

    @property
    def code(self) -> str:
        """The personal code, computed and never stored."""
        return codes.code_of(self.key)

    @property
    def is_placed(self) -> bool:
        return self.state == self.State.PLACED

    @property
    def is_offered(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def can_be_answered(self) -> bool:
        """Whether the offer still holds: not too late, and nothing has begun."""
        return self.offer_until is not None and self.offer_until > timezone.now() and not self.occasion.has_begun

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def awaits_approval(self) -> bool:
        return self.approval == self.Approval.ASKED

    @property
    def can_be_cancelled(self) -> bool:
        return not self.is_cancelled and not self.occasion.is_over

    @property
    def turn(self) -> int | None:
        """1 for the first in the waiting list, None for who does not wait."""
        return sum(self.ahead) + 1 if self.is_waiting else None

    @cached_property
    def ahead(self) -> tuple[int, int]:
        """How many wait before this one: by a group that goes first, and by an earlier registration."""
        with connection.cursor() as cursor:
            cursor.execute(AHEAD, [self.priority, self.occasion_id, self.priority, self.pk])
            ahead = dict(cursor.fetchall())
        return ahead.get(1, 0), ahead.get(0, 0)

    @property
    def why_turn(self) -> str:
        """The place in the waiting list explained, as one or two sentences."""
        by_group, by_time = self.ahead
        parts = []
        if by_group:
            parts.append(f"{by_group} hör till en grupp som går först")
        if by_time:
            parts.append(f"{by_time} anmälde sig tidigare")
        before = "Före dig: " + " och ".join(parts) + "." if parts else "Du står först."
        return f"{before} Du hör till gruppen {self.group.lower()}, som går före andra." if self.goes_first else before

    @property
    def goes_first(self) -> bool:
        return bool(self.group) and self.priority < len(self.occasion.course.groups)

    @property
    def attended_numbers(self) -> set[int]:
        """The numbers of the sessions that the person has been at, in whichever group."""
        own = {session.pk: number for number, session in enumerate(self.occasion.meetings, start=1)}
        present = (mark for mark in self.attendances.all() if mark.is_present)
        return {number for mark in present if (number := own.get(mark.session_id, mark.number))}

    @property
    def attended(self) -> int:
        return len(self.attended_numbers)

    @property
    def required(self) -> int:
        return self.occasion.course.required_of(len(self.occasion.meetings))

    def missed(self) -> list[int]:
        """The numbers of sessions that were held without this person, and that no other group has made good."""
        now = timezone.now()
        held = {number for number, session in enumerate(self.occasion.meetings, start=1) if session.end <= now}
        return sorted(held - self.attended_numbers)

    def sessions_instead(self, number: int) -> list[Session]:
        """The coming sessions with that number in parallel groups that have a place."""
        if not self.is_placed or number not in self.missed():
            return []
        groups = Occasion.objects.filter(course=self.occasion.course_id, state=Occasion.State.OPEN)
        others = groups.upcoming().exclude(pk=self.occasion_id).prefetch_related("sessions")
        found = [each.meetings[number - 1] for each in others if len(each.meetings) >= number]
        now = timezone.now()
        return [each for each in found if each.start > now and each.occasion.free_guest_seat(each) is not None]

    @property
    def is_completed(self) -> bool:
        """By the course's own rule, counted from the attendance each time, so that a corrected mark is enough."""
        return bool(self.occasion.meetings) and self.attended >= self.required

    @property
    def can_evaluate(self) -> bool:
        return self.is_placed and not self.has_evaluated and self.occasion.has_begun

    def forget_needs(self) -> None:
        """What was only for the room is not kept for somebody who does not come."""
        self.adaptation = self.diet = self.experience = ""
        self.childcare = self.interpreter = False


class Move(models.Model):
    """One row for each change of place: from, to, why, when and by whom.

    `by` is text: a user name for staff's own courses, but only "deltagaren" or "personal" for open courses.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, choices=Registration.State.choices)
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="move_says_why", condition=~Q(why="") & ~Q(by=""))]

    def __str__(self) -> str:
        return f"{self.from_state or 'ny'} → {self.to_state}: {self.why}"
