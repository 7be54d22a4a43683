"""The vocabulary: what a form can do to a case. Each effect is a pure function from (case, call, entry) to changes."""

from caseload.effects import economy, eviction, follow_up, housing, intake, work
from caseload.effects.vocabulary import EFFECTS, Function

__all__ = ["EFFECTS", "Function", "economy", "eviction", "follow_up", "housing", "intake", "work"]
