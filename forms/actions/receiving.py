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
from django.db import DatabaseError, IntegrityError
from django.db.models import Q
from django.utils import timezone

from forms import concealing, handover
from forms.models import Draft, FormVersion, Processing, Submission, Upload
from forms.schema import canonical, fingerprint
from portal import audit
from portal.db import quick
from portal.db.together import commit_together
from portal.keys import read_or_make_key

logger = logging.getLogger("forms")

# No letters or digits that are mistaken for each other when read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LETTERS = 6


class Conflict(Exception):
    """The same key came again with other content."""


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
    at = at or timezone.now()
    for attempt in range(50):
        candidate = _candidate(version, content, key, by, about, at, origin)
        candidate.receipt = _receipt(key, at, attempt)
        if stored := _store_once(candidate, by):
            return stored
    raise RuntimeError("No free receipt number was found.")


def _same(existing: Submission, came: Submission) -> Submission:
    if (existing.content, existing.version_id, existing.about) != (came.content, came.version_id, came.about):
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
        kind=str(origin.kind),
        source=str(origin.source),
        sheet=origin.sheet,
        replaces=origin.replaces,
        root=root,
        reason=origin.reason,
    )


def _store_once(candidate: Submission, by: Any) -> Submission | None:
    """The stored submission, or the same that was stored before; None when the receipt number is taken."""
    without_effects = not candidate.version.read().bindings and candidate.root_id is None
    try:
        return commit_together(lambda: _store(candidate, by, finished=without_effects))
    except IntegrityError as error:
        everything = Submission.objects.unscoped("look-up by secret key")
        if existing := everything.filter(key=candidate.key).first():
            return _same(existing, candidate)
        if everything.filter(receipt=candidate.receipt).exists():
            return None
        raise Conflict from error
    except DatabaseError:
        raise
    except Exception:
        # A fault in what belongs to finishing it must not lose what was written.
        logger.exception("finishing failed", extra={"event": "stored, waits", "receipt": candidate.receipt})
        return commit_together(lambda: _store(candidate, by, finished=False))


def _store(submission: Submission, by: Any, finished: bool) -> Submission:
    quick.insert(submission)
    state = Processing.State.PROCESSED if finished else Processing.State.WAITING
    quick.insert(Processing(submission=submission, state=state, attempts=int(finished), changed_at=timezone.now()))
    _attach_files(submission)
    handover.queue(submission)
    if finished:
        record_written(submission, by)
    submission.finished_at_once = finished
    return submission


def _attach_files(submission: Submission) -> None:
    """The files that the answers name, and no others, become part of the submission; its draft is done with."""
    quick.run("DELETE FROM portal_forms_draft WHERE key = %s", quick.as_stored(Draft, "key", submission.key))
    tokens = {file["token"] for files in _file_answers(submission) for file in files}
    if not tokens:
        return
    attached = Upload.objects.staged(submission.key).filter(token__in=tokens).update(submission=submission)
    root = submission.root_id
    earlier = Upload.objects.filter(Q(submission=root) | Q(submission__root=root), token__in=tokens) if root else None
    if attached + (earlier.exclude(submission=submission).count() if earlier is not None else 0) != len(tokens):
        raise IntegrityError("A file of the form is gone.")


def _file_answers(submission: Submission) -> list[list[dict[str, Any]]]:
    keys = [question.key for question in submission.version.read().questions if question.type == "file"]
    return [submission.answers()[key] for key in keys if key in submission.answers()]


def record_written(submission: Submission, by: Any) -> None:
    audit.record(
        audit.Action.WRITE, by=by, kind="submission", target=submission.receipt, fields=submission.answers(),
        reason=concealing.reason(submission) if submission.reason else "",
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
