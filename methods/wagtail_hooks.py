from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from methods.models import Amount, ChapterPage, Reference, SharedText, Term
from methods.permissions import may_review


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = "Ordlista"
    list_display = ["name", "explanation", "also_known_as"]
    list_per_page = 100


class ReferenceViewSet(SnippetViewSet):
    model = Reference
    icon = "list-ul"
    menu_label = "Lagrum"
    list_display = ["title", "citation", "checked_on", "certainty"]
    list_filter = ["certainty"]
    ordering = ["checked_on"]


class AmountViewSet(SnippetViewSet):
    model = Amount
    icon = "decimal"
    menu_label = "Belopp"
    list_display = ["title", "current", "coming"]


class SharedTextViewSet(SnippetViewSet):
    model = SharedText
    icon = "copy"
    menu_label = "Delade texter"
    list_display = ["title"]


class HandbookGroup(SnippetViewSetGroup):
    menu_label = "Handbok"
    menu_icon = "doc-full-inverse"
    menu_order = 200
    items = (TermViewSet, ReferenceViewSet, AmountViewSet, SharedTextViewSet)


register_snippet(HandbookGroup)


class HandbookMenuItem(MenuItem):
    """A way from Wagtail's reports to the portal's own list."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_review(request.user)


@hooks.register("register_reports_menu_item")
def reviews_report() -> MenuItem:
    return HandbookMenuItem("Handboken: att granska", reverse("reviews_due"), icon_name="calendar", order=500)


@hooks.register("register_reports_menu_item")
def faults_report() -> MenuItem:
    return HandbookMenuItem("Handboken: att rätta", reverse("handbook_faults"), icon_name="warning", order=510)


@hooks.register("register_page_header_buttons")
def ask_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    if isinstance(page, ChapterPage) and page.live and may_review(user):
        address = reverse("ask_to_confirm", args=[page.pk])
        yield HeaderButton("Be om läskvittens", url=address, icon_name="check", priority=90)


@hooks.register("after_publish_page")
def ask_whether_it_matters(request: HttpRequest, page: Any) -> None:
    """The moment to say that a change is significant is when it was published."""
    if isinstance(page, ChapterPage):
        address = reverse("ask_to_confirm", args=[page.pk])
        messages.info(
            request, format_html('Är ändringen viktig för arbetet? <a href="{}">Be om läskvittens</a>', address)
        )
