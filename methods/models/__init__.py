from methods.models.amounts import Amount, AmountValue, SharedText
from methods.models.binder import Edition, Place, Sheet
from methods.models.chapters import ChapterPage
from methods.models.pages import HandbookPage, SectionPage
from methods.models.remarks import Remark
from methods.models.reviews import Review
from methods.models.sessions import SessionNote
from methods.models.snippets import Certainty, Reference, Term
from methods.models.versions import Confirmation, Favourite, Reading, ReadRequest, Version

__all__ = [
    "Amount",
    "AmountValue",
    "Certainty",
    "ChapterPage",
    "Confirmation",
    "Edition",
    "Favourite",
    "HandbookPage",
    "Place",
    "ReadRequest",
    "Reading",
    "Reference",
    "Remark",
    "Review",
    "SectionPage",
    "SessionNote",
    "SharedText",
    "Sheet",
    "Term",
    "Version",
]
