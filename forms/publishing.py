"""The step before a form is published: what changes, and what stops it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from forms import scheduled
from forms.models import FormPage
from forms.panels import compared
from portal.templatetags.swedish import klockan, langdatum


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the changes of the newest draft; POST publishes the draft that was shown, and no other."""
    page = get_object_or_404(FormPage, pk=pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    revision = page.latest_revision
    if revision is None:
        return redirect("wagtailadmin_pages:edit", page.pk)
    draft = revision.as_object()
    draft.settle()
    context: dict[str, Any] = {"page": page, "revision": revision, **compared(draft)}
    if request.method == "POST" and not context["faults"]:
        if request.POST.get("revision") == str(revision.pk):
            revision.publish(user=request.user)
            messages.success(request, _told(draft))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
        messages.warning(request, "Utkastet har ändrats sedan du läste. Läs igenom ändringarna igen.")
    return render(request, "forms/publish.html", context, status=422 if context["faults"] else 200)


def _told(draft: FormPage) -> str:
    if scheduled.is_later(draft):
        return f"Blanketten ”{draft.title}” publiceras {langdatum(draft.go_live_at)} {klockan(draft.go_live_at)}."
    return f"Blanketten ”{draft.title}” är publicerad."


def stops(pages: Iterable[Any]) -> list[str]:
    """What stops the newest drafts of these pages, and of the forms below them, from being published together."""
    found = []
    for page in pages:
        for form in FormPage.objects.descendant_of(page, inclusive=True):
            draft = form.get_latest_revision_as_object()
            draft.settle()
            found += [f"Blanketten ”{draft.title}”: {sentence}" for sentence in compared(draft)["faults"]]
    return [f"{sentence} Inget har publicerats." for sentence in found]
