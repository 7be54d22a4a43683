"""Attendance at a course that is granted in a case becomes a submission about the case, as everything that happens to it.

Who registers somebody for such a course names a case that they may open; any other number is answered as one that does not
exist. Another mark corrects the submission, and a mark that is taken away withdraws it, so that the case's own page says what
holds and its history what was said. A case that is closed or unknown parks the submission with its reason, as any form.
"""

import logging
import uuid

from django.http import Http404
from django.utils import timezone

from caseload.access import case_for
from caseload.projection.fold import CLOSED
from caseload.projection.joining import UNKNOWN
from courses.granted import Report
from forms import actions
from forms.models import FormVersion, Submission
from portal.models import User

FORM = "F27"
NAMESPACE = uuid.UUID("6d9a8f8e-6c0f-4c3a-9d5d-0c1c1f2b7a27")
WHY = "Kursledaren ändrade närvaron."
logger = logging.getLogger("caseload")


def fault(number: str, by: User) -> str:
    """Why `by` can't register somebody in the case: looked up and logged as every reading of a case."""
    try:
        case = case_for(by, number, reason="anmälan till kurs")
    except Http404:
        return UNKNOWN
    return "" if case.is_open else CLOSED


def report(said: Report, by: User) -> None:
    """Send what the leader marked to the case, once. Inside the caller's transaction."""
    version = FormVersion.objects.in_force(FORM)
    if version is None:
        logger.error("attendance was not reported: the form is missing", extra={"event": FORM})
        return
    first = uuid.uuid5(NAMESPACE, str(said.key))
    earlier = _latest(first)
    answers = _answers(said)
    if earlier is None:
        if said.status:
            actions.process(
                actions.receive(version=version, answers=answers, key=first, by=by, about=said.case_number)
            )
        return
    key = uuid.uuid5(first, f"{earlier.pk}:{said.status}")
    if not said.status:
        if not earlier.is_withdrawal:
            actions.withdraw(submission=earlier, reason=WHY, key=key, by=by)
    elif earlier.is_withdrawal or earlier.answers() != answers:
        actions.correct(submission=earlier, answers=answers, reason=WHY, key=key, by=by, version=version)


def _latest(first: uuid.UUID) -> Submission | None:
    """The last of the chain that began with this key."""
    everything = Submission.objects.unscoped("the course's own report, by its key")
    root = everything.filter(key=first).first()
    if root is None:
        return None
    return everything.filter(root=root.pk).order_by("-pk").first() or root


def _answers(said: Report) -> dict[str, str]:
    if not said.status:
        return {}
    return {
        "kurs": said.course,
        "traff": said.number,
        "datum": timezone.localdate(said.session.start).isoformat(),
        "narvaro": said.status,
        "hittills": said.so_far,
    }
