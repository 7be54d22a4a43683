"""The caseload's pages: lists, the case, and forms about it."""

from caseload.views.case import case
from caseload.views.fill import fill
from caseload.views.lists import cases, search

__all__ = ["case", "cases", "fill", "search"]
