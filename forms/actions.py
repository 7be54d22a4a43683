"""Receiving a submission and carrying out its effects.

The raw submission is committed first, by itself; only then are its effects tried, in a transaction of their own.
So a fault in an effect never loses what somebody wrote, and a receipt number is shown only for what is stored.
"""

import hashlib
import hmac
import logging
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from forms import effects
from forms.models import FormVersion, Processing, Submission
from forms.schema import canonical, fingerprint
from portal import audit
from portal.keys import read_or_make_key
from portal.locks import lock
from portal.models import User

logger = logging.getLogger("forms")

# No letters or digits that are mistaken for each other when read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LETTERS = 6
SYSTEM_FAULT = "Ett fel i systemet. Administratören har fått veta."


class Conflict(Exception):
    """The same key came again with other content."""


def receive(
    *,
    version: FormVersion,
    answers: dict[str, Any],
    key: uuid.UUID,
    by: Any = None,
    about: str = "",
    at: datetime | None = None,
) -> Submission:
    """Store a submission durably and return it. The same key with the same content returns the one already stored.

    `by` is the User, or None for somebody without account. Raises Conflict when the key is taken by other content.
    """
    content = canonical(answers)
    existing = Submission.objects.unscoped("look-up by secret key").filter(key=key).first()
    if existing is None:
        try:
            return _store(version, content, key, by, about, at or timezone.now())
        except IntegrityError:  # the same key arrived at the same moment
            existing = Submission.objects.unscoped("look-up by secret key").get(key=key)
    if existing.content != content or existing.version_id != version.pk or existing.about != about:
        logger.warning("conflict", extra={"event": "same key, other content", "receipt": existing.receipt})
        raise Conflict
    return existing


@transaction.atomic
def _store(version: FormVersion, content: str, key: uuid.UUID, by: Any, about: str, at: datetime) -> Submission:
    unit = getattr(by, "unit", None)
    submission = Submission.objects.create(
        key=key,
        receipt=_receipt(key, at),
        version=version,
        content=content,
        content_sha256=fingerprint(content),
        received_at=at,
        actor=by.username if by else "",
        actor_name=str(by) if by else "",
        actor_roles=by.role_names[:300] if by else "",
        unit=unit.key if unit else settings.INTAKE_UNIT,
        about=about,
    )
    Processing.objects.create(submission=submission)
    return submission


def _receipt(key: uuid.UUID, at: datetime) -> str:
    """Year and six letters drawn from the key, so that the number can be told again but not guessed from another."""
    secret = read_or_make_key(settings.KEY_DIR / "lookup.key")
    for attempt in range(50):
        number = int.from_bytes(hmac.new(secret, f"receipt:{key}:{attempt}".encode(), hashlib.sha256).digest())
        letters = ""
        for _ in range(RECEIPT_LETTERS):
            number, index = divmod(number, len(ALPHABET))
            letters += ALPHABET[index]
        receipt = f"{at:%y}-{letters}"
        if not Submission.objects.unscoped("is the number taken").filter(receipt=receipt).exists():
            return receipt
    raise RuntimeError("No free receipt number was found.")


def process(submission: Submission) -> Processing:
    """Carry out the effects, once. A refusal or a fault parks the submission with its reason; nothing is lost."""
    try:
        return _carry_out(submission)
    except effects.Refused as refusal:
        return _park(submission, str(refusal))
    except Exception as fault:
        logger.exception("effects failed", extra={"event": type(fault).__name__, "receipt": submission.receipt})
        return _park(submission, SYSTEM_FAULT)


@transaction.atomic
def _carry_out(submission: Submission) -> Processing:
    lock(f"submission:{submission.pk}")
    processing = Processing.objects.select_for_update().get(pk=submission.pk)
    if processing.state == Processing.State.PROCESSED:
        return processing
    effects.apply(submission)
    processing.state, processing.reason = Processing.State.PROCESSED, ""
    processing.attempts += 1
    processing.save()
    audit.record(
        audit.Action.WRITE,
        by=_actor(submission),
        kind="submission",
        target=submission.receipt,
        fields=submission.answers(),
    )
    return processing


@transaction.atomic
def _park(submission: Submission, reason: str) -> Processing:
    processing = Processing.objects.get(pk=submission.pk)
    processing.state, processing.reason = Processing.State.PARKED, reason[:300]
    processing.attempts += 1
    processing.save()
    return processing


def _actor(submission: Submission) -> Any:
    return User.objects.filter(username=submission.actor).first() if submission.actor else None
