"""Questions from staff, and suggestions to the handbook."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.locks import lock
from supervision.models import Group, Question, QuestionEvent, Suggestion


@transaction.atomic
def ask(*, key: uuid.UUID, text: str, is_urgent: bool, wanted_form: str, group: Group | None, by: Any) -> Question:
    """Ask; the same key again gives the question already asked."""
    lock(f"question:{key}")
    existing = Question.objects.unscoped("look-up by the form's own key").filter(key=key, asker=by).first()
    return existing or Question.objects.create(
        key=key, text=text, is_urgent=is_urgent, wanted_form=wanted_form, group=group, asker=by
    )


@transaction.atomic
def answer(*, question: Question, status: str, text: str, group: Group | None, by: Any) -> QuestionEvent:
    """Take a question, answer it, or put it on a group's agenda."""
    event = QuestionEvent.objects.create(question=question, status=status, text=text, group=group, by=by)
    audit.record(audit.Action.WRITE, by=by, kind="supervision_question", target=str(question.pk), fields=[status])
    return event


@transaction.atomic
def answer_suggestion(*, suggestion: Suggestion, answer: str, by: Any) -> Suggestion:
    """The editors' answer, given once; the first one stands."""
    lock(f"suggestion:{suggestion.pk}")
    suggestion.refresh_from_db()
    if suggestion.answered_at is None:
        suggestion.answer, suggestion.answered_at, suggestion.answered_by = answer, timezone.now(), by
        suggestion.save()
    return suggestion
