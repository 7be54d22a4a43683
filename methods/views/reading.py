from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from methods import actions
from methods.models import ChapterPage, Favourite, Reading
from methods.views.fetching import chapter_for
from portal.permissions import permission_required

reader = permission_required("methods.read_staff_pages")
SCRIPT = "XMLHttpRequest"


@require_POST
@reader
def mark_read(request: HttpRequest, pk: str) -> HttpResponse:
    """ "Markera som läst", by the button or by the script at the end of the page."""
    chapter = chapter_for(request.user, pk)
    try:
        actions.mark_read(chapter=chapter, seen=request.POST.get("seen", ""), by=request.user)
    except actions.Outdated:
        if request.headers.get("X-Requested-With") == SCRIPT:
            return HttpResponse(status=409)
        messages.warning(request, "Sidan ändrades medan du läste. Här är den som den ser ut nu.")
        return redirect(chapter.url)
    if request.headers.get("X-Requested-With") == SCRIPT:
        return HttpResponse(status=204)
    messages.success(request, "Sidan är markerad som läst. Ändras den får du se vad som är nytt.")
    return redirect(f"{chapter.url}#om-sidan")


@require_GET
@reader
def changed(request: HttpRequest, pk: str) -> HttpResponse:
    """What is different since the reader last read the chapter."""
    user: Any = request.user
    chapter = chapter_for(user, pk)
    reading = Reading.objects.filter(by=user, chapter=chapter).select_related("version").first()
    content = chapter.content()
    changes = reading.version.changes_to(content) if reading else []
    context = {"chapter": chapter, "reading": reading, "changes": changes, "seen": chapter.mark_of(content)}
    return render(request, "methods/changed.html", context)


@require_POST
@reader
def favourite(request: HttpRequest, pk: str) -> HttpResponse:
    """Add to the favourites, or take away."""
    chapter = chapter_for(request.user, pk)
    wanted = request.POST.get("wanted") == "1"
    actions.choose_favourite(chapter=chapter, wanted=wanted, by=request.user)
    done = "Sidan finns nu bland dina favoriter." if wanted else "Sidan är borttagen från dina favoriter."
    messages.success(request, done)
    return redirect(chapter.url)


@require_GET
@reader
def favourites(request: HttpRequest) -> HttpResponse:
    """The reader's own short list."""
    user: Any = request.user
    chosen = Favourite.objects.filter(by=user).values("chapter")
    chapters = ChapterPage.objects.readable_by(user).filter(pk__in=chosen).light().order_by("path")
    return render(request, "methods/favourites.html", {"chapters": chapters})
