"""Handledning on "Min sida": for supervisors what to prepare, for staff what was agreed and asked."""

from typing import Any

from django.utils import timezone

from portal import desk, navigation
from supervision import permissions
from supervision.models import Agreement, Digest, Group, PlannedSession, Question, SupervisionSession


def register() -> None:
    desk.register(desk.Panel("supervising", 40, "supervision/panels/supervising.html", supervising))
    desk.register(desk.Panel("supervision", 60, "supervision/panels/mine.html", mine))
    desk.register(desk.Panel("supervision_digest", 70, "supervision/panels/digest.html", digest))
    navigation.register(navigation.Item("Handledning", "supervision", "supervision.ask_question", 40))


def supervising(user: Any) -> dict[str, Any] | None:
    if not permissions.may_log(user):
        return None
    groups = Group.objects.led_by(user)
    return {
        "groups": groups,
        "planned": PlannedSession.objects.waiting().filter(group__in=groups, date__gte=timezone.localdate())[:3],
        "drafts": SupervisionSession.objects.visible_to(user).drafts().select_related("group"),
        "questions": Question.objects.answerable_by(user).open()[:5],
    }


def mine(user: Any) -> dict[str, Any] | None:
    """Only for those who belong to a group or have something to read."""
    groups = list(Group.objects.with_member(user).scoped())
    agreements = list(Agreement.objects.of(user).open()[:8])
    asked = list(Question.objects.asked_by(user).with_status()[:5])
    if not (groups or agreements or asked):
        return None
    planned = PlannedSession.objects.waiting().filter(group__in=groups, date__gte=timezone.localdate())
    return {"planned": planned.first(), "agreements": agreements, "questions": asked}


def digest(user: Any) -> dict[str, Any] | None:
    """The newest weekly digest, for those who get one."""
    if not permissions.may_see_figures(user):
        return None
    newest = Digest.objects.visible_to(user).first()
    return {"digest": newest} if newest else None
