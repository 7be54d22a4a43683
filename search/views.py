from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.db.one_view import one_view
from search import results
from search.query import LONGEST

ON_A_PAGE = 15
SUGGESTED = 7


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The sections that answer ?q=, folded by page; ?slag=, ?metod=, ?lasare= and ?sprak= narrow, ?sida= turns pages."""
    text = request.GET.get("q", "").strip()
    chosen = {name: request.GET.get(name, "")[:100] for name in results.FACETS}
    kept = {"q": text[:LONGEST]} | {name: value for name, value in chosen.items() if value}
    context = found_for(request, text, chosen) | {
        "query": text[:LONGEST],
        "is_narrowed": len(kept) > 1,
        "query_prefix": urlencode(kept) + "&",
    }
    found = context["found"]
    if not found.groups and len(kept) == 1:
        results.count_missed(found.answer)
    context["facets"] = facet_links(found.facets, kept)
    return render(request, "search/search.html", context)


@one_view()
def found_for(request: HttpRequest, text: str, chosen: dict[str, str]) -> dict[str, Any]:
    """All that the index knows for the page, seen at one moment: a rebuild meanwhile gives other ids to all sections."""
    found = results.search(request, text, chosen=chosen)
    page = Paginator(found.groups, ON_A_PAGE).get_page(request.GET.get("sida"))
    return {
        "found": found,
        "page": page,
        "hits": results.shown(request, list(page.object_list), found.answer.asked),
        "meant": meant(text[:LONGEST], found.answer.corrected),
        "nearby": [] if found.groups else results.nearby(request, found.answer),
    }


def facet_links(facets: list[results.Facet], kept: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """By heading each facet with the address that chooses it, or lets go of it when it is chosen."""
    found: dict[str, list[dict[str, Any]]] = {}
    for facet in facets:
        others = {name: value for name, value in kept.items() if name != facet.group}
        address = urlencode(others if facet.is_chosen else others | {facet.group: facet.key})
        found.setdefault(facet.heading, []).append({"facet": facet, "address": f"?{address}"})
    return {heading: links for heading, links in found.items() if len(links) > 1 or links[0]["facet"].is_chosen}


@require_GET
def suggestions(request: HttpRequest) -> JsonResponse:
    """Pages for the unfinished ?q=, for the list below the search field."""
    text = request.GET.get("q", "")
    with one_view():
        found = results.search(request, text, typing=True)
        pages = results.shown(request, found.groups[:SUGGESTED], found.answer.asked)
    return JsonResponse({"suggestions": [_suggestion(page) for page in pages]})


def _suggestion(page: results.FoundPage) -> dict[str, str]:
    section = page.sections[0]
    title, heading = ("".join(piece.text for piece in pieces) for pieces in (page.title, section.heading))
    return {"url": section.url, "title": title, "heading": "" if heading == title else heading, "kind": page.kind}


def meant(text: str, corrected: dict[str, str]) -> str:
    """The question with the words put right, or nothing when all words were known."""
    words = [corrected.get(word.lower().strip(".,?!"), word) for word in text.split()]
    return " ".join(words) if corrected and words != text.split() else ""
