"""Figures of a period, as a page, a PDF and a workbook; and the weekly digest."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal import audit, printing, spreadsheets
from portal.permissions import permission_required
from supervision import actions, documents, permissions
from supervision.figures import Figures
from supervision.forms import PeriodForm
from supervision.models import Digest

staff = permission_required("supervision.ask_question")


@never_cache
@require_GET
@staff
def figures(request: HttpRequest) -> HttpResponse:
    """Hours, planned against held, themes, and who has been without: own groups, or the unit's."""
    form = _period(request)
    context = {"form": form, "figures": Figures(request.user, *form.period), "period_query": form.query}
    return render(request, "supervision/figures.html", context, status=200 if form.is_valid() else 422)


@never_cache
@require_GET
@staff
def figures_pdf(request: HttpRequest) -> HttpResponse:
    form = _period(request)
    if not form.is_valid():
        return _back(request)
    content = printing.pdf("supervision/period", documents.period(Figures(request.user, *form.period)))
    actions.take_out(action=audit.Action.PRINT, kind="supervision_figures", target=form.query, by=request.user)
    return printing.download(content, "handledning-period.pdf")


@never_cache
@require_GET
@staff
def figures_xlsx(request: HttpRequest) -> HttpResponse:
    form = _period(request)
    if not form.is_valid():
        return _back(request)
    content = spreadsheets.xlsx(documents.workbook(Figures(request.user, *form.period)))
    actions.take_out(action=audit.Action.EXPORT, kind="supervision_figures", target=form.query, by=request.user)
    return spreadsheets.download(content, "handledning-period.xlsx")


def _period(request: HttpRequest) -> PeriodForm:
    if not permissions.may_see_figures(request.user):
        raise PermissionDenied
    return PeriodForm(request.GET)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that says what is wrong with the period."""
    return redirect(f"{reverse('supervision_figures')}?{request.GET.urlencode()}")


@never_cache
@require_GET
@staff
def digests(request: HttpRequest) -> HttpResponse:
    """One's own weekly digests, the newest first."""
    if not permissions.may_see_figures(request.user):
        raise PermissionDenied
    found = Digest.objects.visible_to(request.user)[:53]
    return render(request, "supervision/digests.html", {"digests": found})


@never_cache
@require_GET
@staff
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Digest.objects.visible_to(request.user), pk=pk)
    return render(request, "supervision/digest.html", {"digest": found})
