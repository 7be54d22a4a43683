"""Decisions about who sees a single case: keeping away, restricting, opening in an emergency, reviewing that."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from caseload.models import Block, Case, Emergency, Restriction
from portal import audit
from portal.locks import lock
from portal.models import User


class NotPossible(Exception):
    """A Swedish sentence for the one who asked."""


def _decided(case: str, by: Any, what: str) -> None:
    audit.record(audit.Action.WRITE, by=by, kind="case_access", target=case, reason=what)


@transaction.atomic
def block(*, case: Case, colleague: User, reason: str, by: Any) -> Block:
    """Keep a colleague (or oneself) away from the case's person. Blocking again returns the block that stands."""
    lock(f"access:{case.number}")
    made, is_new = Block.objects.standing().get_or_create(
        case=case.number, username=colleague.username, lifted_at=None,
        defaults={"reason": reason, "made_by": by.username},
    )  # fmt: skip
    if is_new:
        _decided(case.number, by, f"spärrade {colleague.username}: {reason}")
    return made


@transaction.atomic
def lift(*, block: Block, by: Any) -> Block:
    """Let the colleague in again, where role and assignment say so. Nobody lifts one's own block."""
    lock(f"access:{block.case}")
    block.refresh_from_db()
    if block.username == by.username:
        raise NotPossible("Du kan inte häva en spärr som gäller dig själv.")
    if block.lifted_at is None:
        block.lifted_at, block.lifted_by = timezone.now(), by.username
        block.save()
        _decided(block.case, by, f"hävde spärren för {block.username}")
    return block


@transaction.atomic
def restrict(*, case: Case, reason: str, by: Any) -> Restriction:
    """Only those with an assignment see the case from now on. Restricting again returns what stands."""
    lock(f"access:{case.number}")
    made, is_new = Restriction.objects.standing().get_or_create(
        case=case.number, ended_at=None, defaults={"reason": reason, "made_by": by.username}
    )
    if is_new:
        _decided(case.number, by, f"begränsade ärendet: {reason}")
    return made


@transaction.atomic
def unrestrict(*, restriction: Restriction, by: Any) -> Restriction:
    lock(f"access:{restriction.case}")
    restriction.refresh_from_db()
    if restriction.ended_at is None:
        restriction.ended_at, restriction.ended_by = timezone.now(), by.username
        restriction.save()
        _decided(restriction.case, by, "hävde begränsningen")
    return restriction


def open_emergency(*, number: str, reason: str, by: Any) -> Emergency:
    """Open one case for the user for an hour. Raises NotPossible when there is no such case, or a block stands.

    The two are told in the same words: the answer tells nobody which. The attempt is logged.
    """
    opened = _open(number, reason, by)
    if opened is None:
        raise NotPossible("Det finns inget ärende med det numret som du kan öppna. Kontrollera numret.")
    return opened


@transaction.atomic
def _open(number: str, reason: str, by: Any) -> Emergency | None:
    lock(f"emergency:{by.username}")
    case = Case.everything.filter(number=number).exclude(person__in=Case.objects.kept_from(by)).first()
    if case is None:
        audit.record(audit.Action.DENIED, by=by, kind="case", target=number, reason=f"nödåtkomst: {reason}")
        return None
    now = timezone.now()
    mine = Emergency.objects.open_at(now).filter(username=by.username, case=number).first()
    if mine is not None:
        return mine
    unit = by.unit.key if by.unit else ""
    made = Emergency.objects.create(
        case=number, case_unit=case.unit, username=by.username, unit=unit, roles=by.role_names[:300], reason=reason,
        began_at=now,
    )  # fmt: skip
    _decided(number, by, f"öppnade nödåtkomst {made.pk}: {reason}")
    return made


@transaction.atomic
def review(*, emergency: Emergency, outcome: str, note: str, by: Any) -> Emergency:
    """Say whether the access was justified. Raises NotPossible when it is one's own or already reviewed."""
    lock(f"review:{emergency.pk}")
    emergency.refresh_from_db()
    if emergency.username == by.username:
        raise NotPossible("Du kan inte granska din egen nödåtkomst.")
    if emergency.reviewed_at is not None:
        raise NotPossible("Nödåtkomsten är redan granskad. Ladda om sidan.")
    emergency.reviewed_at, emergency.reviewed_by = timezone.now(), by.username
    emergency.outcome, emergency.note = outcome, note
    emergency.save()
    _decided(emergency.case, by, f"granskade nödåtkomst {emergency.pk}: {outcome}")
    return emergency
