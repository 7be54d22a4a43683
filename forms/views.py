from django.core import signing
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from forms import actions
from forms.filling import Filling
from forms.links import link_for
from forms.models import FormPage, Submission
from portal import audit
from portal.permissions import permission_required

RECEIPT_SALT = "forms.receipt"


def fill_page(request: HttpRequest, page: FormPage) -> HttpResponse:
    """A form on its own page: public ones for anybody, staff ones for those with the permission."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    version = page.version()
    return Filling(
        version=version,
        template=page.template,
        done=lambda submission: redirect(receipt_url(submission)),
        context={
            "page": page,
            "languages": page.languages(),
            "crumbs": [{"title": "Blanketter", "url": page.get_parent().url}],
        },
    ).respond(request)


def receipt_url(submission: Submission) -> str:
    """The receipt's address is signed, so that nobody can try numbers; the same receipt always has the same one."""
    return reverse("forms_receipt", args=[signing.Signer(salt=RECEIPT_SALT).sign(submission.receipt)])


@never_cache
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the receipt number and nothing else that was sent."""
    try:
        number = signing.Signer(salt=RECEIPT_SALT).unsign(token)
    except signing.BadSignature as error:
        raise Http404 from error
    submission = get_object_or_404(
        Submission.objects.unscoped("the signed receipt shows only its number").select_related("version"),
        receipt=number,
    )
    page = FormPage.objects.filter(key=submission.version.form_key).first()
    context = {
        "submission": submission,
        "thanks": page.thanks if page else "",
        "onward": link_for(request.user, submission) if request.user.is_authenticated else None,
    }
    return render(request, "forms/receipt.html", context)


@never_cache
@require_GET
@permission_required("portal.use_desk")
def submission(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was sent, in the wording of its version. Reading it is logged."""
    with transaction.atomic():
        found = get_object_or_404(
            Submission.objects.visible_to(request.user).select_related("version", "processing"), receipt=receipt
        )
        audit.record(audit.Action.READ, by=request.user, kind="submission", target=found.receipt)
    return render(request, "forms/submission.html", {"submission": found, "onward": link_for(request.user, found)})


@require_GET
@permission_required("forms.register_submissions")
def inbox(request: HttpRequest) -> HttpResponse:
    """Receipts and where they stand, without content: for the registrator, who sees that nothing is left lying."""
    everything = Submission.objects.unscoped("receipt numbers and states only, no content").select_related(
        "version", "processing"
    )
    page = Paginator(everything.order_by("-received_at", "-pk"), 50).get_page(request.GET.get("sida"))
    parked = everything.parked().in_order()
    return render(request, "forms/inbox.html", {"page": page, "parked": parked})


@require_POST
@permission_required("forms.register_submissions")
def retry(request: HttpRequest, receipt: str) -> HttpResponse:
    """Try the effects of a parked submission again."""
    found = get_object_or_404(Submission.objects.unscoped("retry by the registrator").parked(), receipt=receipt)
    actions.process(found)
    return redirect("forms_inbox")
