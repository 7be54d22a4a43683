"""What the editor's form checks, and what is amiss in pages that are already published."""

from dataclasses import dataclass, field
from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from methods.accessibility import Fault, faults
from methods.reading import linked, rich_texts

GOES_OUT = ("action-publish", "action-submit")


class ChapterForm(WagtailAdminPageForm):
    """A draft may have any fault; what is published or sent to review may not shut a reader out."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if any(name in self.data for name in GOES_OUT) and cleaned.get("body"):
            for fault in faults(cleaned["body"]):
                self.add_error("body", str(fault))
        return cleaned


@dataclass
class Amiss:
    """A published chapter with what should be mended in it."""

    chapter: Any
    faults: list[Fault] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def amiss(chapters: Any) -> list[Amiss]:
    """Those of the chapters that have a fault, or a link to a page that is gone or not published."""
    chapters = list(chapters)
    links = {chapter.pk: linked(rich_texts(chapter.body)) | _chosen(chapter) for chapter in chapters}
    titles = dict(Page.objects.filter(pk__in=set().union(*links.values())).values_list("pk", "title"))
    live = set(Page.objects.live().filter(pk__in=titles).values_list("pk", flat=True))
    found = [
        Amiss(
            chapter,
            faults(chapter.body),
            [titles.get(pk, "en sida som är borttagen") for pk in sorted(links[chapter.pk] - live)],
        )
        for chapter in chapters
    ]
    return [each for each in found if each.faults or each.broken]


def _chosen(chapter: Any) -> set[int]:
    """Pages chosen as ways on; a chosen page that was deleted has no value left to name."""
    return {block.value.pk for block in chapter.ways_on if block.value}
