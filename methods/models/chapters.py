"""The chapters of the handbook.

What surrounds a page is gathered in methods/contents.py, which needs these models and is therefore imported late.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PageChooserPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.search import index

from methods.blocks import ChapterBlocks, WaysOn
from methods.canonical import Content, content_of, digest
from methods.editing import ChapterForm
from methods.models.pages import HandbookPage, KeptPage, SectionPage
from methods.models.shipped import Shipped
from methods.models.snippets import words_of
from methods.models.tree import ChapterManager, months_after
from methods.reading import SearchSection, search_sections
from portal.models import BasePage


class ChapterPage(KeptPage, Shipped):
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

    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ansvarig person",
        help_text="Får påminnelsen före nästa granskning. Utan namn går den till enhetens redaktörer.",
    )
    easy_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lättläst version av",
        help_text="Välj den sida som den här säger med lättare ord. Sidorna länkar till varandra.",
    )
    ways_on = StreamField(WaysOn(), verbose_name="gå vidare", blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body"), FieldPanel("ways_on")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("themes"), PageChooserPanel("easy_of", "methods.ChapterPage")],
            heading="Läsare",
        ),
        MultiFieldPanel(
            [
                FieldPanel("owner_unit"),
                FieldPanel("responsible"),
                FieldPanel("review_months"),
                FieldPanel("review_on"),
            ],
            heading="Granskning",
        ),
        *BasePage.promote_panels,
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Innehåll"),
            ObjectList(promote_panels, heading="Läsare och granskning"),
            ObjectList(BasePage.settings_panels, heading="Inställningar"),
        ],
        base_form_class=ChapterForm,
    )
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
        from methods.forms import RemarkForm
        from methods.personal import mine, ways

        # A copy that a browser keeps for reading offline is the same for everybody who may read the page.
        own = None if getattr(request, "is_saved_copy", False) else mine(self, request.user)
        context = super().get_context(request, *args, **kwargs)
        context |= around_chapter(self, user=request.user, marked=own.marked if own else frozenset())
        if own:
            context |= {"mine": own, "remark_form": RemarkForm()} | ways(self, request.user)
        return context

    @cached_property
    def above(self) -> tuple[HandbookPage, SectionPage]:
        """The handbook and the section that the chapter is in."""
        section = SectionPage.objects.ancestor_of(self).last()
        return HandbookPage.objects.ancestor_of(section).last(), section

    def search_sections(self) -> list[SearchSection]:
        """One part for each heading, with its anchor and its plain text: what a search can lead to."""
        return search_sections(self.body)

    def search_facets(self) -> dict[str, list[str]]:
        """What the search can narrow to: the method that the page belongs to, whom it is written for, and easy Swedish."""
        easy = {"sprak": [dict(settings.LANGUAGES)["sv-x-lattlast"]]} if self.easy_of_id else {}
        return {"metod": [self.get_parent().title], "lasare": self.readers} | easy

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

    def content(self) -> Content:
        """The words as they are shown today, the shared ones included."""
        return content_of(title=self.title, summary=self.summary, body=self.body)

    def mark_of(self, content: Content | None = None) -> str:
        """The hash of what the page says: a form sends it back, so that nobody signs for what they were not shown."""
        return digest(content or self.content())

    @property
    def session_plan(self) -> Any:
        """The plan of a session of the boskola; None when the page is about something else."""
        return next((block.value for block in self.body if block.block_type == "session_plan"), None)

    def is_older_than_its_twin(self) -> bool:
        """For an easy page: its original was changed after this page was last published or reviewed."""
        original = self.easy_of
        if original is None or not original.last_published_at or not self.last_published_at:
            return False
        reviewed, changed = self.reviews.first(), original.last_published_at
        if reviewed and reviewed.on >= timezone.localdate(changed):
            return False
        return changed > self.last_published_at

    def next_review(self, *, after: date) -> date:
        return months_after(after, self.review_months)
