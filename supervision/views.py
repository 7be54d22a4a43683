import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.permissions import permission_required
from supervision import actions, permissions
from supervision.forms import AGREEMENT_ROWS, AdditionForm, AnswerForm, GroupForm, LogForm, QuestionForm
from supervision.from_page import about_page
from supervision.models import Agreement, Group, Question, SupervisionSession

staff = permission_required("supervision.ask_question")


@never_cache
@require_GET
@staff
def index(request: HttpRequest) -> HttpResponse:
    """My groups, the newest logs I may read, and my questions."""
    user: Any = request.user
    sessions = SupervisionSession.objects.visible_to(user).select_related("group", "supervisor")
    context = {
        "groups": Group.objects.visible_to(user),
        "led": set(Group.objects.led_by(user).values_list("pk", flat=True)),
        "drafts": sessions.drafts(),
        "sessions": sessions.signed()[:20],
        "questions": Question.objects.visible_to(user).filter(asker=user).with_status()[:10],
        "may_answer": permissions.may_answer(user),
        "may_set_up": permissions.may_set_up_groups(user),
    }
    return render(request, "supervision/index.html", context)


@never_cache
@require_GET
@staff
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """A group: its contract, what the next session has to take up, and its logs."""
    found = get_object_or_404(Group.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    sessions = SupervisionSession.objects.visible_to(request.user).signed().filter(group=found)
    context = {
        "group": found,
        "agenda": found.agenda(),
        "members": found.people_on(today),
        "leaders": found.leaders_on(today),
        "planned": found.next_planned(today),
        "sessions": sessions.select_related("supervisor")[:20],
        "may_write": permissions.may_write_in(request.user, found),
    }
    return render(request, "supervision/group.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("supervision.log_sessions")
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the log of a session. "Spara" keeps a draft; "Signera" locks it."""
    user: Any = request.user
    found = get_object_or_404(Group.objects.led_by(user), pk=pk)
    draft = SupervisionSession.objects.visible_to(user).drafts().filter(group=found, supervisor=user).first()
    allowed = [str(person) for person in found.people_since(timezone.localdate() - timedelta(days=365))]
    if request.method == "GET":
        form = LogForm(group=found, initial=_initial(found, draft), allowed=allowed)
        return _show_log(request, found, form)
    form = LogForm(request.POST, group=found, allowed=[*allowed, str(request.user)])
    if not form.is_valid():
        return _show_log(request, found, form, status=422)
    session = actions.save_draft(group=found, values=form.values(), agreements=form.agreements(), by=request.user)
    actions.confirm(kind="session", pk=session.pk, findings=form.findings, by=request.user)
    if "sign" not in request.POST:
        messages.success(request, "Utkastet är sparat. Signera när det är klart.")
        return redirect("supervision_log", found.pk)
    try:
        actions.sign(session=session, by=request.user)
    except actions.NotReady as lack:
        form.add_error(None, str(lack))
        return _show_log(request, found, form, status=422)
    messages.success(request, "Loggen är signerad och låst.")
    return redirect("supervision_session", session.pk)


def _show_log(request: HttpRequest, group: Group, form: LogForm, status: int = 200) -> HttpResponse:
    return render(
        request, "supervision/log.html", {"group": group, "form": form, "agenda": group.agenda()}, status=status
    )


def _initial(group: Group, draft: SupervisionSession | None) -> dict[str, Any]:
    """The draft when there is one, else what the contract and today say."""
    today = timezone.localdate()
    if draft is None:
        return {
            "date": today, "starts": group.usual_start, "ends": group.usual_end, "kind": group.kind, "form": group.form,
            "participants": group.people_on(today), "next_date": group.date_after(today),
        }  # fmt: skip
    own = ("date", "starts", "ends", "kind", "form", "guests", "notes", "method_change", "next_date")
    many = {name: list(getattr(draft, name).all()) for name in ("participants", "themes", "closes_agreements")}
    rows: dict[str, Any] = {}
    for number, each in enumerate(draft.agreements.all()[:AGREEMENT_ROWS], start=1):
        rows |= {f"what_{number}": each.what, f"who_{number}": each.who, f"due_{number}": each.due_on}
    chapters = [mention.page_id for mention in draft.chapters.all()]
    return {name: getattr(draft, name) for name in own} | many | rows | {"chapters": chapters}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed log. Its writer may add to it, with a reason; the log itself stays as it was signed."""
    visible = SupervisionSession.objects.visible_to(request.user).signed()
    found = get_object_or_404(visible.select_related("group", "supervisor", "unit"), pk=pk)
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
    return render(request, "supervision/session.html", context, status=422 if form.is_bound else 200)


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


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a supervisor or adviser, without client identity."""
    initial = {"key": uuid.uuid4(), "text": about_page(request)}
    form = QuestionForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("key", "text", "is_urgent", "wanted_form", "group")}
        question = actions.ask(**fields, by=request.user)
        actions.confirm(kind="question", pk=question.pk, findings=form.findings, by=request.user)
        messages.success(request, "Frågan är skickad. Du ser på Min sida vad som händer med den.")
        return redirect("supervision_question", question.pk)
    return render(request, "supervision/ask.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_GET
@staff
def questions(request: HttpRequest) -> HttpResponse:
    """The queue: urgent ones first, then those that have waited longest."""
    if not permissions.may_answer(request.user):
        raise PermissionDenied
    waiting = Question.objects.answerable_by(request.user).open().select_related("asker")
    return render(request, "supervision/questions.html", {"questions": waiting})


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """A question and what has happened to it; those who may answer do it here."""
    found = get_object_or_404(Question.objects.visible_to(request.user).select_related("asker"), pk=pk)
    may = permissions.may_answer_question(request.user, found)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = AnswerForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("status", "text", "group")}
        actions.answer(question=found, **fields, by=request.user)
        return redirect("supervision_question", found.pk)
    context = {"question": found, "events": found.events.select_related("by", "group"), "form": form if may else None}
    return render(request, "supervision/question.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("supervision.manage_groups")
def new_group(request: HttpRequest) -> HttpResponse:
    """Set up a group with its contract."""
    form = GroupForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = actions.set_up_group(
            group=form.instance,
            supervisors=form.cleaned_data["supervisors"],
            members=form.cleaned_data["members"],
            by=request.user,
        )
        return redirect("supervision_group", made.pk)
    return render(request, "supervision/new_group.html", {"form": form}, status=422 if form.is_bound else 200)
