"""Questions from staff, and suggestions to the handbook."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.permissions import permission_required
from supervision import actions, permissions
from supervision.forms import AnswerForm, QuestionForm, SuggestionAnswerForm
from supervision.from_page import about_page
from supervision.models import Question, Suggestion

staff = permission_required("supervision.ask_question")


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
    return render(request, "supervision/ask.html", {"form": form}, status=422 if request.method == "POST" else 200)


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
    return render(request, "supervision/question.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_GET
@permission_required("methods.edit_handbook")
def suggestions(request: HttpRequest) -> HttpResponse:
    """What came up in handledning that the handbook's editors may want to change."""
    found = Suggestion.objects.visible_to(request.user).select_related("chapter", "by")
    return render(request, "supervision/suggestions.html", {"suggestions": found})


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("methods.edit_handbook")
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """A suggestion; the editors' answer to it is given once."""
    found = get_object_or_404(Suggestion.objects.visible_to(request.user).select_related("chapter", "by"), pk=pk)
    form = SuggestionAnswerForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        actions.answer_suggestion(suggestion=found, answer=form.cleaned_data["answer"], by=request.user)
        messages.success(request, "Svaret är sparat.")
        return redirect("supervision_suggestions")
    context = {"suggestion": found, "form": None if found.answered_at else form}
    return render(request, "supervision/suggestion.html", context, status=422 if request.method == "POST" else 200)
