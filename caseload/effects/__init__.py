"""The vocabulary: what a form can do to a case. Each effect is a pure function from (case, call, entry) to changes."""

from caseload.effects import debts, economy, eviction, follow_up, handing_over, housing, intake, people, plan, work
from caseload.effects.vocabulary import EFFECTS, Function

__all__ = [
    "EFFECTS",
    "Function",
    "debts",
    "economy",
    "eviction",
    "follow_up",
    "handing_over",
    "housing",
    "intake",
    "people",
    "plan",
    "work",
]
