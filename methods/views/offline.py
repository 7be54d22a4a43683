"""What a browser may keep for reading without connection: published pages that the reader may open, and no more.

The kept copies are pages of their own, without name, menu or forms, so that nothing about a person is ever kept.
"""

import hashlib

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from methods.models import ChapterPage, HandbookPage, SectionPage

ASSETS = ("portal/portal.css", "methods/handbook.css", "portal/icon.svg")
KINDS = (HandbookPage, SectionPage, ChapterPage)


@require_GET
def keepable(request: HttpRequest) -> JsonResponse:
    """The addresses to keep for this reader, each with that of its copy and a mark that changes with the text."""
    assets = [staticfiles_storage.url(name) for name in ASSETS]
    look = hashlib.sha256(" ".join(assets).encode()).hexdigest()[:8]
    versions = dict(ChapterPage.objects.annotate(last=Max("versions__number")).values_list("pk", "last"))
    pages = [
        {
            "url": page.get_url(request),
            "copy": reverse("saved_page", args=[page.pk]),
            "mark": f"{look}-{versions.get(page.pk) or 0}-{page.latest_revision_id or 0}",
        }
        for kind in KINDS
        for page in kind.objects.readable_by(request.user).light().order_by("path")
    ]
    return JsonResponse({"assets": assets, "pages": pages})


@require_GET
def saved_page(request: HttpRequest, pk: str) -> HttpResponse:
    """The copy of one page."""
    page = next(filter(None, (kind.objects.readable_by(request.user).filter(pk=pk).first() for kind in KINDS)), None)
    if page is None:
        raise Http404
    request.is_saved_copy = True  # type: ignore[attr-defined]  # read by ChapterPage.get_context
    context = page.get_context(request) | {
        "base_template": "methods/saved_base.html",
        "saved_on": timezone.localdate(),
        "contents_url": HandbookPage.objects.live().first().get_url(request),
        "review_form": None,
    }
    return render(request, page.get_template(request), context)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Served from here, not from the static files, because its address decides what it may see."""
    answer = render(request, "methods/worker.js", content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/handbok"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
