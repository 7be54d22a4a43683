"""Carrying out the effects of what was received: once, whole or not at all, and again from there after a fault."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forms import effects
from forms.actions.receiving import record_written
from forms.models import Processing, Submission
from portal.locks import lock
from portal.models import User

logger = logging.getLogger("forms")
SYSTEM_FAULT = "Ett fel i systemet. Administratören har fått veta."


def process(submission: Submission) -> Processing:
    """Carry out the effects, once. A refusal or a fault parks the submission with its reason; nothing is lost."""
    if submission.finished_at_once:
        return submission.processing
    done = Processing.objects.filter(pk=submission.pk, state=Processing.State.PROCESSED).first()
    if done:
        return done
    try:
        return _carry_out(submission)
    except effects.Refused as refusal:
        return _park(submission, str(refusal))
    except Exception as fault:
        logger.exception("effects failed", extra={"event": type(fault).__name__, "receipt": submission.receipt})
        return _park(submission, SYSTEM_FAULT)


def catch_up(older_than: timedelta = timedelta(minutes=1)) -> int:
    """Carry out what was stored but never carried out, because the process ended in between. Returns how many."""
    waiting = Submission.objects.unscoped("the system catches up").waiting()
    late = waiting.filter(received_at__lt=timezone.now() - older_than)
    found = list(late.select_related("version", "root").in_order()[:500])
    for submission in found:
        process(submission)
    return len(found)


@transaction.atomic
def _carry_out(submission: Submission) -> Processing:
    lock(f"submission:{submission.first.pk}")
    processing = Processing.objects.select_for_update().get(pk=submission.pk)
    if processing.state == Processing.State.PROCESSED:
        return processing
    if _is_overtaken(submission):
        return _finish(processing, "Ersatt av en senare.")
    effects.apply(submission)
    record_written(submission, _actor(submission))
    _finish_replaced(submission)
    return _finish(processing)


def _is_overtaken(submission: Submission) -> bool:
    """A later one of the chain was carried out already; doing this one now would undo it."""
    chain = Submission.objects.unscoped("the chain of one submission").filter(root=submission.first.pk)
    return chain.filter(pk__gt=submission.pk, processing__state=Processing.State.PROCESSED).exists()


def _finish_replaced(submission: Submission) -> None:
    """What was parked and has been replaced needs nobody any more."""
    if submission.root_id is None:
        return
    left = Processing.objects.exclude(state=Processing.State.PROCESSED).filter(submission__pk__lt=submission.pk)
    for processing in left.filter(submission__in=_chain(submission)):
        _finish(processing, "Ersatt av en senare.")


def _chain(submission: Submission) -> list[int]:
    chain = Submission.objects.unscoped("the chain of one submission").filter(root=submission.first.pk)
    return [submission.first.pk, *chain.values_list("pk", flat=True)]


def _finish(processing: Processing, reason: str = "") -> Processing:
    processing.state, processing.reason = Processing.State.PROCESSED, reason
    processing.attempts += 1
    processing.save()
    return processing


@transaction.atomic
def _park(submission: Submission, reason: str) -> Processing:
    processing = Processing.objects.get(pk=submission.pk)
    processing.state, processing.reason = Processing.State.PARKED, reason[:300] or SYSTEM_FAULT
    processing.attempts += 1
    processing.save()
    return processing


def _actor(submission: Submission) -> Any:
    return User.objects.filter(username=submission.actor).first() if submission.actor else None
