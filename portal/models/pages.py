"""Pages that every installation has. All pages of the product build on BasePage."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from portal.kept.content import remembered

PLAIN_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class Access(models.TextChoices):
    PUBLIC = "public", "alla"
    STAFF = "staff", "personal som är inloggad"


class BasePage(Page):
    """A page with a summary. `access` decides who may read it, everywhere: page, menus, lists and search."""

    summary = models.CharField(
        "sammanfattning",
        max_length=250,
        blank=True,
        help_text="En eller två meningar. Visas överst på sidan, i listor och i sökresultat.",
    )
    access = models.CharField("vem får läsa", max_length=10, choices=Access.choices, default=Access.PUBLIC)

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    settings_panels = [FieldPanel("access"), *Page.settings_panels]

    class Meta:
        abstract = True

    def readable_by(self, user: Any) -> bool:
        if self.access == Access.PUBLIC:
            return True
        return user.is_authenticated and user.may("methods.read_staff_pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A page for staff does not exist for others: 404, not a login form that tells that it is there."""
        if not self.readable_by(request.user):
            raise Http404
        return super().route(request, path_components)

    def get_view_restrictions(self) -> Any:
        """As Wagtail's; but where no page has any, which is usual, the database is not asked about this one."""
        if remembered("restricted", PageViewRestriction.objects.exists):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()


class StartPage(BasePage):
    """The front door: what this is, and the few ways in."""

    intro = RichTextField("inledning", features=PLAIN_TEXT, blank=True)

    search_fields = [*BasePage.search_fields, index.SearchField("intro")]

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "portal/start_page.html"

    class Meta:
        verbose_name = "startsida"

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's; but the page that is only passed on the way to another is remembered."""
        if len(path_components) < 2 or not self.readable_by(request.user):
            return super().route(request, path_components)
        below = remembered(("below", self.pk), self._below).get(path_components[0])
        if below is None:
            raise Http404
        return below.route(request, path_components[1:])

    def _below(self) -> dict[str, Page]:
        return {page.slug: page for page in self.get_children().specific()}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        doors = [page for page in self.get_children().live().specific() if page.show_in_menus]
        return super().get_context(request, *args, **kwargs) | {
            "doors": [page for page in doors if page.readable_by(request.user)]
        }


class TextPage(BasePage):
    """A plain page: cookies, accessibility, personal data."""

    body = RichTextField("text", features=PLAIN_TEXT)

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "portal/text_page.html"
    show_in_menus_default = False

    class Meta:
        verbose_name = "textsida"
        verbose_name_plural = "textsidor"
