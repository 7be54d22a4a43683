"""Sends what is due. Any number of processes may do it at the same time: a row is sent by who claims it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from portal.models.messages import Message
from portal.post import channels
from portal.post.outcomes import Later, Never

logger = logging.getLogger(__name__)
State = Message.State

# Minutes to the next try; after the last one the message has failed.
WAITS = (1, 5, 15, 60, 240, 720)
# Longer than any channel's own time-out: who has not told the end by then is dead.
STUCK = timedelta(minutes=10)
UNCLEAR = "Avbröts två gånger under sändning. Det är oklart om det gick fram."
RESENT = "Skickat en gång till efter ett avbrott, kan ha kommit två gånger."


def deliver(limit: int = 500) -> int:
    """Send what is due, oldest first; returns how many were sent. No transaction is open while something is sent."""
    _free_the_stuck()
    now = timezone.now()
    sent = 0
    for pk in list(Message.objects.due(now).values_list("pk", flat=True)[:limit]):
        sent += _send_one(pk)
    return sent


def erase_addresses() -> int:
    """Take recipient, text and calendar from what ended long ago; the row stays as the log of what was sent."""
    before = timezone.now() - timedelta(days=settings.POST_KEEP_DAYS)
    old = Message.objects.filter(ended_at__lt=before).exclude(to="", body="")
    return old.update(to="", body="", calendar="")


def _free_the_stuck() -> None:
    """What died while sending is sent once more; a second death ends it."""
    stuck = Message.objects.stuck(timezone.now() - STUCK)
    stuck.filter(was_resent=True).update(state=State.FAILED, note=UNCLEAR, ended_at=timezone.now())
    stuck.filter(was_resent=False).update(state=State.QUEUED, was_resent=True)


def _send_one(pk: int) -> int:
    message = _claim(pk)
    if message is None:
        return 0
    if message.until and message.until <= timezone.now():
        message.end(State.CANCELLED, "Det var för sent att skicka.")
        return 0
    try:
        channels.send(message)
    except Later as failure:
        _try_later(message, str(failure))
    except Never as failure:
        message.end(State.FAILED, str(failure))
    except Exception as error:
        logger.exception("A message could not be sent.")
        _try_later(message, type(error).__name__)
    else:
        message.end(State.SENT, RESENT if message.was_resent else "")
        return 1
    return 0


def _claim(pk: int) -> Message | None:
    """Mark the row as being sent, unless another process was first: one statement, committed by itself."""
    now = timezone.now()
    mine = Message.objects.filter(pk=pk, state=State.QUEUED).update(state=State.SENDING, claimed_at=now)
    return Message.objects.get(pk=pk) if mine else None


def _try_later(message: Message, note: str) -> None:
    if message.attempts >= len(WAITS):
        message.end(State.FAILED, note)
        return
    message.due = timezone.now() + timedelta(minutes=WAITS[message.attempts])
    message.attempts += 1
    message.state, message.note = State.QUEUED, note
    message.save(update_fields=["due", "attempts", "state", "note"])
