"""Logs: drafts, signatures, additions, agreements, and what the writer confirmed."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal import audit
from portal.locks import lock
from supervision.actions.plans import plan_next
from supervision.identity_guard import Finding
from supervision.models import (
    Addition,
    Agreement,
    AgreementChange,
    ChapterMention,
    Group,
    IdentityConfirmation,
    PlannedSession,
    Suggestion,
    SupervisionSession,
)


class NotReady(ValueError):
    """The draft lacks something; the message is a Swedish sentence."""


class AlreadySigned(RuntimeError):
    """The form was sent before and its log is signed; `session` is that log."""

    def __init__(self, session: SupervisionSession) -> None:
        super().__init__(f"Log {session.pk} is signed.")
        self.session = session


@transaction.atomic
def save_draft(
    *, group: Group, values: dict[str, Any], agreements: list[dict[str, Any]], by: Any, key: uuid.UUID | None = None
) -> SupervisionSession:
    """Save the writer's one draft in the group, made anew or changed. Signed logs are never touched.

    `key` is the form's own. Raises AlreadySigned when the log of that form is signed, so that a form sent twice, or a
    draft that arrives late, makes no second log.
    """
    lock(f"supervision:{group.pk}:{by.pk}")
    many = {name: values.pop(name) for name in ("participants", "themes", "closes_agreements", "chapters")}
    mine = SupervisionSession.objects.visible_to(by).filter(group=group, supervisor=by)
    if key and (signed := mine.signed().filter(key=key).first()):
        raise AlreadySigned(signed)
    session = mine.drafts().first() or SupervisionSession(group=group, supervisor=by, unit=group.unit, key=_free(key))
    for name, value in values.items():
        setattr(session, name, value)
    session.save()
    for name in ("participants", "themes", "closes_agreements"):
        getattr(session, name).set(many[name])
    session.agreements.all().delete()
    Agreement.objects.bulk_create(Agreement(session=session, **row) for row in agreements)
    _mention(session, many["chapters"])
    return session


def _free(key: uuid.UUID | None) -> uuid.UUID:
    """The form's own key, unless it was somebody else's."""
    if key is None or SupervisionSession.objects.unscoped("is the key taken").filter(key=key).exists():
        return uuid.uuid4()
    return key


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
    lock(f"supervision_plan:{session.group_id}")  # two supervisors may sign logs of the same planned session at once
    session.planned = PlannedSession.objects.filter(group=session.group).closest_to(session.date, session.starts)
    session.is_declared_clean = True
    session.signed_at = timezone.now()
    session.save()
    if planned := session.next_time():
        plan_next(session.group, *planned)
    audit.record(audit.Action.WRITE, by=by, kind="supervision", target=str(session.pk), fields=["signed"])
    return session


def _close(session: SupervisionSession, by: Any) -> None:
    AgreementChange.objects.bulk_create(
        AgreementChange(agreement=each, state=Agreement.State.DONE, by=by) for each in session.closes_agreements.all()
    )


@transaction.atomic
def clean_drafts(*, day: date) -> int:
    """Remove drafts that nobody has touched for DRAFT_DAYS days; says how many. Signed logs are never touched."""
    stale = SupervisionSession.objects.unscoped("the command that cleans").stale_drafts(day)
    number = stale.count()
    stale.delete()
    return number


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
def take_out(*, action: audit.Action, kind: str, target: str, by: Any) -> None:
    """Log that a file was made of a log or of a period's figures."""
    audit.record(action, by=by, kind=kind, target=target)


@transaction.atomic
def change_agreement(*, agreement: Agreement, state: str, by: Any) -> AgreementChange:
    return AgreementChange.objects.create(agreement=agreement, state=state, by=by)


@transaction.atomic
def confirm(*, kind: str, pk: int, findings: Iterable[Finding], by: Any) -> None:
    """Remember that the writer looked at each finding and said that it points out no client."""
    for finding in findings:
        IdentityConfirmation.objects.get_or_create(
            object_kind=kind, object_id=pk, fingerprint=finding.fingerprint, by=by, defaults={"kind": finding.kind}
        )
