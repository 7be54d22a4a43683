"""Who is let in to and kept out of single cases, and emergency access with its review."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from caseload.access import actions, case_for
from caseload.access.forms import BlockForm, EmergencyForm, ReasonOnlyForm, ReviewForm
from caseload.models import Block, Case, Emergency, Restriction
from portal import audit
from portal.models import AuditEvent, User
from portal.permissions import permission_required

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
@permission_required("caseload.manage_access")
def case_access(request: HttpRequest, number: str) -> HttpResponse:
    """Blocks and restriction of a case: read, made and lifted by those who lead."""
    case = case_for(request.user, number, reason="behörighet")
    asked = request.POST.get("gor", "")
    colleagues = User.objects.filter(is_active=True).exclude(username=request.user.get_username())
    block_form = BlockForm(request.POST if asked == "sparra" else None, colleagues=colleagues, prefix="sparr")
    restrict_form = ReasonOnlyForm(request.POST if asked == "begransa" else None, prefix="begransa")
    try:
        if asked and (done := _decide(request, case, asked, block_form, restrict_form)):
            messages.success(request, done)
            still = Case.objects.visible_to(request.user).filter(pk=case.pk).exists()
            return redirect("case_access", case.number) if still else redirect("cases")
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
    context = {
        "case": case,
        "blocks": [(block, _name(block.username)) for block in Block.objects.standing().filter(case=case.number)],
        "restriction": Restriction.objects.standing().filter(case=case.number).first(),
        "block_form": block_form,
        "restrict_form": restrict_form,
    }
    return render(request, "caseload/access.html", context, status=422 if asked else 200)


def _decide(request: HttpRequest, case: Case, asked: str, block_form: BlockForm, restrict_form: ReasonOnlyForm) -> str:
    """What was done, in a sentence; empty when what was asked for can't be read."""
    user: Any = request.user
    if asked == "sparra" and block_form.is_valid():
        data = block_form.cleaned_data
        actions.block(case=case, colleague=data["kollega"], reason=data["skal"], by=user)
        return f"{data['kollega']} är spärrad från personens alla ärenden."
    if asked == "begransa" and restrict_form.is_valid():
        actions.restrict(case=case, reason=restrict_form.cleaned_data["skal"], by=user)
        return "Ärendet är begränsat. Bara handläggaren och de som har uppdrag i det ser det."
    if asked == "oppna":
        standing = get_object_or_404(Restriction.objects.standing(), case=case.number)
        actions.unrestrict(restriction=standing, by=user)
        return "Begränsningen är hävd."
    if asked.startswith("hav-") and asked[4:].isascii() and asked[4:].isdigit():
        blocks = Block.objects.standing().filter(case=case.number)
        actions.lift(block=get_object_or_404(blocks, pk=int(asked[4:][:12])), by=user)
        return "Spärren är hävd."
    return ""


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, also when it is empty."""
    return request.POST if request.method == "POST" else None


def _name(username: str) -> str:
    return str(User.objects.filter(username=username).first() or username)


@never_cache
@require_http_methods(GET_OR_POST)
@permission_required("caseload.search_cases")
def own_relation(request: HttpRequest, number: str) -> HttpResponse:
    """Who has a relation to the person says so, and is kept away at once."""
    case = case_for(request.user, number, reason="anmälan om jäv")
    form = ReasonOnlyForm(_posted(request))
    if form.is_valid():
        user: Any = request.user
        actions.block(case=case, colleague=user, reason=form.cleaned_data["skal"], by=user)
        messages.success(request, "Tack. Ärendet är spärrat för dig. Din arbetsledare kan häva spärren.")
        return redirect("cases")
    status = 422 if request.method == "POST" else 200
    return render(request, "caseload/own_relation.html", {"case": case, "form": form}, status=status)


@never_cache
@require_http_methods(GET_OR_POST)
@permission_required("caseload.emergency_access")
def emergency(request: HttpRequest) -> HttpResponse:
    """Open one case with a reason, for an hour."""
    form = EmergencyForm(_posted(request), initial={"nummer": request.GET.get("nummer", "")[:12]})
    if form.is_valid():
        number = form.cleaned_data["nummer"]
        if Case.objects.visible_to(request.user).filter(number=number).exists():
            return redirect("case", number)
        try:
            made = actions.open_emergency(number=number, reason=form.cleaned_data["skal"], by=request.user)
        except actions.NotPossible as refusal:
            form.add_error("nummer", str(refusal))
        else:
            return redirect("case", made.case)
    return render(request, "caseload/emergency.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_GET
@permission_required("caseload.review_emergency", "portal.read_audit_log")
def emergencies(request: HttpRequest) -> HttpResponse:
    """Every emergency access that the user is to review, those that wait first."""
    with transaction.atomic():
        found = Emergency.objects.reviewable_by(request.user).waiting_first()
        waiting = found.unreviewed().count()
        page = Paginator(found, 50).get_page(request.GET.get("sida"))
        audit.record(audit.Action.LIST, by=request.user, kind="emergency")
        rows = [(each, _name(each.username)) for each in page]
    context = {"rows": rows, "page": page, "waiting": waiting, "now": timezone.now()}
    return render(request, "caseload/emergencies.html", context)


@never_cache
@require_http_methods(GET_OR_POST)
@permission_required("caseload.review_emergency", "portal.read_audit_log")
def review_emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done with an emergency access, from the log, and the reviewer's own words about it."""
    found = get_object_or_404(Emergency.objects.reviewable_by(request.user), pk=pk)
    form = ReviewForm(_posted(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.review(emergency=found, outcome=data["bedomning"], note=data["anteckning"], by=request.user)
        except actions.NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Granskningen är sparad.")
            return redirect("emergencies")
    with transaction.atomic():
        audit.record(audit.Action.READ, by=request.user, kind="emergency", target=str(found.pk))
    context = {
        "emergency": found,
        "name": _name(found.username),
        "reviewer": _name(found.reviewed_by),
        "form": form,
        "events": _during(found),
    }
    return render(request, "caseload/review_emergency.html", context, status=422 if form.errors else 200)


def _during(emergency: Emergency) -> list[AuditEvent]:
    """What the log says that the one who opened the case did in the portal during the hour, oldest first."""
    hour = (emergency.began_at, emergency.until)
    return list(AuditEvent.objects.filter(actor=emergency.username, at__range=hour).order_by("sequence")[:200])
