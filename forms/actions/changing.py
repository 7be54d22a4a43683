"""Correcting and withdrawing: a new submission that replaces the old one, which stays readable for ever."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms import effects
from forms.actions.processing import process
from forms.actions.receiving import Origin, _candidate, receive
from forms.models import FormVersion, Submission
from forms.schema import canonical

UNSTORED = "00-FÖRSÖK"
CLASH = "Det du skrev krockar med något som redan är registrerat. Kontrollera datum och lägenhet."


def correct(
    *, submission: Submission, answers: dict[str, Any], reason: str, key: uuid.UUID, by: Any, version: FormVersion | None = None
) -> Submission:  # fmt: skip
    """Replace what was sent by other answers, and carry out the difference. Returns the new submission.

    Raises Conflict when somebody else has replaced it in the meantime.
    """
    origin = Origin(kind=Submission.Kind.CORRECTION, replaces=submission, reason=reason, source=submission.source)
    return _replace(submission, version or submission.version, answers, origin, key, by)


def withdraw(*, submission: Submission, reason: str, key: uuid.UUID, by: Any) -> Submission:
    """Take back what was sent: its effects are undone, its text stays readable. Raises Conflict as `correct` does."""
    origin = Origin(kind=Submission.Kind.WITHDRAWAL, replaces=submission, reason=reason, source=submission.source)
    return _replace(submission, submission.version, {}, origin, key, by)


def _replace(
    submission: Submission, version: FormVersion, answers: dict[str, Any], origin: Origin, key: uuid.UUID, by: Any
) -> Submission:
    made = receive(version=version, answers=answers, key=key, by=by, about=submission.about, origin=origin)
    process(made)
    return made


def restorable(submission: Submission) -> Submission | None:
    """The last of the chain that has answers: what a correction of a withdrawal starts from."""
    while submission.is_withdrawal and submission.replaces:
        submission = submission.replaces
    return None if submission.is_withdrawal else submission


def unstored(
    *, version: FormVersion, answers: dict[str, Any], about: str, by: Any, origin: Origin | None = None
) -> Submission:
    """The submission as it would be, for trying what it does."""
    candidate = _candidate(version, canonical(answers), uuid.uuid4(), by, about, timezone.now(), origin or Origin())
    candidate.receipt = UNSTORED
    return candidate


def trial(
    *, version: FormVersion, answers: dict[str, Any], about: str, by: Any, origin: Origin | None = None
) -> list[str]:
    """Swedish sentences that say why it can't be carried out; an empty list when it can. Nothing is stored."""
    try:
        with transaction.atomic():
            effects.apply(unstored(version=version, answers=answers, about=about, by=by, origin=origin))
            transaction.set_rollback(True)
    except effects.Refused as refusal:
        return [str(refusal)]
    except IntegrityError:
        return [CLASH]
    return []
