"""A form about a case, filled in from the case."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from caseload import permissions
from caseload.access import case_for
from caseload.preview import faults
from caseload.supplied import choices_for, opened_with
from forms.filling import Filling, draft_of
from forms.models import FormVersion
from portal.permissions import permission_required


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("caseload.search_cases")
def fill(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Fill in a form about a case. What it would do is tried first, so that nothing impossible is stored."""
    found = case_for(request.user, number, reason=f"blankett {key}")
    version = FormVersion.objects.in_force(key)
    if version is None or version.read().audience != "case":
        raise Http404
    if version not in permissions.forms_for(request.user, found):
        raise PermissionDenied
    filling = Filling(
        version=version,
        template="caseload/fill.html",
        done=lambda submission: redirect("case", found.number),
        about=found.number,
        supplied=choices_for(version, found, request.user),
        initial=opened_with(version, found),
        context={"case": found, "crumbs": [{"title": f"Ärende {found.number}", "url": f"/arenden/{found.number}/"}]},
    )
    # A draft and a printed sheet may be of an older version.
    filling.check = lambda answers: faults(filling.version, answers, found.number, request.user)
    return filling.respond(request, draft_of(request, version, found.number))
