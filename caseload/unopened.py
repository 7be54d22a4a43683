"""Openings whose words no case holds: waiting, parked or withdrawn, and corrections of them that were not carried out.

Protected identity is looked up in the case that a submission is about. While there is none, the words themselves are
asked: whether they say that the person is protected, or name the number of somebody who is. The same words say to whom
such an opening belongs: it is closed to who is kept away from that person, and part of the person's own extract.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from caseload.models import Assignment, Case, Person
from caseload.models.people import PROTECTED
from caseload.projection.entries import (
    bases_of,
    deciding,
    entry_of,
    opening_versions,
    opens,
    person_of,
    schema_of,
)
from caseload.projection.people import People, decisions
from forms.models import Processing, Submission

NOT_CARRIED_OUT = (Processing.State.WAITING, Processing.State.PARKED)
Protections = dict[str, str]  # case → what the stored case says about protection


@dataclass
class Opening:
    """What is known of one who is protected by the words of openings. `number` is the case's, stored or not."""

    number: str
    is_protected: bool = False
    keys: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    """The people with protected identity whose numbers it names."""
    senders: set[str] = field(default_factory=set)

    def add(self, link: Submission) -> None:
        entry = entry_of(link)
        self.is_protected |= any(call.value("protection") in PROTECTED for call in entry.calls)
        self.keys.add(person_of(entry))
        self.senders |= {link.actor} - {""}


def numbers_of(submissions: Iterable[Submission]) -> set[str]:
    """The cases that the submissions are about or that they open, if they were carried out."""
    about = {each.about for each in submissions}
    opened = {each.first.receipt for each in submissions if opens(schema_of(each.version_id))}
    return (about | opened) - {""}


def protected(numbers: set[str], stored: Protections) -> dict[str, Opening]:
    """Number → the opening, for those of the numbers whose openings tell of somebody protected."""
    found: dict[str, Opening] = {}
    for link in _links(numbers, stored):
        if opens(schema_of(link.version_id)):
            number = link.first.receipt
            found.setdefault(number, Opening(number)).add(link)
    hidden = _protected_people({key for each in found.values() for key in each.keys})
    for each in found.values():
        each.people = {hidden[key] for key in each.keys & hidden.keys()}
    return {number: each for number, each in found.items() if each.is_protected or each.people}


def worked_with(user: Any, openings: Collection[Opening], stored: Protections) -> set[str]:
    """The numbers of those openings of whose words the user is told: who sent them, while the case does not say that
    the person is protected; who works with the case; and who sees another case of the same person."""
    numbers = [each.number for each in openings]
    mine = Q(responsible=user.username) | Q(
        pk__in=Assignment.objects.filter(username=user.username, until=None).values("case")
    )
    seen = Case.objects.visible_to(user)
    assigned = set(seen.filter(mine, number__in=numbers).values_list("number", flat=True))
    people = {person for each in openings for person in each.people}
    known = set(seen.filter(person__in=people).values_list("person", flat=True))
    return assigned | {
        each.number
        for each in openings
        if each.people & known or (user.username in each.senders and stored.get(each.number) not in PROTECTED)
    }


def naming(people: Collection[str]) -> set[int]:
    """The submissions that stand in no case and belong to openings which name the number of one of the people."""
    if not people:
        return set()
    case = Case.everything.filter(number=Coalesce(OuterRef("root__receipt"), OuterRef("receipt")))
    openings = Submission.everything.filter(version__in=opening_versions()).annotate(has_case=Exists(case))
    outside = openings.filter(Q(has_case=False) | Q(processing__state__in=NOT_CARRIED_OUT)).select_related("root")
    keys = {link: person_of(entry_of(link)) for link in outside}
    owners = _owners(set(keys.values()))
    named = [link for link, key in keys.items() if owners.get(key) in people]
    loose = _chains(Submission.everything, {link.first.receipt for link in named if not link.has_case})
    return {link.pk for link in named} | set(loose.values_list("pk", flat=True))


def _links(numbers: set[str], stored: Protections) -> list[Submission]:
    """All of the chains that stand in no case, and of the others what was not carried out."""
    everything, loose = Submission.everything.select_related("root"), numbers - stored.keys()
    found = list(_chains(everything, loose)) if loose else []
    if kept := numbers & stored.keys():
        found += _chains(everything.filter(processing__state__in=NOT_CARRIED_OUT), kept)
    return found


def _chains(submissions: Any, numbers: set[str]) -> Any:
    return submissions.filter(Q(receipt__in=numbers) | Q(root__receipt__in=numbers)).order_by("pk")


def _owners(keys: set[str]) -> dict[str, str]:
    """Key of a number → the person whose it is, by the rule and the decisions about who is who."""
    known = {key for key in keys if key.startswith("n:")}
    if not known:
        return {}
    made = decisions(deciding())
    who = People.after(bases_of({number for each in made for number in (each.about, each.other)}), made)
    return {key: who.of_key(key) for key in known}


def _protected_people(keys: set[str]) -> dict[str, str]:
    """Key of a number → the person with protected identity whose it is."""
    owners = _owners(keys)
    hidden = Person.everything.filter(pk__in=owners.values(), protection__in=PROTECTED)
    covered = set(hidden.values_list("pk", flat=True))
    return {key: person for key, person in owners.items() if person in covered}
