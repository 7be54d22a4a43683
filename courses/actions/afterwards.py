"""After a course: certificates and evaluations."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from courses import codes
from courses.actions.places import Refused
from courses.models import Certificate, Evaluation, Registration
from portal import audit
from portal.models import User


@transaction.atomic
def issue_certificate(*, registration: Registration, by: User | None = None) -> Certificate:
    """The certificate of who has completed the course; the same one each time. Raises Refused for others."""
    if not registration.is_completed:
        raise Refused(f"För intyg krävs {registration.required} träffar. Hittills är det {registration.attended}.")
    key = uuid4()
    certificate, made = Certificate.objects.get_or_create(
        registration=registration,
        defaults={
            "key": key, "code_hash": codes.certificate_hash(codes.certificate_code(key)),
            "issued_at": timezone.now(), "issued_by": by.username if by else "deltagaren",
        },
    )  # fmt: skip
    if made or by is not None:
        audit.record(audit.Action.PRINT, by=by, kind="course_certificate", target=str(registration.occasion_id))
    return certificate


@transaction.atomic
def evaluate(*, registration: Registration, answers: dict[str, Any]) -> Evaluation:
    """Save what somebody thought, and only that they have said it. Raises Refused the second time."""
    mine = Registration.objects.filter(pk=registration.pk, has_evaluated=False)
    if not registration.can_evaluate or not mine.update(has_evaluated=True):
        raise Refused("Du har redan svarat, eller så har kursen inte börjat. Tack!")
    return Evaluation.objects.create(occasion=registration.occasion, on=timezone.localdate(), **answers)
