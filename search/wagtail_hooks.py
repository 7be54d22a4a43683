from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import MissedWord, Promotion, SiteWord, SynonymGroup
from search.permissions import ReadOnly


class SynonymGroupViewSet(SnippetViewSet):
    model = SynonymGroup
    icon = "tag"
    menu_label = "Synonymer"
    list_display = ["words", "is_used"]
    list_filter = ["is_used"]
    list_per_page = 100


class SiteWordViewSet(SnippetViewSet):
    model = SiteWord
    icon = "edit"
    menu_label = "Ordens början"
    list_display = ["form", "word"]
    list_per_page = 100


class PromotionViewSet(SnippetViewSet):
    model = Promotion
    icon = "pick"
    menu_label = "Utvalda träffar"
    list_display = ["queries", "page"]


class MissedWordViewSet(SnippetViewSet):
    model = MissedWord
    icon = "search"
    menu_label = "Utan träff"
    list_display = ["word", "times", "month"]
    list_filter = ["month"]
    ordering = ["-month", "-times", "word"]
    permission_policy = ReadOnly(MissedWord)
    inspect_view_enabled = True
    copy_view_enabled = False


class SearchGroup(SnippetViewSetGroup):
    menu_label = "Sökning"
    menu_icon = "search"
    menu_order = 210
    items = (SynonymGroupViewSet, SiteWordViewSet, PromotionViewSet, MissedWordViewSet)


register_snippet(SearchGroup)
