"""The one way in which views get a case: with access, and with the reading logged in the same transaction."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from caseload.models import Case, Emergency
from caseload.stages import OPEN_ECONOMY
from portal import audit


def case_for(user: Any, number: str, *, reason: str = "", action: audit.Action = audit.Action.READ) -> Case:
    """Return the case and log that it was read, and on what ground; not yours is Http404, and that it was asked for is
    logged too.

    Law: 10 § lagen (2001:454).
    """
    with transaction.atomic():
        case = Case.objects.visible_to(user).select_related("person").filter(number=number).first()
        if case is not None:
            why = f"{ground(user, case)}; {reason}" if reason else ground(user, case)
            audit.record(action, by=user, kind="case", target=case.number, reason=why)
        elif Case.everything.filter(number=number).exists():
            audit.record(audit.Action.DENIED, by=user, kind="case", target=number, reason=reason)
    if case is None:
        raise Http404
    return case


def ground(user: Any, case: Case) -> str:
    """Why the user may see the case, in words for the log; the nearest ground first."""
    if case.responsible == user.username:
        return "handläggare"
    if case.assignments.filter(username=user.username, until=None).exists():
        return "uppdrag"
    if emergency := emergency_of(user, case):
        return f"nödåtkomst {emergency.pk}"
    if user.may("caseload.read_unit_cases") and user.unit_id and case.unit == user.unit.key:
        return "enhetens ärende"
    return "öppet ekonomiarbete" if case.economy in OPEN_ECONOMY else ""


def emergency_of(user: Any, case: Case) -> Emergency | None:
    """The emergency access to the case that is open now, if any; it lasts no longer than the role that gives it, and
    who has taken the case since needs none."""
    if case.responsible == user.username or not user.may("caseload.emergency_access"):
        return None
    return Emergency.objects.open_at(timezone.now()).filter(username=user.username, case=case.number).first()
