from methods.views.confirming import ask_to_confirm, confirm, coverage_list
from methods.views.glossary import glossary
from methods.views.offline import keepable, saved_page, worker
from methods.views.reading import changed, favourite, favourites, mark_read
from methods.views.remarks import close_remark, remark, remarks
from methods.views.reviews import faults, review, reviews_due
from methods.views.sessions import session_guide

__all__ = [
    "ask_to_confirm",
    "changed",
    "close_remark",
    "confirm",
    "coverage_list",
    "faults",
    "favourite",
    "favourites",
    "glossary",
    "keepable",
    "mark_read",
    "remark",
    "remarks",
    "review",
    "reviews_due",
    "saved_page",
    "session_guide",
    "worker",
]
