"""What came in and where it stands, for the registrator: receipts and states, never content."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from forms import actions, retention
from forms.models import Delivery, Submission
from portal.permissions import permission_required


@require_GET
@permission_required("forms.register_submissions")
def inbox(request: HttpRequest) -> HttpResponse:
    """Receipts and where they stand, without content: for the registrator, who sees that nothing is left lying."""
    everything = Submission.objects.unscoped("receipt numbers and states only, no content").select_related(
        "version", "processing"
    )
    page = Paginator(everything.order_by("-received_at", "-pk"), 50).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "parked": everything.parked().in_order(),
        "waiting": everything.waiting().in_order()[:50],
        "late": Delivery.objects.late().select_related("submission__version"),
    }
    return render(request, "forms/inbox.html", context)


@require_POST
@permission_required("forms.register_submissions")
def retry(request: HttpRequest, receipt: str) -> HttpResponse:
    """Try the effects of a parked submission again."""
    found = get_object_or_404(Submission.objects.unscoped("retry by the registrator").parked(), receipt=receipt)
    actions.process(found)
    return redirect("forms_inbox")


@require_POST
@permission_required("forms.register_submissions")
def deliver_now(request: HttpRequest, receipt: str) -> HttpResponse:
    """Let the next round try at once what did not arrive."""
    late = get_object_or_404(Delivery.objects.late(), submission__receipt=receipt)
    late.due_at = timezone.now()
    late.save(update_fields=["due_at"])
    return redirect("forms_inbox")


@require_GET
@permission_required("forms.register_submissions")
def due_for_removal(request: HttpRequest) -> HttpResponse:
    """What has been kept for as long as the form's rule says."""
    return render(request, "forms/due_for_removal.html", {"due": retention.due(timezone.localdate())})
