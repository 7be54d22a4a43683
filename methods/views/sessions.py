from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from methods import actions
from methods.forms import SessionNoteForm
from methods.guides import guide
from methods.views.fetching import chapter_for
from portal.permissions import permission_required


@require_http_methods(["GET", "POST"])
@permission_required("methods.note_sessions")
def session_guide(request: HttpRequest, pk: str) -> HttpResponse:
    """The leader's page of a session, and the checklist for when it is over."""
    chapter = chapter_for(request.user, pk)
    plan = chapter.session_plan
    if plan is None:
        raise Http404
    form = SessionNoteForm(request.POST or None, plan=plan, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        fields = {"on": form.cleaned_data["on"], "marks": form.marks, "learned": form.cleaned_data["learned"]}
        actions.note_session(chapter=chapter, **fields, by=request.user)
        messages.success(request, "Checklistan är sparad.")
        return redirect("session_guide", chapter.pk)
    notes = chapter.session_notes.select_related("by")[:10]
    context = {"chapter": chapter, "guide": guide(chapter, request.GET.get("start", "")), "form": form, "notes": notes}
    return render(request, "methods/session_guide.html", context, status=422 if form.is_bound else 200)
