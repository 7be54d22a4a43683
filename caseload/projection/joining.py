"""Whether a decision about who is who can be taken: asked when it is sent, never when the caseload is rebuilt."""

from caseload.models import Case
from caseload.projection.people import DIFFERENT, SAME, Decision, decision_of
from forms.effects import Refused
from forms.models import Submission
from portal.models import User

UNKNOWN = "Det finns inget ärende med det numret som du har tillgång till. Kontrollera numret."
ONE_NUMBER = "Skriv numret på ett annat ärende än det här."
ALREADY_SAME = "De två ärendena är redan om samma person."
ALREADY_DIFFERENT = "De två ärendena är inte om samma person nu, så det finns inget att dela isär."


def check(submission: Submission) -> None:
    """Raises Refused with a Swedish sentence; a withdrawal is always possible."""
    decision = None if submission.is_withdrawal else decision_of(submission)
    if decision is None:
        return
    if decision.other == decision.about:
        raise Refused(ONE_NUMBER)
    _check_reach(submission, decision)
    if submission.root_id is None:
        _check_news(decision)


def _check_reach(submission: Submission, decision: Decision) -> None:
    """Nobody joins what they may not see: the answer would tell that the case is there."""
    user = User.objects.filter(username=submission.actor).first() if submission.actor else None
    if user is None or not Case.objects.visible_to(user).filter(number=decision.other).exists():
        raise Refused(UNKNOWN)


def _check_news(decision: Decision) -> None:
    numbers = {decision.about, decision.other}
    people = dict(Case.everything.filter(number__in=numbers).values_list("number", "person_id"))
    is_same = people.get(decision.about) == people[decision.other]
    if decision.effect == SAME and is_same:
        raise Refused(ALREADY_SAME)
    if decision.effect == DIFFERENT and not is_same:
        raise Refused(ALREADY_DIFFERENT)
