from django.db import models

from courses.models.registrations import Registration
from courses.models.sessions import Session


class Attendance(models.Model):
    """Whether a person was at one session. The session may belong to another group of the same course.

    The mark replaces a signature, so it says who made it and when.
    """

    class Status(models.TextChoices):
        PRESENT = "present", "närvarande"
        ABSENT = "absent", "frånvarande"
        EXCUSED = "excused", "giltigt förfall"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    # For a guest: which session of their own series it stands for. In one's own group it follows from the session.
    number = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    marked_at = models.DateTimeField()
    marked_by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["session", "registration"]),
            models.CheckConstraint(
                name="attendance_status", condition=models.Q(status__in=["present", "absent", "excused"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.get_status_display()}"

    @property
    def is_present(self) -> bool:
        return self.status == self.Status.PRESENT


class GuestSeat(models.Model):
    """A place at one session of a parallel group, for who missed it in their own.

    Its number is one that nobody in the series has, kept by triggers in the database (0004_guest_seats).
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="guest_seats")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="guest_seats")
    number = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["session__start", "pk"]
        constraints = [
            models.UniqueConstraint(name="guest_seat_once", fields=["session", "seat"]),
            models.UniqueConstraint(name="guest_once", fields=["registration", "number"]),
            models.CheckConstraint(name="guest_seat_positive", condition=models.Q(seat__gte=1, number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"gäst {self.pk}"
