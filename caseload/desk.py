"""The caseload's panels on "Min sida", and its place in the menu."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from caseload import proving
from caseload.models import Case, Emergency, Task
from caseload.news import given_to
from caseload.permissions import may_read_journal, may_see_queue, may_use_cases
from portal import desk, navigation
from portal.addresses import address

SOON = timedelta(days=30)  # what is due later is only counted on "Min sida"


class Waiting(NamedTuple):
    """What a panel shows of a task."""

    title: str
    case_id: str
    due_on: date | None

    @property
    def url(self) -> str:
        return address("case", self.case_id)


def register() -> None:
    desk.register(desk.Panel("new-notices", 10, "caseload/panels/notices.html", new_notices))
    desk.register(desk.Panel("given", 15, "caseload/panels/given.html", new_for_me))
    desk.register(desk.Panel("tasks", 20, "caseload/panels/tasks.html", my_tasks))
    desk.register(desk.Panel("cases", 30, "caseload/panels/cases.html", my_cases))
    desk.register(desk.Panel("emergencies", 12, "caseload/panels/emergencies.html", emergencies))
    desk.register(desk.Panel("proof", 80, "caseload/panels/proof.html", proof))
    navigation.register(navigation.Item("Ärenden", "cases", "caseload.search_cases", 20))
    navigation.register(navigation.Item("Nödåtkomst", "emergency", "caseload.emergency_access", 88))


def new_notices(user: Any) -> dict[str, Any] | None:
    """Landlords' notices that nobody has taken yet, those with the nearest deadline first."""
    if not may_see_queue(user):
        return None
    cases = Case.objects.visible_to(user).open().of_kind("eviction").unassigned().by_deadline()
    today = timezone.localdate()
    found = cases.select_related("person", "matter")[:12]
    return {"today": today, "notices": [(case, case.matter.days_left(today)) for case in found]}


def new_for_me(user: Any) -> dict[str, Any] | None:
    """Cases that somebody else gave the user and that are not opened yet; no panel when there are none."""
    if not may_use_cases(user):
        return None
    given = given_to(user, timezone.localdate())
    return {"given": given[:12], "may_read_journal": may_read_journal(user)} if given else None


def my_tasks(user: Any) -> dict[str, Any] | None:
    """What waits: overdue, due today, soon or on no day, and how much later. All of it is asked for in one question."""
    if not may_use_cases(user):
        return None
    today = timezone.localdate()
    found = Task.objects.waiting_for(user).by_due().values_list("title", "case_id", "due_on")
    waiting = [Waiting(*each) for each in found]
    overdue = [task for task in waiting if task.due_on and task.due_on < today]
    later = [task for task in waiting if task.due_on and task.due_on > today + SOON]
    due_today = [task for task in waiting if task.due_on == today]
    near = [task for task in waiting if task.due_on is None or today < task.due_on <= today + SOON]
    return {
        "today": today,
        "overdue": overdue[:8],
        "overdue_count": len(overdue),
        "due_today": due_today[:20],
        "due": near[:12],
        "later_count": len(later),
    }


def my_cases(user: Any) -> dict[str, Any] | None:
    if not may_use_cases(user):
        return None
    mine = Case.objects.handled_by(user).open()
    cases = list(mine.select_related("person").order_by("-opened_on", "number"))
    return {"cases": cases[:12], "count": len(cases)}


def emergencies(user: Any) -> dict[str, Any] | None:
    """Accesses in an emergency that the user is to review."""
    if not (user.may("caseload.review_emergency") or user.may("portal.read_audit_log")):
        return None
    waiting = Emergency.objects.reviewable_by(user).unreviewed().order_by("began_at")
    dates = list(waiting.values_list("began_at", flat=True))
    return {"waiting": len(dates), "oldest": dates[0] if dates else None}


def proof(user: Any) -> dict[str, Any] | None:
    """The last nightly proof, for those who look after the installation."""
    if not user.may("caseload.read_proofs"):
        return None
    last = proving.last()
    return {"last": last, "is_old": last is not None and last.is_old(timezone.localdate())}
