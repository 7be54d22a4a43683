"""Forms on their pages, and the receipt."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.views import serve

from forms import express, permissions
from forms.filling import Filling, draft_of
from forms.links import link_for
from forms.models import FormPage, Submission
from forms.phrases import phrases
from portal import printing
from portal.templatetags.swedish import klockan, langdatum

RECEIPT_SALT = "forms.receipt"


def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A page below the collection of forms. What is sent to it goes the short way when it can (forms/express.py)."""
    if request.method == "POST":
        answer = express.send(request, slug)
        if isinstance(answer, Submission):
            return HttpResponseRedirect(receipt_url(answer))
        if answer is not None:
            return answer
    return serve(request, request.path_info.lstrip("/"))


def fill_page(request: HttpRequest, page: FormPage) -> HttpResponse:
    """A form on its own page: public ones for anybody, staff ones for those with the permission."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    version = page.version()
    return Filling(
        version=version,
        template=page.template,
        done=lambda submission: HttpResponseRedirect(receipt_url(submission)),
        context={
            "page": page,
            "languages": page.languages(),
            "crumbs": [{"title": "Blanketter", "url": page.get_parent().url}],
            "may_print": request.user.is_authenticated and permissions.may_fill(request.user, version),
        },
    ).respond(request, draft_of(request, version))


def receipt_url(submission: Submission) -> str:
    """The receipt's address is signed, so that nobody can try numbers; the same receipt always has the same one."""
    return reverse("forms_receipt", args=[signing.Signer(salt=RECEIPT_SALT).sign(submission.receipt)])


@never_cache
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the receipt number and nothing else that was sent."""
    submission = _of_receipt(token)
    context = {
        "submission": submission,
        "version": submission.version,
        "words": phrases(submission.version.read().language),
        "token": token,
        "thanks": _thanks(submission),
        "onward": link_for(request.user, submission) if request.user.is_authenticated else None,
    }
    return render(request, "forms/receipt.html", context)


@never_cache
@require_GET
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same on a sheet of paper: number, form and time."""
    submission = _of_receipt(token)
    data: dict[str, Any] = {
        "receipt": submission.receipt,
        "title": submission.version.title,
        "received": f"{langdatum(submission.received_at)} {klockan(submission.received_at)}",
    }
    return printing.download(printing.pdf("forms/receipt", data), f"kvitto-{submission.receipt}.pdf")


def _of_receipt(token: str) -> Submission:
    try:
        number = signing.Signer(salt=RECEIPT_SALT).unsign(token)
    except signing.BadSignature as error:
        raise Http404 from error
    return get_object_or_404(
        Submission.objects.unscoped("the signed receipt shows only its number").select_related("version"),
        receipt=number,
    )


def _thanks(submission: Submission) -> str:
    """The form's own closing words, as its page has them now."""
    found = FormPage.objects.filter(key=submission.version.form_key).values_list("thanks", flat=True)
    return found.first() or ""
