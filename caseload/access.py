"""The one way in which views get a case: with access, and with the reading logged in the same transaction."""

from typing import Any

from django.db import transaction
from django.http import Http404

from caseload.models import Case
from portal import audit


def case_for(user: Any, number: str, *, reason: str = "") -> Case:
    """Return the case and log that it was read; not yours is Http404, and that it was asked for is logged too.

    Law: 10 § lagen (2001:454).
    """
    with transaction.atomic():
        case = Case.objects.visible_to(user).select_related("person").filter(number=number).first()
        if case is not None:
            audit.record(audit.Action.READ, by=user, kind="case", target=case.number, reason=reason)
        elif Case.everything.filter(number=number).exists():
            audit.record(audit.Action.DENIED, by=user, kind="case", target=number, reason=reason)
    if case is None:
        raise Http404
    return case
