"""What a form about a case offers to choose from, and what it is opened with: by its effects, not by its name."""

from collections.abc import Callable
from typing import Any

from caseload.models import Case
from caseload.permissions import tasks_shown
from forms.models import FormVersion
from portal.templatetags.swedish import kronor

Choices = list[tuple[str, str]]


def choices_for(version: FormVersion, case: Case, user: Any) -> dict[str, Choices]:
    """Question → what can be chosen in the case, for the questions that give an effect something of the case."""
    found = {}
    for binding in version.read().bindings:
        for parameter, question in binding.arguments.items():
            if offer := OFFERS.get((binding.effect, parameter)):
                found[question] = offer(case, user)
    return found


def opened_with(version: FormVersion, case: Case) -> dict[str, Any]:
    """The goals of the plan, so that nobody has to write them again when the plan is followed up."""
    for binding in version.read().bindings:
        if binding.effect == "follow_up_plan" and (question := binding.arguments.get("goals")):
            goals = case.goals.filter(closed_on=None).by_due()
            return {question: [{"mal": goal.title} for goal in goals]} if goals else {}
    return {}


def open_tasks(case: Case, user: Any) -> Choices:
    shown = tasks_shown(user, case.tasks.filter(done_on=None))
    return [(task.pk, task.title) for task in shown.by_due()]


def open_steps(case: Case, user: Any) -> Choices:
    """Each goal that is open, then its steps; last the läxor that belong to no goal."""
    steps = list(case.small_steps.filter(done_on=None).order_by("key"))
    found: Choices = []
    goals = list(case.goals.filter(closed_on=None).by_due())
    for goal in goals:
        found.append((goal.pk, f"Målet: {goal.title}"))
        found += [_step(step) for step in steps if step.goal == goal.pk]
    return found + [_step(step) for step in steps if not step.goal]


def _step(step: Any) -> tuple[str, str]:
    return step.pk, f"{step.get_kind_display()}: {step.title}"


def open_debts(case: Case, user: Any) -> Choices:
    debts = case.debts.filter(settled_on=None).order_by("side", "key")
    return [(debt.pk, f"{debt.creditor}, {kronor(debt.balance)}") for debt in debts]


OFFERS: dict[tuple[str, str], Callable[[Case, Any], Choices]] = {
    ("complete_tasks", "tasks"): open_tasks,
    ("tick_steps", "done"): open_steps,
    ("debt_state", "debts"): open_debts,
}
