"""Lists of cases: mine, what nobody has taken, and what a search found."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from caseload import permissions
from caseload.models import Case
from portal import audit
from portal.permissions import permission_required


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def cases(request: HttpRequest) -> HttpResponse:
    """My cases, and what nobody has taken."""
    user = request.user
    visible = Case.objects.visible_to(user).open().select_related("person")
    context: dict[str, Any] = {"mine": visible.filter(responsible=user.username).order_by("-opened_on", "number")}
    if permissions.may_see_queue(user):
        waiting = visible.unassigned().order_by("opened_on", "number").select_related("person", "matter")
        context |= {"unassigned": waiting[:50]}
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=user, kind="case")
    return render(request, "caseload/cases.html", context)


@never_cache
@require_POST
@permission_required("caseload.search_cases")
def search(request: HttpRequest) -> HttpResponse:
    """By name, personnummer or case number, and nothing else. By POST, so that no address holds what was asked."""
    term = request.POST.get("term", "").replace("\x00", "").strip()[:100]
    with transaction.atomic():
        found = (
            Case.objects.visible_to(request.user).found_by(term).select_related("person").order_by("-opened_on")[:30]
        )
        hits = list(found)
        audit.record(audit.Action.SEARCH, by=request.user, kind="case", reason=f"{len(hits)} träffar")
    return render(request, "caseload/search.html", {"hits": hits, "term": term})
