from methods.models.binder import Edition, Place, Sheet
from methods.models.pages import ChapterPage, HandbookPage, SectionPage
from methods.models.reviews import Review
from methods.models.snippets import Certainty, Reference, Term

__all__ = [
    "Certainty",
    "ChapterPage",
    "Edition",
    "HandbookPage",
    "Place",
    "Reference",
    "Review",
    "SectionPage",
    "Sheet",
    "Term",
]
