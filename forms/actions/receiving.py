"""Receiving a submission: the raw content is committed first, by itself, and the receipt number is shown after.

Only then are the effects tried (forms/actions/processing.py), in a transaction of their own. So a fault in an effect
never loses what somebody wrote. A form that has no effects is finished in the one transaction.
"""

import hashlib
import hmac
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from forms import handover
from forms.models import FormVersion, Processing, Submission, Upload
from forms.schema import canonical, fingerprint
from portal import audit
from portal.keys import read_or_make_key

logger = logging.getLogger("forms")

# No letters or digits that are mistaken for each other when read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LETTERS = 6


class Conflict(Exception):
    """The same key came again with other content."""


class Taken(Exception):
    """The receipt number that was drawn is somebody else's, or the sheet was keyed in already."""


@dataclass(frozen=True)
class Origin:
    """How it came in besides being typed on the web, and what it replaces. `replaces` needs `kind` and `reason`."""

    source: str = Submission.Source.WEB
    sheet: str | None = None
    kind: str = Submission.Kind.NEW
    replaces: Submission | None = None
    reason: str = ""

    @property
    def root(self) -> Submission | None:
        return self.replaces.first if self.replaces else None


ON_THE_WEB = Origin()


def receive(
    *,
    version: FormVersion,
    answers: dict[str, Any],
    key: uuid.UUID,
    by: Any = None,
    about: str = "",
    at: datetime | None = None,
    origin: Origin = ON_THE_WEB,
) -> Submission:
    """Store a submission durably and return it. The same key with the same content returns the one already stored.

    `by` is the User, or None for somebody without account. Raises Conflict when the key is taken by other content, or
    when the printed sheet was keyed in before, or what it replaces has been replaced already.
    """
    content = canonical(answers)
    for attempt in range(50):
        receipt = _receipt(key, at or timezone.now(), attempt)
        found = list(Submission.objects.unscoped("look-up by secret key").filter(Q(key=key) | Q(receipt=receipt)))
        if existing := next((each for each in found if each.key == key), None):
            return _same(existing, version, content, about)
        if found:
            continue
        candidate = _candidate(version, content, key, by, about, at or timezone.now(), origin)
        candidate.receipt = receipt
        if stored := _store_once(candidate, by):
            return stored
    raise RuntimeError("No free receipt number was found.")


def _same(existing: Submission, version: FormVersion, content: str, about: str) -> Submission:
    if existing.content != content or existing.version_id != version.pk or existing.about != about:
        logger.warning("conflict", extra={"event": "same key, other content", "receipt": existing.receipt})
        raise Conflict
    return existing


def _candidate(
    version: FormVersion, content: str, key: uuid.UUID, by: Any, about: str, at: datetime, origin: Origin
) -> Submission:
    root = origin.root
    return Submission(
        key=key,
        version=version,
        content=content,
        content_sha256=fingerprint(content),
        received_at=at,
        actor=by.username if by else "",
        actor_name=str(by) if by else "",
        actor_roles=by.role_names[:300] if by else "",
        unit=root.unit if root else by.unit.key if by and by.unit else settings.INTAKE_UNIT,
        about=about,
        kind=origin.kind,
        source=origin.source,
        sheet=origin.sheet,
        replaces=origin.replaces,
        root=root,
        reason=origin.reason,
    )


def _store_once(candidate: Submission, by: Any) -> Submission | None:
    """The stored submission; None when the receipt number was taken in the same moment. Raises Conflict."""
    without_effects = not candidate.version.read().bindings and candidate.root is None
    try:
        return _store(candidate, by, finished=without_effects)
    except IntegrityError as error:
        everything = Submission.objects.unscoped("look-up by secret key")
        if existing := everything.filter(key=candidate.key).first():  # it arrived at the same moment
            return _same(existing, candidate.version, candidate.content, candidate.about)
        if everything.filter(receipt=candidate.receipt).exists():
            return None
        raise Conflict from error
    except DatabaseError:
        raise
    except Exception:
        # A fault in what belongs to finishing it must not lose what was written.
        logger.exception("finishing failed", extra={"event": "stored, waits", "receipt": candidate.receipt})
        return _store(candidate, by, finished=False)


@transaction.atomic
def _store(submission: Submission, by: Any, finished: bool) -> Submission:
    submission.pk = None
    submission.save(force_insert=True)
    state = Processing.State.PROCESSED if finished else Processing.State.WAITING
    Processing.objects.create(submission=submission, state=state, attempts=int(finished))
    _attach_files(submission)
    handover.queue(submission)
    if finished:
        record_written(submission, by)
    return submission


def _attach_files(submission: Submission) -> None:
    """The files that the answers name, and no others, become part of the submission."""
    tokens = [file["token"] for files in _file_answers(submission) for file in files]
    if tokens:
        mine = Upload.objects.staged(submission.key).filter(token__in=tokens)
        if mine.update(submission=submission) != len(tokens) and submission.kind == Submission.Kind.NEW:
            raise IntegrityError("A file of the form is gone.")


def _file_answers(submission: Submission) -> list[list[dict[str, Any]]]:
    keys = [question.key for question in submission.version.read().questions if question.type == "file"]
    return [submission.answers()[key] for key in keys if key in submission.answers()]


def record_written(submission: Submission, by: Any) -> None:
    audit.record(
        audit.Action.WRITE, by=by, kind="submission", target=submission.receipt, fields=submission.answers(),
        reason=submission.reason,
    )  # fmt: skip


def _receipt(key: uuid.UUID, at: datetime, attempt: int) -> str:
    """Year and six letters drawn from the key, so that the number can be told again but not guessed from another."""
    secret = read_or_make_key(settings.KEY_DIR / "lookup.key")
    number = int.from_bytes(hmac.new(secret, f"receipt:{key}:{attempt}".encode(), hashlib.sha256).digest())
    letters = ""
    for _ in range(RECEIPT_LETTERS):
        number, index = divmod(number, len(ALPHABET))
        letters += ALPHABET[index]
    return f"{at:%y}-{letters}"
