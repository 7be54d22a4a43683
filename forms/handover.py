"""Handing over to the municipality's main case system: queued with the submission itself, delivered by a chore.

Two ways: a webhook, signed with HMAC-SHA256 over time and body, or files in a folder. The receipt number is the
idempotency key: what arrives twice is the same. Nothing is ever given up by itself.
"""

import base64
import hashlib
import hmac
import json
import logging
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from forms import concealing
from forms.models import Delivery, FormRules, Submission
from portal.db import quick
from portal.keys import read_or_make_key

logger = logging.getLogger("forms")

# Minutes to the next try; after the last one it is tried once a day.
WAITS = (1, 5, 15, 60, 240)
EACH_DAY = 24 * 60
SECONDS = 20
STUCK = timedelta(minutes=10)
State = Delivery.State


class Failed(Exception):
    """It did not arrive; the message says why without naming anybody."""


def queue(submission: Submission) -> None:
    """Note, in the transaction that stores the submission, that it is to be handed over, when its form's rules say so."""
    question = "SELECT handover FROM portal_forms_formrules WHERE form_key = %s"
    rule = quick.first_row(question, submission.version.form_key)
    if rule and rule[0] != FormRules.Handover.NONE:
        Delivery.objects.create(submission=submission, way=rule[0])


def deliver(limit: int = 200) -> int:
    """Hand over what is due, oldest first; returns how many arrived. Several processes may do it at the same time."""
    now = timezone.now()
    Delivery.objects.stuck(now - STUCK).update(state=State.QUEUED)
    due = list(Delivery.objects.due(now).values_list("pk", flat=True)[:limit])
    return sum(_deliver_one(pk) for pk in due)


def _deliver_one(pk: int) -> bool:
    mine = Delivery.objects.filter(pk=pk, state=State.QUEUED).update(state=State.SENDING, claimed_at=timezone.now())
    if not mine:
        return False
    delivery = Delivery.objects.select_related("submission__version", "submission__replaces").get(pk=pk)
    try:
        WAYS[delivery.way](delivery.submission)
    except Failed as failure:
        return _later(delivery, str(failure))
    except Exception as error:
        logger.exception("handover failed", extra={"event": type(error).__name__})
        return _later(delivery, type(error).__name__)
    delivery.state, delivery.ended_at, delivery.note = State.DONE, timezone.now(), ""
    delivery.save()
    return True


def _later(delivery: Delivery, note: str) -> bool:
    minutes = WAITS[delivery.attempts] if delivery.attempts < len(WAITS) else EACH_DAY
    delivery.attempts += 1
    delivery.state, delivery.note = State.QUEUED, note[:200]
    delivery.due_at = timezone.now() + timedelta(minutes=minutes)
    delivery.save()
    return False


def payload(submission: Submission) -> dict[str, Any]:
    """What is handed over: the answers as they were stored, and what is needed to file them."""
    version = submission.version
    return {
        "receipt": submission.receipt,
        "form": version.form_key,
        "version": version.number,
        "title": version.title,
        "schema_sha256": version.sha256,
        "received_at": submission.received_at.isoformat(),
        "unit": submission.unit,
        "about": submission.about,
        "kind": submission.kind,
        "source": submission.source,
        "replaces": submission.replaces.receipt if submission.replaces else "",
        "reason": concealing.reason(submission),
        "content_sha256": submission.content_sha256,
        "answers": concealing.told(submission),
        # Names, numbers, places, files and what was written in own words are left out; they are asked for by telephone.
        "protected": concealing.is_covered(submission),
    }


def signature(body: bytes, at: int) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 over "<seconds>.<body>" with the key that both sides hold."""
    secret = read_or_make_key(settings.KEY_DIR / "handover.key")
    digest = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is handed over goes where the office said, and nowhere else."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _by_webhook(submission: Submission) -> None:
    if not settings.HANDOVER_URL:
        raise Failed("Adressen till ärendesystemet är inte inställd (HANDOVER_URL).")
    files = [_with_data(upload, number) for number, upload in enumerate(submission.uploads.order_by("pk"), start=1)]
    body = json.dumps(payload(submission) | {"files": files}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": submission.receipt,
        "X-Signature": signature(body, int(time.time())),
    }
    # The address is the administrator's own setting, checked when it is read.
    request = urllib.request.Request(settings.HANDOVER_URL, body, headers)  # noqa: S310
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=SECONDS):
            pass
    except urllib.error.HTTPError as error:
        raise Failed(f"Ärendesystemet svarade {error.code}.") from error
    except OSError as error:
        raise Failed("Ärendesystemet svarar inte.") from error


def _with_data(upload: Any, number: int) -> dict[str, Any]:
    """With its content, unless that is withheld: then the receiver knows that there is a file to ask for."""
    if concealing.is_withheld(upload.submission):
        return upload.as_answer() | {"name": concealing.file_name(number, upload.name)}
    return upload.as_answer() | {"content": base64.b64encode(upload.data).decode()}


def _by_folder(submission: Submission) -> None:
    if not settings.HANDOVER_FOLDER:
        raise Failed("Mappen för överlämning är inte inställd (HANDOVER_FOLDER).")
    folder = Path(settings.HANDOVER_FOLDER)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        uploads = [] if concealing.is_withheld(submission) else submission.uploads.order_by("pk")
        for number, upload in enumerate(uploads, start=1):
            suffix = Path(upload.name).suffix.lower()
            _write(folder / f"{submission.receipt}-{number}{suffix}", bytes(upload.data))
        # The description last: who finds it finds the files too.
        text = json.dumps(payload(submission), ensure_ascii=False, indent=2)
        _write(folder / f"{submission.receipt}.json", text.encode())
    except OSError as error:
        raise Failed(f"Mappen för överlämning kan inte skrivas ({type(error).__name__}).") from error


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk when it returns."""
    new = path.with_name(f".{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


WAYS: dict[str, Callable[[Submission], None]] = {
    FormRules.Handover.WEBHOOK: _by_webhook,
    FormRules.Handover.FOLDER: _by_folder,
}
