"""The proofs that the caseload is what the submissions say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from caseload.models import Proof
from portal.permissions import permission_required


@never_cache
@require_GET
@permission_required("caseload.read_proofs")
def proofs(request: HttpRequest) -> HttpResponse:
    """The last thirty, newest first; of what differed only tables and keys."""
    found = list(Proof.objects.all()[:30])
    ended = next((each for each in found if each.ended_at), None)
    is_old = ended is not None and ended.is_old(timezone.localdate())
    return render(request, "caseload/proofs.html", {"proofs": found, "last": ended, "is_old": is_old})
