"""Going on with what was saved."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forms import drafts, limits
from forms.filling import OPENED, Filling
from forms.models import Draft, FormVersion
from forms.views.filling import receipt_url
from portal.permissions import permission_required


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link that somebody without account got. Opening it changes nothing; it lasts until the form is sent."""
    found = drafts.by_link(token)
    version = found.version if found else _opened_version(request)
    if version is None or version.read().audience != "public":
        raise Http404
    filling = Filling(
        version=version,
        template="forms/draft.html",
        done=lambda submission: redirect(receipt_url(submission)),
        context={"title": version.title},
    )
    return filling.respond(request, found, token)


def _opened_version(request: HttpRequest) -> FormVersion | None:
    """The link was renewed or has expired while the page was open: what was typed since is not lost."""
    opened = limits.opened_version(request.POST.get(OPENED, "")) if request.method == "POST" else None
    return FormVersion.objects.filter(pk=opened).first() if opened else None


@require_POST
@permission_required("portal.use_desk")
def throw_away_draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One's own draft, and what was uploaded to it."""
    mine = Draft.objects.alive(timezone.now()).owned_by(request.user)
    drafts.throw_away(get_object_or_404(mine, key=key))
    return redirect("desk")
