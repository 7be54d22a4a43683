"""The caseload's pages: lists, the case, forms about it, the queue and the flats, who may see it, and the proofs."""

from caseload.views.case import case
from caseload.views.fill import fill
from caseload.views.housing import home, homes, queue
from caseload.views.lists import cases, search
from caseload.views.person import extract, protected, readers
from caseload.views.printing import summary
from caseload.views.proofs import proofs
from caseload.views.rights import case_access, emergencies, emergency, own_relation, review_emergency
from caseload.views.worklist import assign, delete_filter, save_filter, worklist

__all__ = [
    "assign",
    "case",
    "case_access",
    "cases",
    "delete_filter",
    "emergencies",
    "emergency",
    "extract",
    "fill",
    "home",
    "homes",
    "own_relation",
    "proofs",
    "protected",
    "queue",
    "readers",
    "review_emergency",
    "save_filter",
    "search",
    "summary",
    "worklist",
]
