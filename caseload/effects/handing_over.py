"""Who is responsible for a case, from when until when, and what the one before wrote to the one after."""

from collections.abc import Iterator

from caseload.effects.vocabulary import TEXT, done, effect, takes
from caseload.projection.state import CaseState, Change, Entry, put
from forms.effects import Answer, Call


@effect(
    "hand_over",
    "Lämna över ärendet",
    takes("colleague", "Till kollega", "colleague", required=True),
    takes("note", "Till den som tar emot", *TEXT),
)
def hand_over(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """The colleague becomes responsible, and gets the words along."""
    return give_to(case, entry, call.answers["colleague"], call.answers.get("note"))


def give_to(case: CaseState, entry: Entry, colleague: Answer | str, note: Answer | None = None) -> Iterator[Change]:
    """The time of the one who had the case ends on the day on which the next one's begins."""
    for key, row in case.state.rows("responsibility", case.number).items():
        if row.get("until") is None:
            yield from put("responsibility", key, until=entry.day)
    yield from put(
        "responsibility",
        entry.receipt,
        username=colleague,
        since=entry.day,
        given_at=entry.at,
        given_by=entry.actor or None,
        note=note,
    )
    yield Change("responsibility", entry.receipt, "until", None)
    yield from put("case", case.number, responsible=colleague)
    yield from done(case, "fordela", entry.day)
