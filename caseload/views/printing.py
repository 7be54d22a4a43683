"""The case on paper: what the reader may see of it, and that it was printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from caseload import facts
from caseload.access import case_for
from caseload.views.case import page_of
from portal import audit, printing
from portal.permissions import permission_required
from portal.templatetags.swedish import datum, klockan, kronor, langdatum

Rows = list[list[str]]


@never_cache
@require_GET
@permission_required("caseload.search_cases")
def summary(request: HttpRequest, number: str) -> HttpResponse:
    """A summary of the case as a PDF. The file is named by the case number only."""
    case = case_for(request.user, number, reason="utskrift", action=audit.Action.PRINT)
    data = data_of(page_of(case, request.user, on_paper=True), request.user)
    made = printing.pdf("caseload/summary", data)
    return printing.download(made, f"arende-{case.number}.pdf")


def data_of(page: dict[str, Any], user: Any) -> dict[str, Any]:
    """The page as plain texts. Protected identity is covered as on the page."""
    case, person, now = page["case"], page["person"], timezone.localtime()
    return {
        "number": case.number,
        "name": person.shown_name,
        "kind": case.get_kind_display(),
        "track": case.track,
        "closed": datum(case.closed_on) if case.closed_on else "",
        "responsible": page["responsible"] or "Ingen än",
        "printed": f"{langdatum(now)} {klockan(now)}",
        "by": str(user),
        "sections": [
            {"title": "Vem", "facts": _pairs(page["person_facts"])},
            *({"title": each["title"], "facts": _pairs(each["facts"])} for each in page["sections"]),
        ],
        "tasks": [
            [task.title, datum(task.due_on) if task.due_on else "", task.role] for task, _source in page["tasks"]
        ],
        "stays": _table(page["stays"]),
        "debts": _debts(page.get("ledger", [])),
        "goals": _goals(page.get("goals", [])),
        "budget": _pairs(page["budget"].totals) if page.get("budget") else [],
        "events": _events([*page.get("events", []), *page.get("earlier_events", [])]),
    }


def _pairs(found: list[facts.Fact]) -> Rows:
    return [[fact.label, fact.text] for fact in found]


def _table(rows: list[list[facts.Fact]]) -> dict[str, Any]:
    return {
        "columns": [fact.label for fact in rows[0]] if rows else [],
        "rows": [[fact.text for fact in row] for row in rows],
    }


def _debts(sides: list[Any]) -> list[dict[str, Any]]:
    return [
        {"title": side.title, "left": kronor(side.left), **_table([line.cells for line in side.lines])}
        for side in sides
    ]


def _goals(goals: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": lines.goal.title if lines.goal else "Läxor utan mål",
            "steps": [[step.title, datum(step.done_on) if step.done_on else ""] for step, _source in lines.steps],
        }
        for lines in goals
    ]


def _events(events: list[Any]) -> Rows:
    return [[f"{datum(event.at)} {klockan(event.at)}", event.title, event.by] for event in events]
