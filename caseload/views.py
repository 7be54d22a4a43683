from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseload import facts, permissions
from caseload.access import case_for
from caseload.models import Case, Task
from caseload.preview import faults
from forms.filling import Filling, draft_of
from forms.models import FormVersion
from portal import audit
from portal.models import User
from portal.permissions import permission_required


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def cases(request: HttpRequest) -> HttpResponse:
    """My cases, what nobody has taken, and the queue of my unit."""
    user = request.user
    visible = Case.objects.visible_to(user).open().select_related("person")
    context: dict[str, Any] = {"mine": visible.filter(responsible=user.username).order_by("-opened_on", "number")}
    if permissions.may_see_queue(user):
        waiting = visible.unassigned().order_by("opened_on", "number").select_related("person", "matter")
        context |= {"unassigned": waiting[:50], "queue": visible.in_queue()[:50]}
    with transaction.atomic():
        audit.record(audit.Action.LIST, by=user, kind="case")
    return render(request, "caseload/cases.html", context)


@never_cache
@require_POST
@permission_required("caseload.search_cases")
def search(request: HttpRequest) -> HttpResponse:
    """By name, personnummer or case number, and nothing else. By POST, so that no address holds what was asked."""
    term = request.POST.get("term", "").replace("\x00", "").strip()[:100]
    with transaction.atomic():
        found = (
            Case.objects.visible_to(request.user).found_by(term).select_related("person").order_by("-opened_on")[:30]
        )
        hits = list(found)
        audit.record(audit.Action.SEARCH, by=request.user, kind="case", reason=f"{len(hits)} träffar")
    return render(request, "caseload/search.html", {"hits": hits, "term": term})


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case page: where it stands, what is to be done, what happened, and where each value came from."""
    found = case_for(request.user, number)
    return render(request, "caseload/case.html", _page_of(found, request.user))


def _page_of(case: Case, user: Any) -> dict[str, Any]:
    sources = facts.Sources.of(case)
    hidden = _hidden_from(user)
    names = {each.username: str(each) for each in User.objects.filter(username__in=_usernames(case))}
    context = {
        "case": case,
        "person": case.person,
        "today": timezone.localdate(),
        "responsible": names.get(case.responsible, ""),
        "team": [(names.get(each.username, each.username), each) for each in case.assignments.filter(until=None)],
        "person_facts": sources.facts("person", case.person, facts.PERSON_FIELDS, hidden),
        "sections": _sections(case, sources, hidden, user),
        "stays": sources.table("stay", case.stays.order_by("-started_on"), facts.STAY_FIELDS),
        "tasks": _tasks(case, sources),
        "events": list(case.events.order_by("-at", "-key")) if permissions.may_read_journal(user) else [],
        "debts": _debts(case, sources) if permissions.may_read_economy(user) else [],
        "attempts": _attempts(case, sources) if permissions.may_read_journal(user) else [],
        "forms": permissions.forms_for(user, case),
        "may_complete": user.may("caseload.complete_tasks"),
        "may_read_journal": permissions.may_read_journal(user),
    }
    return context | {"sources": sorted(sources.shown.values(), key=lambda source: source.number)}


def _tasks(case: Case, sources: facts.Sources) -> list[tuple[Task, facts.Source | None]]:
    return [(task, sources.source("task", task.pk, "title")) for task in case.tasks.filter(done_on=None).by_due()]


def _debts(case: Case, sources: facts.Sources) -> list[list[facts.Fact]]:
    return sources.table("debt", case.debts.order_by("key"), facts.DEBT_FIELDS)


def _attempts(case: Case, sources: facts.Sources) -> list[list[facts.Fact]]:
    return sources.table("attempt", case.contact_attempts.order_by("on", "key"), facts.ATTEMPT_FIELDS)


def _hidden_from(user: Any) -> frozenset[str]:
    hidden: frozenset[str] = frozenset()
    if not permissions.may_read_economy(user):
        hidden |= facts.ECONOMY_FIELDS
    if not permissions.may_read_journal(user):
        hidden |= facts.JOURNAL_FIELDS
    return hidden


def _usernames(case: Case) -> list[str]:
    return [case.responsible, *case.assignments.values_list("username", flat=True)]


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


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("caseload.search_cases")
def fill(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Fill in a form about a case. What it would do is tried first, so that nothing impossible is stored."""
    found = case_for(request.user, number, reason=f"blankett {key}")
    version = FormVersion.objects.in_force(key)
    if version is None or version.read().audience != "case":
        raise Http404
    if version not in permissions.forms_for(request.user, found):
        raise PermissionDenied
    return Filling(
        version=version,
        template="caseload/fill.html",
        done=lambda submission: redirect("case", found.number),
        about=found.number,
        supplied={"uppgifter": [(task.pk, task.title) for task in found.tasks.filter(done_on=None).by_due()]},
        check=lambda answers: faults(version, answers, found.number, request.user),
        context={"case": found, "crumbs": [{"title": f"Ärende {found.number}", "url": f"/arenden/{found.number}/"}]},
    ).respond(request, draft_of(request, version, found.number))
