from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from search import results
from search.query import LONGEST

ON_A_PAGE = 10
SUGGESTED = 7


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The sections that answer ?q=, folded by page; ?slag= is a kind of page, ?sida= the page of results."""
    text, kind = request.GET.get("q", "").strip(), request.GET.get("slag", "")[:100]
    found = results.search(request, text, kind=kind)
    page = Paginator(found.groups, ON_A_PAGE).get_page(request.GET.get("sida"))
    context = {
        "query": text[:LONGEST],
        "found": found,
        "page": page,
        "hits": results.shown(request, list(page.object_list), found.answer.asked),
        "kind": kind,
        "query_prefix": urlencode({"q": text[:LONGEST], "slag": kind} if kind else {"q": text[:LONGEST]}) + "&",
        "meant": meant(text[:LONGEST], found.answer.corrected),
    }
    return render(request, "search/search.html", context)


@require_GET
def suggestions(request: HttpRequest) -> JsonResponse:
    """Pages for the unfinished ?q=, for the list below the search field."""
    text = request.GET.get("q", "")
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
