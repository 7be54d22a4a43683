"""Writing, saving, signing and reading logs."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import audit, printing
from portal.permissions import permission_required
from portal.templatetags.swedish import klockan
from supervision import actions, documents, permissions
from supervision.forms import AdditionForm, LogForm
from supervision.forms.logs import AGREEMENT_ROWS
from supervision.models import Agreement, Group, SupervisionSession

staff = permission_required("supervision.ask_question")
LOGS_A_PAGE = 25


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("supervision.log_sessions")
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the log of a session. "Spara utkast" keeps a draft; "Signera" locks it."""
    found, draft, before, allowed = _writing(request, pk)
    if request.method == "GET":
        return _show_log(request, found, LogForm(group=found, initial=before, allowed=allowed), draft)
    form = LogForm(request.POST, group=found, is_draft="sign" not in request.POST, allowed=allowed)
    if not form.is_valid():
        return _show_log(request, found, form, draft, status=422)
    try:
        session = _save(form, form.values(), request.user)
        if "sign" not in request.POST:
            messages.success(request, "Utkastet är sparat. Signera när det är klart.")
            return redirect("supervision_log", found.pk)
        actions.sign(session=session, by=request.user)
    except actions.AlreadySigned as earlier:
        return redirect("supervision_session", earlier.session.pk)
    except actions.NotReady as lack:
        form.add_error(None, str(lack))
        return _show_log(request, found, form, draft, status=422)
    messages.success(request, "Loggen är signerad och låst.")
    return redirect("supervision_session", session.pk)


@never_cache
@require_POST
@permission_required("supervision.log_sessions")
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep what is written so far, as the page's script sends it while one types."""
    found, _draft, before, allowed = _writing(request, pk)
    form = LogForm(request.POST, group=found, is_draft=True, allowed=allowed)
    form.is_valid()
    try:
        session = _save(form, form.unfinished_values(before), request.user)
    except actions.AlreadySigned:
        return JsonResponse({"message": "Loggen är redan signerad."}, status=409)
    masked = " Det som ser ut att peka ut en klient är inte med." if form.masked else ""
    return JsonResponse({"message": f"Utkast sparat {klockan(session.saved_at)}.{masked}"})


def _writing(request: HttpRequest, pk: int) -> tuple[Group, SupervisionSession | None, dict[str, Any], list[str]]:
    """The group, the writer's draft in it, what the form begins with, and the colleagues who may be named."""
    user: Any = request.user
    found = get_object_or_404(Group.objects.led_by(user), pk=pk)
    draft = SupervisionSession.objects.visible_to(user).drafts().filter(group=found, supervisor=user).first()
    people = found.people_since(timezone.localdate() - timedelta(days=365))
    return found, draft, _initial(found, draft), [*(str(person) for person in people), str(user)]


def _save(form: LogForm, values: dict[str, Any], by: Any) -> SupervisionSession:
    session = actions.save_draft(
        group=form.group, values=values, agreements=form.agreements(), by=by, key=form.cleaned_data.get("key")
    )
    if form.cleaned_data.get("confirmed"):
        actions.confirm(kind="session", pk=session.pk, findings=form.findings, by=by)
    return session


def _show_log(
    request: HttpRequest, group: Group, form: LogForm, draft: SupervisionSession | None, status: int = 200
) -> HttpResponse:
    context = {"group": group, "form": form, "agenda": group.agenda(), "draft": draft}
    return render(request, "supervision/log.html", context, status=status)


def _initial(group: Group, draft: SupervisionSession | None) -> dict[str, Any]:
    """The draft when there is one, else what the contract and today say."""
    today = timezone.localdate()
    if draft is None:
        return {
            "date": today, "starts": group.usual_start, "ends": group.usual_end, "kind": group.kind, "form": group.form,
            "participants": group.people_on(today), "next_date": group.date_after(today), "key": uuid.uuid4(),
        }  # fmt: skip
    own = ("date", "starts", "ends", "kind", "form", "guests", "notes", "method_change", "next_date", "key")
    many = {name: list(getattr(draft, name).all()) for name in ("participants", "themes", "closes_agreements")}
    rows: dict[str, Any] = {}
    for number, each in enumerate(draft.agreements.all()[:AGREEMENT_ROWS], start=1):
        rows |= {f"what_{number}": each.what, f"who_{number}": each.who, f"due_{number}": each.due_on}
    chapters = [mention.page for mention in draft.chapters.select_related("page") if mention.page_id]
    return {name: getattr(draft, name) for name in own} | many | rows | {"chapters": chapters}


@never_cache
@require_GET
@staff
def sessions(request: HttpRequest) -> HttpResponse:
    """Every signed log that one may read, newest first."""
    visible = SupervisionSession.objects.visible_to(request.user)
    page = Paginator(visible.signed().keys(), LOGS_A_PAGE).get_page(request.GET.get("sida"))
    context = {"page": page, "sessions": visible.with_keys(page.object_list)}
    return render(request, "supervision/sessions.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed log. Its writer may add to it, with a reason; the log itself stays as it was signed."""
    found = _signed(request, pk)
    mine = found.supervisor_id == request.user.pk
    if request.method == "POST" and not mine:
        raise PermissionDenied
    form = AdditionForm(request.POST or None, allowed=[str(person) for person in found.participants.all()])
    if request.method == "POST" and form.is_valid():
        addition = actions.add(
            session=found, reason=form.cleaned_data["reason"], text=form.cleaned_data["text"], by=request.user
        )
        actions.confirm(kind="addition", pk=addition.pk, findings=form.findings, by=request.user)
        return redirect("supervision_session", found.pk)
    actions.read(session=found, by=request.user)
    context = {
        "session": found,
        "form": form if mine else None,
        "agreements": found.agreements.with_state().select_related("who"),
    }
    return render(request, "supervision/session.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_GET
@staff
def session_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One signed log on paper, with its additions."""
    found = _signed(request, pk)
    content = printing.pdf("supervision/session", documents.session(found))
    actions.take_out(action=audit.Action.PRINT, kind="supervision", target=str(found.pk), by=request.user)
    return printing.download(content, "handledning.pdf")


def _signed(request: HttpRequest, pk: int) -> SupervisionSession:
    visible = SupervisionSession.objects.visible_to(request.user).signed()
    return get_object_or_404(visible.select_related("group", "supervisor", "unit"), pk=pk)


@require_POST
@staff
def agreement_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever is to do it, or leads the group, says that it is done."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("session__group"), pk=pk)
    if agreement.who_id != request.user.pk and not permissions.may_write_in(request.user, agreement.session.group):
        raise PermissionDenied
    actions.change_agreement(agreement=agreement, state=Agreement.State.DONE, by=request.user)
    messages.success(request, "Överenskommelsen är klarmarkerad.")
    return redirect("desk")
