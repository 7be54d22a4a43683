"""Messages out: `queue` one in the transaction of its cause, and a background chore delivers it (delivery.py).

A message that was queued is never lost: the row is committed with its cause. It is sent once, but for one case. Before
sending, the row says "sending"; should the process die between sending and noting it, nobody can know whether the
message went out. Then it is sent once more, and only once: a participant who gets a reminder twice is better off than
one who gets none. The row says so, and the mail has the same Message-ID, by which most mail systems drop the second.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.db import quick
from portal.models.messages import Message
from portal.post import channels
from portal.post.neutral import NotNeutral, faults

__all__ = ["Message", "NotNeutral", "cancel", "faults", "queue"]

Channel, State = Message.Channel, Message.State


def queue(
    *,
    key: str,
    kind: str,
    channel: str,
    to: str,
    body: str,
    by: Any,
    subject: str = "",
    about: str = "",
    calendar: str = "",
    due: datetime | None = None,
    until: datetime | None = None,
    neutral: bool = True,
) -> None:
    """Write a message to be sent at `due` (now), but not after `until`. The same `key` again changes nothing.

    A text that may not leave the house raises NotNeutral, unless the receiver is staff (`neutral=False`). When the
    office has no such channel, the row is kept as stopped and says so.
    """
    if neutral and (wrong := faults(subject, body)):
        raise NotNeutral(wrong)
    now = timezone.now()
    connected = channels.is_on(channel)
    message = Message(
        key=key, kind=kind, channel=channel, to=to if connected else "", subject=subject, body=body, about=about,
        calendar=calendar, due=due or now, until=until, queued_at=now,
        queued_by=getattr(by, "username", "") or "systemet",
        state=State.QUEUED if connected else State.CANCELLED, ended_at=None if connected else now,
        note="" if connected else "Kanalen är inte inkopplad.",
    )  # fmt: skip
    # One statement, because others may wait for the caller's transaction.
    quick.insert(message, unless_there=True)


def cancel(*, about: str, kinds: tuple[str, ...] = (), note: str = "Behövs inte längre.") -> int:
    """Stop what has not been sent yet about a subject; returns how many."""
    waiting = Message.objects.about(about).filter(state=State.QUEUED)
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=State.CANCELLED, note=note, ended_at=timezone.now())
