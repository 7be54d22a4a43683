"""For the administrator of courses: a series by rule, a copy, and the figures; for managers: who has which training."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from courses import actions, exports, figures
from courses.forms import CopyForm, PlanForm
from courses.models import Occasion
from courses.views.requests import StaffRequest, posted
from portal import audit, spreadsheets
from portal.models import User
from portal.permissions import permission_required

MANAGES = permission_required("courses.manage_courses")


@require_http_methods(["GET", "POST"])
@MANAGES
def plan(request: StaffRequest) -> HttpResponseBase:
    """A whole series by rule. It is seen by others only when it is opened in the editor."""
    leaders = User.objects.filter(is_active=True, groups__name__in=["Kursledare", "Kursadministratör"]).distinct()
    form = PlanForm(posted(request), leaders=leaders)
    if request.method == "POST" and form.is_valid():
        occasion = actions.plan_series(plan=form.plan, by=request.user, **form.occasion_fields)
        return _planned(request, occasion)
    return render(request, "courses/plan.html", {"form": form})


@require_http_methods(["GET", "POST"])
@MANAGES
def copy(request: StaffRequest, occasion: int) -> HttpResponseBase:
    found = get_object_or_404(Occasion.objects.select_related("course"), pk=occasion)
    form = CopyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _planned(
            request, actions.copy_occasion(occasion=found, first=form.cleaned_data["first"], by=request.user)
        )
    return render(request, "courses/plan.html", {"form": form, "copied": found})


def _planned(request: StaffRequest, occasion: Occasion) -> HttpResponseBase:
    messages.success(request, "Tillfället är planerat. Kontrollera dagarna och öppna anmälan när allt stämmer.")
    return redirect("courses:participants", occasion=occasion.pk)


@require_GET
@permission_required("courses.read_competence")
def competence(request: StaffRequest) -> HttpResponseBase:
    """Who in the unit has completed which training, and what has stopped being valid."""
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=request.user, kind="course_competence", target=_unit(request))
    return render(request, "courses/competence.html", figures.competence(request.user))


@require_GET
@permission_required("courses.read_competence")
def competence_file(request: StaffRequest, kind: str) -> HttpResponseBase:
    if kind not in {"xlsx", "csv"}:
        raise Http404
    with transaction.atomic():
        audit.record(audit.Action.EXPORT, by=request.user, kind="course_competence", target=_unit(request))
    return spreadsheets.download(exports.competence(request.user, kind), f"kompetens.{kind}")


def _unit(request: StaffRequest) -> str:
    return request.user.unit.key if request.user.unit else ""


@require_GET
@permission_required("portal.read_unit_figures")
def numbers(request: StaffRequest) -> HttpResponseBase:
    """I11 and I12 of a year. Numbers under five are not shown, so the page is safe to publish."""
    asked = request.GET.get("ar", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and asked > "1999" else timezone.localdate().year
    context: dict[str, Any] = {"year": year, "courses": figures.boskola(year), "units": figures.trained()}
    return render(request, "courses/figures.html", context)
