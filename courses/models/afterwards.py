"""What is left when a course is over: certificates, and what the participants thought."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from courses import codes
from courses.models.occasions import Occasion
from courses.models.registrations import Registration


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def with_code(self, code: str) -> "CertificateQuerySet":
        digest = codes.certificate_hash(code)
        return self.filter(code_hash=digest) if digest else self.none()


class Certificate(models.Model):
    """That somebody has completed a course. Its code is computed from `key`; whether it still holds is asked anew."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="certificate")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"intyg {self.pk}"

    @property
    def code(self) -> str:
        return codes.certificate_code(self.key)


SCORE = (MinValueValidator(1), MaxValueValidator(5))


class Evaluation(models.Model):
    """F28 and F31: one answer, that nobody can lead back to a person. It has a date but no time, and no registration."""

    QUESTIONS = (
        ("useful", "Jag har nytta av det jag lärt mig"),
        ("clear", "Det var lätt att förstå"),
        ("welcome", "Jag kände mig välkommen"),
        ("practical", "Tid, plats och lokal fungerade bra"),
    )

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="evaluations")
    on = models.DateField()
    useful = models.PositiveSmallIntegerField(validators=SCORE)
    clear = models.PositiveSmallIntegerField(validators=SCORE)
    welcome = models.PositiveSmallIntegerField(validators=SCORE)
    practical = models.PositiveSmallIntegerField(validators=SCORE)
    good = models.CharField(max_length=1000, blank=True)
    better = models.CharField(max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        # Not in the order in which they came.
        ordering = ["good", "better", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evaluation_scores",
                condition=Q(useful__range=(1, 5), clear__range=(1, 5), welcome__range=(1, 5), practical__range=(1, 5)),
            )
        ]

    def __str__(self) -> str:
        return f"utvärdering {self.pk}"
