from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from methods.models import Reference, Term


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


class HandbookGroup(SnippetViewSetGroup):
    menu_label = "Handbok"
    menu_icon = "doc-full-inverse"
    menu_order = 200
    items = (TermViewSet, ReferenceViewSet)


register_snippet(HandbookGroup)
