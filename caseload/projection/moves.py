"""Whose cases change when a submission is carried out, and which cases each of them has afterwards."""

from collections.abc import Iterable

from caseload.models import Case
from caseload.projection.entries import bases_of, deciding, entry_of, is_spoken_of, person_of
from caseload.projection.fold import opens_case
from caseload.projection.people import Decision, People, decision_of, decisions
from forms.effects import Refused
from forms.models import Submission

GONE = "Ärendet finns inte."
Owned = dict[str, set[str]]
"""Person → the numbers of all their cases."""


def after(submission: Submission) -> Owned:
    """The people whom the submission touches, each with their cases as they will be. Raises Refused."""
    entry = entry_of(submission)
    decision = decision_of(submission)
    is_opening = _is_opening(submission)
    if not is_opening and decision is None:
        person = person_of_case(entry.about)
        return {person: _numbers([person])}
    opens = opens_case(entry) and not submission.is_withdrawal
    if not opens and ((decision is not None and entry.about) or not submission.is_withdrawal):
        person_of_case(entry.about)  # there is such a case
    if is_opening and not opens and is_spoken_of(entry.receipt):
        raise Refused(GONE)  # what was sent about the case would be about nothing
    seeds = {entry.about, *_others(submission)} | ({entry.receipt} if is_opening else set())
    stored = set(Case.everything.filter(number__in=seeds).values_list("person_id", flat=True))
    return _settled(stored, submission, is_opening)


def _is_opening(submission: Submission) -> bool:
    """Whether it, or what it replaces, opens a case of its own; also when history holds it as sent about another."""
    if submission.root_id and not submission.first.about:
        return True
    link: Submission | None = submission
    while link is not None and not opens_case(entry_of(link)):
        link = link.replaces
    return link is not None


def now(people: Iterable[str]) -> dict[str, list[str]]:
    """The people with the cases that each has as it is stored."""
    found: dict[str, list[str]] = {person: [] for person in people}
    rows = Case.everything.filter(person__in=found).order_by("number").values_list("person_id", "number")
    for person, number in rows:
        found[person].append(number)
    return found


def person_of_case(number: str) -> str:
    person = Case.everything.filter(number=number).values_list("person_id", flat=True).first()
    if person is None:
        raise Refused(GONE)
    return person


def _settled(people: set[str], submission: Submission, is_opening: bool) -> Owned:
    """Follow the cases to their people, and those people to their other cases, until nobody new turns up."""
    now = decisions(_deciding_with(submission))
    named = {number for decision in now for number in (decision.about, decision.other)}
    while True:
        cases = _numbers(people) | ({submission.first.receipt} if is_opening else set())
        bases = _bases_with(submission, cases | named, is_opening)
        owners = _owners(bases, now, cases)
        if set(owners.values()) <= people:
            return {person: {case for case in owners if owners[case] == person} for person in people}
        people = people | set(owners.values())


def _owners(bases: dict[str, str], now: list[Decision], cases: set[str]) -> dict[str, str]:
    found = People.after(bases, now)
    return {case: found.of(case) for case in cases if case in bases}


def _deciding_with(submission: Submission) -> list[Submission]:
    others = [each for each in deciding() if each.first.pk != submission.first.pk]
    return others if submission.is_withdrawal else [*others, submission]


def _bases_with(submission: Submission, numbers: set[str], is_opening: bool) -> dict[str, str]:
    bases = bases_of(numbers)
    if is_opening:
        bases.pop(submission.first.receipt, None)
        entry = entry_of(submission)
        if opens_case(entry) and not submission.is_withdrawal:
            bases[submission.first.receipt] = person_of(entry)
    return bases


def _others(submission: Submission) -> set[str]:
    """The cases that the submission, and what it replaces, name beside the one that they are about."""
    found: set[str] = set()
    link: Submission | None = submission
    while link is not None:
        if not link.is_withdrawal and (decision := decision_of(link)):
            found.add(decision.other)
        link = link.replaces
    return found


def _numbers(people: set[str] | list[str]) -> set[str]:
    return set(Case.everything.filter(person__in=people).values_list("number", flat=True))
