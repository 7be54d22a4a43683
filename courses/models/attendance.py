from django.db import models

from courses.models.occasions import Session
from courses.models.registrations import Registration


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
