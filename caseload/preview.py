"""What a submission would do, tried before it is stored: the same fold, the same writing, and then rolled back."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from caseload.projection.store import project
from forms.effects import Refused, calls_of
from forms.models import FormVersion, Submission
from forms.schema import canonical

UNSTORED = "00-FÖRSÖK"
CLASH = "Det du skrev krockar med något som redan är registrerat. Kontrollera datum och lägenhet."


def faults(version: FormVersion, answers: dict[str, Any], about: str, by: Any) -> list[str]:
    """Swedish sentences that say why the form can't be carried out; an empty list when it can."""
    candidate = Submission(
        key=uuid.uuid4(),
        receipt=UNSTORED,
        version=version,
        content=canonical(answers),
        received_at=timezone.now(),
        actor=by.username,
        actor_name=str(by),
        unit=by.unit.key if by.unit else "",
        about=about,
    )
    try:
        with transaction.atomic():
            project(candidate, calls_of(version.read(), answers))
            transaction.set_rollback(True)
    except Refused as refusal:
        return [str(refusal)]
    except IntegrityError:
        return [CLASH]
    return []
