"""Writes and verifies the audit log. Call `record` inside the transaction of what it tells of.

Law: 10 § lagen (2001:454): access is to be documented and can be checked.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.db import quick
from portal.keys import read_or_make_key
from portal.locks import lock
from portal.logs import current_request_id
from portal.models.audit import Action, AuditEvent

__all__ = ["Action", "Fault", "record", "verify"]

SIGNED = ("sequence", "at", "actor", "roles", "unit", "action", "target_kind", "target", "fields", "reason", "request",
          "previous_hash")  # fmt: skip


class NotInTransaction(RuntimeError):
    """An audit row that may stay when its cause is rolled back, or the reverse, is worth nothing."""


def record(
    action: Action, *, by: Any, kind: str, target: str = "", fields: Iterable[str] = (), reason: str = ""
) -> AuditEvent:
    """Add one row. `by` is a User, or None for somebody without account. `fields` are names, never values.

    Raises NotInTransaction outside `transaction.atomic()`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("audit.record must run inside transaction.atomic().")
    lock("audit")
    last = quick.first_row("SELECT sequence, hash FROM portal_auditevent ORDER BY sequence DESC LIMIT 1")
    event = AuditEvent(
        sequence=(last[0] if last else 0) + 1,
        at=timezone.now(),
        actor=getattr(by, "username", "") or "-",
        roles=by.role_names[:300] if by is not None and by.is_authenticated else "",
        unit=by.unit.key if getattr(by, "unit", None) else "",
        action=action,
        target_kind=kind,
        target=target,
        fields=sorted(fields),
        reason=reason[:300],
        request=current_request_id(),
        previous_hash=last[1] if last else "",
    )
    event.hash = _seal(event)
    quick.insert(event)
    return event


class Fault(str):
    """A sentence that names the row where the chain does not hold."""


def verify() -> Iterator[Fault]:
    """Yield one fault for each row that was changed, removed or put in between; nothing when all is well."""
    expected_sequence, previous_hash = 1, ""
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=1000):
        if event.sequence != expected_sequence:
            yield Fault(f"Rows {expected_sequence}–{event.sequence - 1} are missing.")
        elif event.previous_hash != previous_hash:
            yield Fault(f"Row {event.sequence} does not follow row {event.sequence - 1}.")
        if event.hash != _seal(event):
            yield Fault(f"Row {event.sequence} was changed after it was written.")
        expected_sequence, previous_hash = event.sequence + 1, event.hash


def _seal(event: AuditEvent) -> str:
    content = {name: getattr(event, name) for name in SIGNED}
    content["at"] = f"{event.at.timestamp():.6f}"
    message = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hmac.new(_key(), message, hashlib.sha256).hexdigest()


def _key() -> bytes:
    return read_or_make_key(settings.KEY_DIR / "audit.key")
