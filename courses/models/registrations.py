"""A registration is one person's place in a whole series, or their turn in the waiting list. Each move is a row.

What a registration may hold follows from how one registers (Kind), and the database keeps it: an open registration
without identity can't point at a user or a case, so nothing can join boskola to the caseload.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses import codes
from courses.models.occasions import Occasion
from courses.models.pages import Kind
from portal.models import User


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def placed(self) -> Self:
        return self.filter(state=Registration.State.PLACED)

    def waiting(self) -> Self:
        """In the order in which they get a place."""
        return self.filter(state=Registration.State.WAITING).order_by("registered_at", "pk")

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
                condition=Q(state="placed", seat__isnull=False, seat__gte=1)
                | Q(state__in=["waiting", "cancelled"], seat=None),
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
        if not self.is_waiting:
            return None
        earlier = Q(registered_at__lt=self.registered_at) | Q(registered_at=self.registered_at, pk__lt=self.pk)
        return self.occasion.registrations.waiting().filter(earlier).count() + 1

    @property
    def attended(self) -> int:
        """How many different sessions of the series the person has been present at."""
        return sum(mark.is_present for mark in self.attendances.all())

    @property
    def is_completed(self) -> bool:
        """By the course's own rule, counted from the attendance each time, so that a corrected mark is enough."""
        sessions = len(self.occasion.sessions.all())
        return sessions > 0 and self.attended >= self.occasion.course.required_of(sessions)

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
