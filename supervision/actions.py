"""Writing in handledning: logs, signatures, additions, agreements, questions. Each act is atomic and says who acts."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal import audit
from portal.locks import lock
from supervision.identity_guard import Finding
from supervision.models import (
    Addition,
    Agreement,
    AgreementChange,
    ChapterMention,
    Group,
    IdentityConfirmation,
    Membership,
    PlannedSession,
    Question,
    QuestionEvent,
    Suggestion,
    SupervisionSession,
    Supervisor,
)


class NotReady(ValueError):
    """The draft lacks something; the message is a Swedish sentence."""


@transaction.atomic
def save_draft(
    *, group: Group, values: dict[str, Any], agreements: list[dict[str, Any]], by: Any
) -> SupervisionSession:
    """Save the writer's one draft in the group, made anew or changed. Signed logs are never touched."""
    lock(f"supervision:{group.pk}:{by.pk}")
    many = {name: values.pop(name) for name in ("participants", "themes", "closes_agreements", "chapters")}
    mine = SupervisionSession.objects.visible_to(by).drafts().filter(group=group, supervisor=by).first()
    session = mine or SupervisionSession(group=group, supervisor=by, unit=group.unit, key=uuid.uuid4())
    for name, value in values.items():
        setattr(session, name, value)
    session.save()
    for name in ("participants", "themes", "closes_agreements"):
        getattr(session, name).set(many[name])
    session.agreements.all().delete()
    Agreement.objects.bulk_create(Agreement(session=session, **row) for row in agreements)
    _mention(session, many["chapters"])
    return session


def _mention(session: SupervisionSession, pages: Iterable[Page]) -> None:
    session.chapters.all().delete()
    ChapterMention.objects.bulk_create(
        ChapterMention(session=session, page=page, revision_id=page.live_revision_id, title=page.title)
        for page in pages
    )


@transaction.atomic
def sign(*, session: SupervisionSession, by: Any) -> SupervisionSession:
    """Lock the log. What it closes is closed, a need of change goes to the editors, the next time is planned.

    Raises NotReady with a sentence when something is missing.
    """
    if missing := session.missing():
        raise NotReady(f"Innan du signerar behövs {', '.join(missing)}.")
    _close(session, by)
    if session.method_change.strip():
        Suggestion.objects.create(session=session, text=session.method_change, by=by)
    if planned := session.next_time():
        _plan(session.group, *planned)
    session.is_declared_clean = True
    session.signed_at = timezone.now()
    session.save()
    audit.record(audit.Action.WRITE, by=by, kind="supervision", target=str(session.pk), fields=["signed"])
    return session


def _close(session: SupervisionSession, by: Any) -> None:
    AgreementChange.objects.bulk_create(
        AgreementChange(agreement=each, state=Agreement.State.DONE, by=by) for each in session.closes_agreements.all()
    )


def _plan(group: Group, day: date, starts: Any) -> None:
    length = datetime.combine(day, group.usual_end) - datetime.combine(day, group.usual_start)
    ends = (datetime.combine(day, starts) + length).time()
    PlannedSession.objects.get_or_create(
        group=group, date=day, starts=starts, cancelled_at=None, defaults={"ends": max(ends, starts)}
    )


@transaction.atomic
def add(*, session: SupervisionSession, reason: str, text: str, by: Any) -> Addition:
    """Correct a signed log by an addition; the log stays as it was signed."""
    addition = Addition.objects.create(session=session, reason=reason, text=text, by=by)
    audit.record(audit.Action.WRITE, by=by, kind="supervision", target=str(session.pk), fields=["addition"])
    return addition


@transaction.atomic
def read(*, session: SupervisionSession, by: Any) -> None:
    """Log that somebody else than the writer read a log."""
    if session.supervisor_id != by.pk:
        audit.record(audit.Action.READ, by=by, kind="supervision", target=str(session.pk))


@transaction.atomic
def change_agreement(*, agreement: Agreement, state: str, by: Any) -> AgreementChange:
    return AgreementChange.objects.create(agreement=agreement, state=state, by=by)


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
def confirm(*, kind: str, pk: int, findings: Iterable[Finding], by: Any) -> None:
    """Remember that the writer looked at each finding and said that it points out no client."""
    for finding in findings:
        IdentityConfirmation.objects.get_or_create(
            object_kind=kind, object_id=pk, fingerprint=finding.fingerprint, by=by, defaults={"kind": finding.kind}
        )


@transaction.atomic
def set_up_group(*, group: Group, supervisors: Iterable[Any], members: Iterable[Any], by: Any) -> Group:
    """Make a group with its contract, supervisors and members from the contract's first day."""
    group.save()
    Supervisor.objects.bulk_create(
        Supervisor(group=group, person=person, starts_on=group.starts_on, is_external=person.unit_id is None)
        for person in supervisors
    )
    Membership.objects.bulk_create(
        Membership(group=group, person=person, starts_on=group.starts_on) for person in members
    )
    audit.record(audit.Action.WRITE, by=by, kind="supervision_group", target=str(group.pk))
    return group
