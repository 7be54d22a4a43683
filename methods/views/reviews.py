from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from methods.actions import mark_reviewed
from methods.editing import amiss
from methods.forms import ReviewForm
from methods.models import ChapterPage, Review
from methods.models.tree import REVIEW_NOTICE
from portal.permissions import permission_required


@require_GET
@permission_required("methods.edit_handbook")
def reviews_due(request: HttpRequest) -> HttpResponse:
    """Chapters whose date has passed, and those whose date comes soon."""
    today = timezone.localdate()
    chapters = ChapterPage.objects.due(on=today + REVIEW_NOTICE).light()
    overdue = [chapter for chapter in chapters if chapter.review_is_overdue]
    soon = [chapter for chapter in chapters if not chapter.review_is_overdue]
    latest = Review.objects.select_related("chapter", "by")[:20]
    return render(request, "methods/reviews_due.html", {"overdue": overdue, "soon": soon, "latest": latest})


@require_GET
@permission_required("methods.edit_handbook")
def faults(request: HttpRequest) -> HttpResponse:
    """Published chapters with links that lead nowhere, or with something that shuts readers out."""
    return render(request, "methods/faults.html", {"found": amiss(ChapterPage.objects.live().order_by("path"))})


@require_POST
@permission_required("methods.edit_handbook")
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """ "Granskad i dag"."""
    chapter = get_object_or_404(ChapterPage.objects.live(), pk=pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return render(request, "methods/review.html", {"form": form, "chapter": chapter})
    mark_reviewed(chapter=chapter, by=request.user, note=form.cleaned_data["note"])
    messages.success(request, "Tack. Granskningen är sparad och sidan har fått ett nytt datum.")
    return redirect(f"{chapter.url}#om-sidan")
