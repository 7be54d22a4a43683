"""The caseload: a projection of the submissions. Nothing here is edited; caseload/projection/ writes every row."""

from caseload.models.cases import Assignment, Case, EconomyWork, EvictionMatter
from caseload.models.people import NameKey, Person
from caseload.models.proof import Proof
from caseload.models.rows import ContactAttempt, Debt, Event, Stay, Task, Trace

__all__ = [
    "Assignment",
    "Case",
    "ContactAttempt",
    "Debt",
    "EconomyWork",
    "Event",
    "EvictionMatter",
    "NameKey",
    "Person",
    "Proof",
    "Stay",
    "Task",
    "Trace",
]
