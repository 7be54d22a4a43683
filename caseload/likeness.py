"""Cases that may be about the same person: the same name and birthday. Only a suggestion; staff decide, with a form."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from caseload.models import Case, NameKey, Person
from caseload.projection.entries import in_force
from caseload.projection.people import DIFFERENT, deciding_versions, decision_of
from forms.models import Submission
from portal import identity

MOST = 5


def alike(user: Any, case: Case) -> list[Case]:
    """Cases that the user may see, of people with the same words in their name and no other birthday, newest first.

    Never one that somebody has parted from this one, or whose joining was undone; and never through a protected name.
    """
    near = _near(case.person)
    if not near:
        return []
    found = list(Case.objects.visible_to(user).filter(person__in=near).order_by("-opened_on", "number"))
    # Most people share their name with nobody whom the reader may see; then nothing more is asked.
    apart = _told_apart(case) if found else set()
    people = {person.pk: person for person in near}
    likely = [each for each in found if each.number not in apart][:MOST]
    for each in likely:
        each.person = people[each.person_id]
    return likely


def _near(person: Person) -> list[Person]:
    """Other people with the very same words in their name, and no other birthday."""
    if person.is_protected or len(set(identity.name_words(person.name))) < 2:
        return []
    own = identity.name_hashes(person.name)
    same = Person.objects.unscoped("keys of names; the cases themselves are scoped").exclude(pk=person.pk)
    for digest in identity.asked_hashes(person.name):
        same = same.filter(name_rows__digest=digest)
    same = same.filter(~Exists(NameKey.objects.filter(person=OuterRef("pk")).exclude(digest__in=own)))
    if person.identity_number:
        born = person.identity_number[:6]
        same = same.filter(Q(identity_number="") | Q(identity_number__startswith=born))
    return [each for each in same.order_by("pk")[:50] if _same_birthday(person, each) and not each.is_protected]


def _same_birthday(one: Person, other: Person) -> bool:
    """An unknown number may be anybody's; a samordningsnummer has sixty added to the day."""
    if not (one.identity_number and other.identity_number):
        return True
    return _born(one) == _born(other)


def _born(person: Person) -> tuple[str, int]:
    return person.identity_number[:6], int(person.identity_number[6:8]) % 60


def _told_apart(case: Case) -> set[str]:
    """The cases that a decision, or an undone one, says are not about this person."""
    versions = deciding_versions()
    sent = Submission.objects.unscoped("decisions about one case").filter(version__in=versions, root=None)
    current = set(in_force().filter(version__in=versions).values_list("pk", flat=True))
    mine = set(Case.everything.filter(person=case.person_id).values_list("number", flat=True))
    apart: set[str] = set()
    for each in sent.select_related("version"):
        decision = decision_of(each)
        if decision and (decision.effect == DIFFERENT) == (each.pk in current):
            pair = {decision.about, decision.other}
            if pair & mine:
                apart |= pair - mine
    return apart
