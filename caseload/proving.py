"""Proves each night that the caseload is what the submissions say, and tells loudly when it is not.

The proof reads one moment of the database, holds no lock, and rests as long as it works: whoever is on duty at night
waits for nobody.
"""

import logging
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from caseload.models import Proof
from caseload.projection import rebuild
from portal import post
from portal.models import Message, User

logger = logging.getLogger("caseload")

NIGHT = (time(1), time(5))
BATCH = 20  # people at a time; the thread lets the others in after each
REST = 1.0  # seconds of rest for each second of work
SHOWN = 20  # of what differs
ROLE = "Systemadministratör"


def prove(*, batch: int = rebuild.BATCH, rest: float = 0.0) -> Proof:
    """Run the verifying rebuild once, note it and tell of it when it fails. Returns the proof."""
    return _carry_out(Proof.objects.create(), batch, rest)


def prove_nightly() -> Proof | None:
    """The chore: once each night; at the next chance when the last proof is older than two days."""
    now = timezone.localtime()
    if not _is_due(now):
        return None
    Proof.objects.cut_off(now).update(night=None)
    try:
        with transaction.atomic():
            mine = Proof.objects.create(night=now.date())
    except IntegrityError:  # another process was first, or this night is done
        return None
    return _carry_out(mine, BATCH, REST)


def last() -> Proof | None:
    return Proof.objects.ended().first()


def _is_due(now: datetime) -> bool:
    if Proof.objects.filter(night=now.date(), at__gte=now - timedelta(hours=6)).exists():
        return False
    if Proof.objects.filter(night=now.date()).ended().exists():
        return False
    newest = last()
    return NIGHT[0] <= now.time() < NIGHT[1] or newest is None or newest.is_old(now.date())


def _carry_out(proof: Proof, batch: int, rest: float) -> Proof:
    try:
        found = rebuild.verify(batch, rest)
    except Exception as fault:  # a submission that can't be folded any more is a failed proof too
        logger.exception("proof failed", extra={"event": type(fault).__name__})
        proof.equal, proof.fault = False, type(fault).__name__
    else:
        proof.equal, proof.submissions, proof.sha256 = found.equal, found.submissions, found.rebuilt
        proof.differing, proof.differing_count = found.differing[:SHOWN], len(found.differing)
    proof.ended_at = timezone.now()
    with transaction.atomic():
        proof.save()
        if not proof.equal:
            _tell(proof)
    return proof


def _tell(proof: Proof) -> None:
    """A log line that is kept, and a mail to each administrator. On "Min sida" and in /halsa/ it stands anyway."""
    logger.error("the caseload is not what the submissions say", extra={"event": "proof failed"})
    administrators = User.objects.filter(groups__name=ROLE, is_active=True).exclude(email="")
    for user in administrators.distinct():
        post.queue(
            key=f"proof:{proof.pk}:{user.pk}",
            kind="proof",
            channel=Message.Channel.MAIL,
            to=user.email,
            subject="Kontrollen av data visade skillnader",
            body=f"Den kontroll som görs varje natt stämde inte. Logga in och läs mer: {reverse('proofs')}",
            by=None,
            about=f"proof:{proof.pk}",
            neutral=False,
        )


def health() -> dict[str, Any]:
    """For /halsa/: when the caseload was last proven and whether it was equal."""
    newest = last()
    if newest is None:
        return {"ok": True, "at": None}
    return {"ok": bool(newest.equal), "at": newest.at.isoformat(timespec="seconds")}
