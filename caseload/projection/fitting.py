"""Whether a form is of the right kind for where it is sent: asked when it is sent, never when the caseload is rebuilt.

The pages offer only what fits. What comes another way (a program, an older page) is stopped here, in words; what history
holds is always folded, since it was right by the rules of its day.
"""

from caseload.effects import EFFECTS
from caseload.effects.vocabulary import Declared
from caseload.models import Case
from caseload.stages import Kind
from forms.effects import Refused
from forms.models import Submission

NEEDS_CASE = "Blanketten ”{title}” handlar om ett ärende. Öppna ärendet och fyll i blanketten där."
OPENS_CASE = "Blanketten ”{title}” öppnar ett nytt ärende, så den kan inte skickas om ett ärende som redan finns."
OTHER_KIND = "Blanketten ”{title}” är inte till för {kind}. Välj en av blanketterna på ärendets sida."
TWO_KINDS = (
    "Blanketten ”{title}” skulle öppna ärenden av två slag på en gång. Berätta det för den som sköter blanketterna."
)
KINDS = {Kind.HOUSING: "boendeärenden", Kind.EVICTION: "vräkningsärenden"}


def check(submission: Submission) -> None:
    """Raises Refused with a Swedish sentence; a withdrawal is always possible."""
    found = [] if submission.is_withdrawal else _effects_of(submission)
    if not found:
        return
    title, about = submission.version.title, submission.first.about
    opens = any(each.opens_case for each in found)
    if opens and about and not _opened(submission):
        raise Refused(OPENS_CASE.format(title=title))
    if not opens and not about:
        raise Refused(NEEDS_CASE.format(title=title))
    kinds = frozenset.intersection(*(each.kinds for each in found))
    kind = _kind_of(submission.first.receipt if opens else about)
    if kind and kind not in kinds:
        raise Refused(OTHER_KIND.format(title=title, kind=KINDS[Kind(kind)]))
    if not kinds:
        raise Refused(TWO_KINDS.format(title=title))


def _opened(submission: Submission) -> bool:
    """Whether what it corrects opened a case already, from before there was a rule: then the correction may do so too."""
    first = submission.first
    return first is not submission and any(each.opens_case for each in _effects_of(first))


def _effects_of(submission: Submission) -> list[Declared]:
    names = {binding.effect for binding in submission.version.read().bindings}
    return [EFFECTS[name] for name in sorted(names & EFFECTS.keys())]


def _kind_of(number: str) -> str | None:
    """The kind of the case as it is stored; None for one that is not there (yet): then the fold says so."""
    return Case.everything.filter(number=number).values_list("kind", flat=True).first()
