from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from methods import actions
from methods.actions.reading import TooMany
from methods.forms import AnswerForm, RemarkForm
from methods.models import ChapterPage, Remark
from methods.views.fetching import chapter_for
from methods.views.reading import SCRIPT
from portal.permissions import permission_required

THANKS = "Tack. Det du skrev har kommit till handbokens redaktörer."


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, pk: str) -> HttpResponse:
    """ "Något fel eller oklart här?", for anybody who can read the page."""
    chapter = chapter_for(request.user, pk)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form, chapter)
        except TooMany:
            form.add_error(None, "Det har kommit ovanligt många synpunkter den senaste timmen. Försök igen senare.")
        else:
            if request.headers.get("X-Requested-With") == SCRIPT:
                return HttpResponse(status=204)
            messages.success(request, THANKS)
            # To the top, where the receipt stands: without a script nothing else brings it into view.
            return redirect(chapter.url)
    status = 422 if form.is_bound else 200
    return render(request, "methods/remark.html", {"form": form, "chapter": chapter}, status=status)


def _send(request: HttpRequest, form: RemarkForm, chapter: ChapterPage) -> None:
    if form.is_by_machine:
        return  # thanked like everybody else, so that the machine learns nothing
    by = request.user if request.user.is_authenticated else None
    actions.remark(chapter=chapter, text=form.cleaned_data["text"], why=form.cleaned_data["why"], by=by)


@require_GET
@permission_required("methods.edit_handbook")
def remarks(request: HttpRequest) -> HttpResponse:
    """What readers have said, the oldest first, and what was dealt with lately."""
    waiting = Remark.objects.open().select_related("chapter", "by", "version")
    closed = Remark.objects.exclude(closed_at=None).select_related("chapter", "closed_by").order_by("-closed_at")[:20]
    return render(request, "methods/remarks.html", {"waiting": waiting, "closed": closed, "form": AnswerForm()})


@require_POST
@permission_required("methods.edit_handbook")
def close_remark(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Remark, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "methods/close_remark.html", {"form": form, "remark": found}, status=422)
    actions.close_remark(remark=found, answer=form.cleaned_data["answer"], by=request.user)
    messages.success(request, "Synpunkten är avslutad.")
    return redirect("remarks")
