"""What the tests of the binder do with the handbook and with paper."""

from django.contrib.auth.models import AnonymousUser

from methods.binder import leaves
from methods.binder.printing import Selection
from methods.models import ChapterPage

EVERYBODY = AnonymousUser()
WHOLE = Selection()


def change(slug: str, text: str, times: int = 1) -> None:
    """Publish the chapter with another body, as an editor does."""
    page = ChapterPage.objects.get(slug=slug)
    page.body = [("text", f"<p>{text}</p>") for _ in range(times)]
    page.save_revision().publish()


def long_chapter(texts: list[str]) -> None:
    page = ChapterPage.objects.get(slug="lyssna")
    page.body = [("text", f"<p>{text}</p>") for text in texts]
    page.save_revision().publish()


def paper(sheets) -> dict[str, object]:
    """What can be seen: by where in the binder it lies."""
    return {sheet.label: leaves.of_sheet(sheet) for sheet in sheets}
