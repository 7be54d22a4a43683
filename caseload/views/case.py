"""The case page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from caseload import economy_page, facts, permissions
from caseload.access import case_for, emergency_of
from caseload.case_rows import CaseRows
from caseload.likeness import alike
from caseload.models import Case
from caseload.next_forms import offered, with_effect
from portal.models import User
from portal.permissions import permission_required

NEWEST = 10  # events that are shown at once


@never_cache
@require_GET
@permission_required("caseload.search_cases", "caseload.emergency_access")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case page: where it stands, what is to be done, what happened, and where each value came from."""
    found = case_for(request.user, number)
    context = page_of(found, request.user) | {"emergency": emergency_of(request.user, found)}
    context["alike"] = alike(request.user, found) if request.user.may("caseload.join_people") else []  # type: ignore[union-attr] # logged in
    return render(request, "caseload/case.html", context)


def page_of(case: Case, user: Any, on_paper: bool = False) -> dict[str, Any]:
    """What the user may read of the case: for the page, and for its summary on paper.

    On paper stands neither who a person with protected identity is nor where.
    """
    sources, rows = facts.Sources.of(case), CaseRows(case, user)
    hidden = _hidden_from(user) | (facts.PLACE_FIELDS if on_paper and case.person.is_protected else frozenset())
    names = _names(rows)
    context = {
        "case": case,
        "person": case.person,
        "today": timezone.localdate(),
        "responsible": names.get(case.responsible, ""),
        "team": [(names.get(each.username, each.username), each) for each in rows.assignments if each.until is None],
        "person_facts": sources.facts("person", case.person, facts.PERSON_FIELDS, hidden),
        "sections": _sections(case, sources, hidden, user),
        "stays": sources.table("stay", rows.stays, _shown(facts.STAY_FIELDS, hidden)),
        "tasks": [(task, sources.source("task", task.pk, "title")) for task in rows.open_tasks],
        # Those who had the case before, and the one who has it now, newest first.
        "before": [(names.get(each.username, each.username), each) for each in rows.responsibilities],
        "attempts": _attempts(rows, sources) if permissions.may_read_journal(user) else [],
        "forms": offered(user, case, rows),
        "may_manage_access": user.may("caseload.manage_access"),
        "may_give_extract": user.may("caseload.give_extract"),
        "may_complete": user.may("caseload.complete_tasks"),
        "may_read_journal": permissions.may_read_journal(user),
        "may_read_economy": permissions.may_read_economy(user),
    }
    context |= _journal(rows) if permissions.may_read_journal(user) else {}
    context |= _economy(rows, sources) if permissions.may_read_economy(user) else {}
    context["tick_form"] = with_effect(context["forms"], "tick_steps")
    return context | {"sources": sorted(sources.shown.values(), key=lambda source: source.number)}


def _shown(fields: tuple[str, ...], hidden: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in fields if name not in hidden)


def _journal(rows: CaseRows) -> dict[str, Any]:
    return {"events": rows.events[:NEWEST], "earlier_events": rows.events[NEWEST:]}


def _economy(rows: CaseRows, sources: facts.Sources) -> dict[str, Any]:
    goals, closed = economy_page.plan(rows, sources)
    return {
        "ledger": economy_page.ledger(rows, sources),
        "budget": economy_page.budget(rows, sources),
        "goals": goals,
        "closed_goals": closed,
    }


def _attempts(rows: CaseRows, sources: facts.Sources) -> list[list[facts.Fact]]:
    return sources.table("attempt", rows.attempts, facts.ATTEMPT_FIELDS)


def _hidden_from(user: Any) -> frozenset[str]:
    hidden: frozenset[str] = frozenset()
    if not permissions.may_read_economy(user):
        hidden |= facts.ECONOMY_FIELDS
    if not permissions.may_read_journal(user):
        hidden |= facts.JOURNAL_FIELDS
    return hidden


def _names(rows: CaseRows) -> dict[str, str]:
    """Username → name of all who have or had to do with the case."""
    usernames = {rows.case.responsible, *(each.username for each in rows.responsibilities)}
    usernames |= {each.username for each in rows.assignments}
    return {each.username: str(each) for each in User.objects.filter(username__in=usernames)}


def _sections(case: Case, sources: facts.Sources, hidden: frozenset[str], user: Any) -> list[dict[str, Any]]:
    sections = []
    if case.kind == "eviction":
        own = sources.facts("case", case, facts.EVICTION_CASE_FIELDS, hidden)
        matter = sources.facts("matter", case.matter, facts.MATTER_FIELDS, hidden)
        sections.append({"title": "Vräkningsärendet", "facts": own + matter})
    else:
        sections.append({"title": "Boendet", "facts": sources.facts("case", case, facts.HOUSING_FIELDS, hidden)})
    work = getattr(case, "economy_work", None)
    if work is not None and permissions.may_read_economy(user):
        track = sources.facts("case", case, ("economy", "economy_since"), hidden)
        sections.append(
            {"title": "Ekonomin", "facts": track + sources.facts("economy", work, facts.ECONOMY_WORK_FIELDS, hidden)}
        )
    return sections
