"""The caseload: a projection of the submissions. Nothing here is edited; caseload/projection/ writes every row."""

from caseload.models.cases import Assignment, Case, EconomyWork, EvictionMatter
from caseload.models.economy import BudgetLine, Debt, DebtState, Goal, SmallStep
from caseload.models.fold import Fold
from caseload.models.people import NameKey, Person
from caseload.models.proof import Proof
from caseload.models.rights import Block, Emergency, Restriction
from caseload.models.rows import ContactAttempt, Event, Stay, Task, Trace
from caseload.models.work import Responsibility, SavedFilter

__all__ = [
    "Assignment",
    "Block",
    "BudgetLine",
    "Case",
    "ContactAttempt",
    "Debt",
    "DebtState",
    "EconomyWork",
    "Emergency",
    "Event",
    "EvictionMatter",
    "Fold",
    "Goal",
    "NameKey",
    "Person",
    "Proof",
    "Responsibility",
    "Restriction",
    "SavedFilter",
    "SmallStep",
    "Stay",
    "Task",
    "Trace",
]
