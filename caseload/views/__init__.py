"""The caseload's pages: lists, the case, forms about it, the queue and the flats."""

from caseload.views.case import case
from caseload.views.fill import fill
from caseload.views.housing import homes, queue
from caseload.views.lists import cases, search
from caseload.views.printing import summary
from caseload.views.worklist import assign, delete_filter, save_filter, worklist

__all__ = [
    "assign",
    "case",
    "cases",
    "delete_filter",
    "fill",
    "homes",
    "queue",
    "save_filter",
    "search",
    "summary",
    "worklist",
]
