"""What the next session has to take up. Pure reading of rows that are only added, so any moment can be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef

from supervision.models.agreements import Agreement
from supervision.models.groups import Group, Membership, covers
from supervision.models.questions import Question

FETCHED = "the group was fetched with access"
MOST_ASKED = 5


@dataclass(frozen=True)
class Agenda:
    agreements: list[Agreement]
    questions: list[Question]
    chapters: list[dict[str, Any]]  # page_id, title, times

    def __bool__(self) -> bool:
        return bool(self.agreements or self.questions or self.chapters)


def agenda_of(group: Group, at: datetime) -> Agenda:
    agreements = Agreement.objects.unscoped(FETCHED).filter(session__group=group).open(at)
    questions = Question.objects.unscoped(FETCHED).on_agenda(group, at).select_related("asker")
    return Agenda(list(agreements), list(questions), asked_chapters(group, at))


def asked_chapters(group: Group, at: datetime) -> list[dict[str, Any]]:
    """The chapters that the group's members asked most about since the last signed session."""
    last = group.sessions.signed().filter(signed_at__lte=at).order_by("-signed_at").first()
    since = last.signed_at if last and last.signed_at else datetime.min.replace(tzinfo=UTC, year=2000)
    member = Membership.objects.filter(covers(at.date()), group=group, person_id=OuterRef("asker_id"))
    asked = Question.objects.unscoped(FETCHED).filter(
        Exists(member), chapter__isnull=False, asked_at__gt=since, asked_at__lte=at
    )
    rows = asked.order_by().values(page_id=F("chapter_id"), title=F("chapter__title")).annotate(times=Count("pk"))
    return [dict(row) for row in rows.order_by("-times", "title")[:MOST_ASKED]]
