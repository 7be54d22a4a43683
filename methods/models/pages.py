"""The handbook in the page tree: one handbook, its sections, and in each section its chapters.

What surrounds a page is gathered in methods/contents.py, which needs these models and is therefore imported late.
"""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from methods.blocks import PROSE
from methods.models.shipped import Shipped
from methods.models.snippets import Term
from methods.models.tree import HandbookManager
from methods.reading import SearchSection
from portal.kept import keep
from portal.kept.content import remembered
from portal.models import BasePage


class KeptPage(BasePage):
    """A page that is rendered once for all readers of a role, as long as it says the same."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().serve(request, *args, **kwargs)
        own = getattr(response, "context_data", {}).get("mine")
        return keep(response, state=own.state if own else "")


class HandbookPage(KeptPage):
    """The whole handbook: the contents of the binder."""

    parent_page_types = ["portal.StartPage"]
    subpage_types = ["methods.SectionPage"]
    max_count = 1
    private_page_options: list[str] = []
    show_in_menus_default = True
    template = "methods/handbook_page.html"

    search_fields = [*BasePage.search_fields, index.SearchField("summary")]

    objects = HandbookManager()

    class Meta:
        verbose_name = "handbok"
        verbose_name_plural = "handböcker"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from methods.contents import contents

        return super().get_context(request, *args, **kwargs) | contents(
            self, user=request.user, theme=request.GET.get("tema", "")
        )

    def search_sections(self) -> list[SearchSection]:
        """Its own summary, and each word of the glossary, which is shown at an address of its own."""
        own = SearchSection("", str(self.title), str(self.summary))
        return [own, *(term.search_section() for term in Term.objects.all())]

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail finds a page, step by step, but a chapter in one question to the database instead of four."""
        if len(path_components) != 2 or not self.readable_by(request.user):
            return super().route(request, path_components)
        section = remembered(("methods.sections", self.pk), self._sections).get(path_components[0])
        if section is None or not section.readable_by(request.user):
            raise Http404
        from methods.models.chapters import ChapterPage

        chapter = ChapterPage.objects.child_of(section).filter(slug=path_components[1]).first()
        if chapter is None:
            raise Http404
        chapter.above = (self, section)
        return chapter.route(request, [])

    def _sections(self) -> dict[str, "SectionPage"]:
        return {section.slug: section for section in SectionPage.objects.child_of(self)}


class SectionPage(KeptPage, Shipped):
    """A method, or another part of the handbook, with the chapters that belong to it."""

    shipped_fields = ("title", "summary", "intro")

    intro = RichTextField(
        "inledning", features=PROSE, blank=True, help_text="Ett eller två stycken om vad avsnittet innehåller."
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["methods.HandbookPage"]
    subpage_types = ["methods.ChapterPage"]
    private_page_options: list[str] = []
    exclude_fields_in_copy = ["shipped_hash"]
    template = "methods/section_page.html"

    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("intro")]

    objects = HandbookManager()  # type: ignore[django-manager-missing]  # the plugin cannot follow two abstract bases

    class Meta:
        verbose_name = "avdelning"
        verbose_name_plural = "avdelningar"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from methods.contents import around_section

        return super().get_context(request, *args, **kwargs) | around_section(self, user=request.user)
