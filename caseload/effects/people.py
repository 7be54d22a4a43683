"""Who is who: that two cases are about the same person, or that they are not.

These effects change no row by themselves. Which person a case belongs to is decided before the fold begins
(caseload/projection/people.py); what is left here is the event in the timeline.
"""

from collections.abc import Iterator

from caseload.effects.vocabulary import TEXT, effect, takes
from caseload.projection.state import CaseState, Change, Entry
from forms.effects import Call

OTHER = takes("other", "Det andra ärendets nummer", "text", required=True)


@effect(
    "same_person", "Samma person som i ett annat ärende", OTHER, takes("reason", "Skäl", *TEXT), decides_person=True
)
def same_person(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """The case's person takes in the other case, with all that belongs to it."""
    yield from ()


@effect("different_person", "Inte samma person", OTHER, takes("reason", "Skäl", *TEXT), decides_person=True)
def different_person(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """The case gets a person of its own, and no rule joins them again."""
    yield from ()
