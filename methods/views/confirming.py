from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from methods import actions
from methods.actions.confirming import AlreadyAsked
from methods.coverage import coverage
from methods.forms import ReadRequestForm
from methods.models import Confirmation, ReadRequest
from methods.permissions import may_read_coverage, may_review
from methods.views.fetching import chapter_for
from portal.permissions import permission_required

reader = permission_required("methods.read_staff_pages")


@require_http_methods(["GET", "POST"])
@permission_required("methods.edit_handbook")
def ask_to_confirm(request: HttpRequest, pk: str) -> HttpResponse:
    """The editor marks what was published as significant and says to whom."""
    chapter = chapter_for(request.user, pk)
    form = ReadRequestForm(request.POST or None, chapter=chapter)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("reason", "roles", "since")}
        try:
            asked = actions.ask_to_confirm(chapter=chapter, **fields, by=request.user)
        except AlreadyAsked:
            form.add_error(None, "Den här versionen har redan en fråga om läskvittens. Publicera en ändring först.")
        else:
            messages.success(request, "De som det rör ser frågan på Min sida.")
            return redirect("read_request", asked.pk)
    status = 422 if form.is_bound else 200
    return render(request, "methods/ask_to_confirm.html", {"form": form, "chapter": chapter}, status=status)


@require_http_methods(["GET", "POST"])
@reader
def confirm(request: HttpRequest, pk: str) -> HttpResponse:
    """What changed since the reader last confirmed, and the button to say that it is read."""
    asked = get_object_or_404(ReadRequest.objects.current(), pk=pk)
    chapter = chapter_for(request.user, str(asked.version.chapter_id))
    if request.method == "POST":
        if not asked.concerns(request.user):
            raise PermissionDenied
        try:
            actions.confirm(request=asked, seen=request.POST.get("seen", ""), by=request.user)
        except actions.Outdated:
            messages.warning(request, "Sidan ändrades medan du läste. Läs vad som är ändrat och bekräfta igen.")
            return redirect("read_request", asked.pk)
        messages.success(request, "Tack. Din läskvittens är sparad.")
        return redirect("desk")
    user: Any = request.user
    mine = Confirmation.objects.filter(by=user, version__chapter=chapter).select_related("version")
    last = mine.order_by("-version__number").first()
    since = last.version if last else asked.previous
    content = chapter.content()
    context = {
        "asked": asked,
        "chapter": chapter,
        "since": since,
        "changes": since.changes_to(content) if since else [],
        "seen": chapter.mark_of(content),
        "done": last if last and last.version.number >= asked.version.number else None,
        "concerned": asked.concerns(request.user),
        "coverage": coverage(asked, user=request.user) if may_read_coverage(request.user) else [],
    }
    return render(request, "methods/read_request.html", context)


@require_GET
@reader
def coverage_list(request: HttpRequest) -> HttpResponse:
    """Every request that stands, with how many of each unit have confirmed."""
    if not may_read_coverage(request.user):
        raise PermissionDenied
    current = ReadRequest.objects.current()
    asked = [(each, coverage(each, user=request.user)) for each in current[:50]]
    rows = asked if may_review(request.user) else [(each, units) for each, units in asked if units]
    return render(request, "methods/coverage.html", {"asked": rows})
