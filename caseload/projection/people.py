"""Which person a case is about: the rule (the same number is the same person) and the decisions of staff over it.

A decision is a submission about a case: that its person is the same as another case's, or not the same. The decisions
are replayed in their order, so a withdrawn one leaves everything as it would have been without it; and a case that was
parted is never joined again by the rule, since the decision is looked at each time.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from caseload.effects import EFFECTS
from forms.models import FormVersion, Submission

SAME, DIFFERENT = "same_person", "different_person"


class Decision(NamedTuple):
    """`about` is the case that the form was filled in about, `other` the number that it names."""

    effect: str
    about: str
    other: str


@dataclass
class People:
    """Case number → person. `bases` says what each case's own opening gives: the key of its number, or of itself."""

    bases: dict[str, str]
    groups: dict[str, list[str]] = field(default_factory=dict)
    """Key → the group of keys that are one person; the first of the group names the person."""
    parted: dict[str, str] = field(default_factory=dict)
    """Case → a key of its own, though its number is another's."""

    @classmethod
    def after(cls, bases: dict[str, str], decisions: Iterable[Decision]) -> "People":
        people = cls(bases)
        for decision in decisions:
            # What speaks of a case that has been withdrawn speaks of nobody.
            if decision.about in bases and decision.other in bases:
                people.decide(decision)
        return people

    def of(self, case: str) -> str:
        return self.of_key(self._key(case))

    def of_key(self, key: str) -> str:
        return self._group(key)[0]

    def decide(self, decision: Decision) -> None:
        one, other = self._key(decision.about), self._key(decision.other)
        if decision.effect == SAME:
            self._join(one, other)
        elif one == other:
            self._part_case(decision.about)
        else:
            self._part_key(one, other)

    def _key(self, case: str) -> str:
        return self.parted.get(case) or self.bases[case]

    def _group(self, key: str) -> list[str]:
        return self.groups.get(key) or [key]

    def _join(self, one: str, other: str) -> None:
        first, second = self._group(one), self._group(other)
        if first is not second and first != second:
            joined = first + second
            self.groups.update(dict.fromkeys(joined, joined))

    def _part_case(self, case: str) -> None:
        """The same number, but not the same person: the case stands by itself from now on."""
        self.parted[case] = f"s:{case}"

    def _part_key(self, one: str, other: str) -> None:
        """The key leaves its group; the others stay together."""
        group = self._group(one)
        if other in group:
            rest = [key for key in group if key != one]
            self.groups.update(dict.fromkeys(rest, rest))
            self.groups[one] = [one]


def deciding_versions() -> list[int]:
    """The versions of forms that say who is who."""
    fingerprints = FormVersion.objects.values_list("pk", "sha256")
    return [pk for pk, sha256 in fingerprints if _effect_of(sha256) is not None]


@lru_cache(maxsize=1000)
def _effect_of(sha256: str) -> tuple[str, str] | None:
    """The deciding effect of the version with the fingerprint, and the question that names the other case."""
    schema = FormVersion.objects.filter(sha256=sha256)[0].read()
    for binding in schema.bindings:
        if binding.effect in EFFECTS and EFFECTS[binding.effect].decides_person:
            return binding.effect, binding.arguments.get("other", "")
    return None


def decision_of(submission: Submission) -> Decision | None:
    """What the submission says about who is who, if it says anything."""
    found = _effect_of(submission.version.sha256)
    if found is None:
        return None
    effect, question = found
    return Decision(effect, submission.first.about, str(submission.answers().get(question, "")).strip().upper())


def decisions(submissions: Iterable[Submission]) -> list[Decision]:
    """The decisions that the submissions make, in the order of the first of their chains."""
    order = sorted(submissions, key=lambda each: (each.first.received_at, each.first.pk or sys.maxsize))
    return [decision for each in order if (decision := decision_of(each))]
