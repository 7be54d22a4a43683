"""The handbook in the page tree: one handbook, its sections, and in each section its chapters.

What surrounds a page is gathered in methods/contents.py, which needs these models and is therefore imported late.
"""

from datetime import date, timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from methods.blocks import PROSE, ChapterBlocks
from methods.models.shipped import Shipped
from methods.models.snippets import words_of
from methods.reading import SearchSection, search_sections
from portal.models import BasePage
from portal.models.pages import Access

# How long before its date a chapter turns up in the list of those to review.
REVIEW_NOTICE = timedelta(days=30)


class HandbookQuerySet(PageQuerySet):
    def readable_by(self, user: Any) -> Self:
        """Published pages that the user can reach: neither they nor a page above them is for staff only."""
        pages = self.live()
        if user.is_authenticated and user.may("methods.read_staff_pages"):
            return pages
        closed = Q()
        for path in staff_paths():
            closed |= Q(path__startswith=path)
        return pages.filter(access=Access.PUBLIC).exclude(closed) if closed else pages.filter(access=Access.PUBLIC)

    def light(self) -> Self:
        """Without the text, for lists and navigation."""
        return self.defer_streamfields()


class ChapterQuerySet(HandbookQuerySet):
    def due(self, *, on: date) -> Self:
        """Chapters whose review date is on or before a day, the most overdue first."""
        return self.live().filter(review_on__lte=on).order_by("review_on", "path")


HandbookManager = PageManager.from_queryset(HandbookQuerySet)
ChapterManager = PageManager.from_queryset(ChapterQuerySet)


def staff_paths() -> list[str]:
    """Where in the tree the parts begin that only staff may read."""
    closed = Q(sectionpage__access=Access.STAFF) | Q(handbookpage__access=Access.STAFF)
    return list(Page.objects.filter(closed).values_list("path", flat=True))


class HandbookPage(BasePage):
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


class SectionPage(BasePage, Shipped):
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


class ChapterPage(BasePage, Shipped):
    """One page of the handbook, short enough to read outside somebody's door."""

    shipped_fields = ("title", "summary", "access", "audience", "themes", "owner_unit", "review_months", "body")

    body = StreamField(ChapterBlocks(), verbose_name="innehåll", blank=True)
    audience = models.CharField(
        "för vem",
        max_length=200,
        blank=True,
        help_text="Roller med små bokstäver och komma mellan: boendestödjare, socialsekreterare. Eller: alla.",
    )
    themes = models.CharField(
        "teman",
        max_length=200,
        blank=True,
        help_text="Ett till fyra ord med komma mellan: pärmmetoden, hyra. Läsaren kan se alla sidor om samma tema.",
    )
    owner_unit = models.CharField(
        "ansvarig enhet", max_length=120, help_text="Den enhet som ser till att sidan stämmer. Visas på sidan."
    )
    review_months = models.PositiveSmallIntegerField(
        "granskas med månaders mellanrum",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="Sidor om lag och siffror: 6. Andra: 12.",
    )
    review_on = models.DateField(
        "nästa granskning",
        default=timezone.localdate,
        help_text="Efter den här dagen säger sidan till läsaren att den borde ha granskats."
        " Flyttas fram när någon väljer ”Granskad i dag” på sidan.",
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("themes")], heading="Läsare"),
        MultiFieldPanel(
            [FieldPanel("owner_unit"), FieldPanel("review_months"), FieldPanel("review_on")], heading="Granskning"
        ),
        *BasePage.promote_panels,
    ]
    parent_page_types = ["methods.SectionPage"]
    subpage_types: list[str] = []
    private_page_options: list[str] = []
    exclude_fields_in_copy = ["shipped_hash"]
    template = "methods/chapter_page.html"

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.SearchField("themes"),
        index.FilterField("access"),
        index.FilterField("review_on"),
    ]

    objects = ChapterManager()  # type: ignore[django-manager-missing]  # as for SectionPage

    class Meta:
        verbose_name = "handbokssida"
        verbose_name_plural = "handbokssidor"
        indexes = [models.Index(fields=["review_on"], name="chapter_review_on")]

    def clean(self) -> None:
        super().clean()
        self.themes = ", ".join(words_of(self.themes.lower()))
        self.audience = ", ".join(words_of(self.audience))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from methods.contents import around_chapter

        return super().get_context(request, *args, **kwargs) | around_chapter(self, user=request.user)

    def search_sections(self) -> list[SearchSection]:
        """One part for each heading, with its anchor and its plain text: what a search can lead to."""
        return search_sections(self.body)

    def search_facets(self) -> dict[str, list[str]]:
        """What the search can narrow to: the method that the page belongs to, and whom it is written for."""
        return {"metod": [self.get_parent().title], "lasare": self.readers}

    @property
    def theme_words(self) -> list[str]:
        return words_of(self.themes)

    @property
    def readers(self) -> list[str]:
        """The roles that the page is written for; empty when it is for everybody."""
        return [word for word in words_of(self.audience) if word != "alla"]

    @property
    def review_is_overdue(self) -> bool:
        return self.review_on < timezone.localdate()

    def next_review(self, *, after: date) -> date:
        return months_after(after, self.review_months)


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=min(day.day, (next_month - first).days) - 1)
