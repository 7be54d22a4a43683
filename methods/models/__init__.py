from methods.models.pages import ChapterPage, HandbookPage, SectionPage
from methods.models.reviews import Review
from methods.models.snippets import Certainty, Reference, Term

__all__ = ["Certainty", "ChapterPage", "HandbookPage", "Reference", "Review", "SectionPage", "Term"]
