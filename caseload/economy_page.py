"""The household economy as the case page shows it: the ledger, the budget, and the plan with its small steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from caseload import facts
from caseload.case_rows import CaseRows
from caseload.models import BudgetLine, Debt, Goal, SmallStep


@dataclass(frozen=True)
class DebtLines:
    """One debt of the ledger, and what has happened with it."""

    debt: Debt
    cells: list[facts.Fact]
    states: list[list[facts.Fact]]


@dataclass(frozen=True)
class Side:
    """Old rent debts, new rent debts or the others, with what is left of them together."""

    title: str
    lines: list[DebtLines]
    left: Decimal


def ledger(rows: CaseRows, sources: facts.Sources) -> list[Side]:
    """The debts of the case, those of each side together; sides without a debt are left out."""
    states: dict[str, list[Any]] = {}
    for state in rows.debt_states:
        states.setdefault(state.debt, []).append(state)
    sides = []
    for side in Debt.Side:
        lines = [_lines(debt, states.get(debt.pk, []), sources) for debt in rows.debts if debt.side == side]
        if lines:
            left = sum((line.debt.balance for line in lines), Decimal("0.00"))
            sides.append(Side(str(side.label), lines, left))
    return sides


def _lines(debt: Debt, states: list[Any], sources: facts.Sources) -> DebtLines:
    cells = sources.table("debt", [debt], facts.DEBT_FIELDS)[0]
    return DebtLines(debt, cells, sources.table("debtstate", states, facts.DEBT_STATE_FIELDS))


@dataclass(frozen=True)
class Budget:
    totals: list[facts.Fact]
    ways: list[tuple[str, list[list[facts.Fact]]]]
    earlier: list[tuple[Any, Decimal]]
    """Day and what was left a month, of the budgets before the newest."""


def budget(rows: CaseRows, sources: facts.Sources) -> Budget | None:
    """The newest budget; None when nobody has made one."""
    work = getattr(rows.case, "economy_work", None)
    if work is None or not work.budget:
        return None
    newest = [line for line in rows.budget_lines if line.budget == work.budget]
    ways = [
        (str(way.label), sources.table("budget", [line for line in newest if line.way == way], facts.BUDGET_FIELDS))
        for way in BudgetLine.Way
    ]
    totals = sources.facts("economy", work, ("budget_on", *facts.BUDGET_TOTALS), frozenset())
    return Budget(totals, ways, _earlier([line for line in rows.budget_lines if line.budget != work.budget]))


def _earlier(lines: Iterable[BudgetLine]) -> list[tuple[Any, Decimal]]:
    sums: dict[str, tuple[Any, Decimal]] = {}
    for line in lines:
        on, left = sums.get(line.budget, (line.on, Decimal("0.00")))
        sums[line.budget] = (on, left + (line.amount if line.way == BudgetLine.Way.IN else -line.amount))
    return sorted(sums.values(), key=lambda each: each[0], reverse=True)


@dataclass(frozen=True)
class GoalLines:
    goal: Goal | None
    """None for läxor that belong to no goal."""

    who: str
    source: facts.Source | None
    steps: list[tuple[SmallStep, facts.Source | None]]


def plan(rows: CaseRows, sources: facts.Sources) -> tuple[list[GoalLines], list[GoalLines]]:
    """The goals that are open with their steps, and those that are closed. Läxor of no goal come last of the open."""
    open_goals: list[GoalLines] = []
    closed: list[GoalLines] = []
    for goal in rows.goals:
        lines = GoalLines(
            goal,
            sources.text("goal", goal, "who"),
            sources.source("goal", goal.pk, "title"),
            [_step(step, sources) for step in rows.small_steps if step.goal == goal.pk],
        )
        (open_goals if goal.closed_on is None else closed).append(lines)
    loose = [_step(step, sources) for step in rows.small_steps if not step.goal]
    return [*open_goals, *([GoalLines(None, "", None, loose)] if loose else [])], closed


def _step(step: SmallStep, sources: facts.Sources) -> tuple[SmallStep, facts.Source | None]:
    return step, sources.source("step", step.pk, "done_on" if step.done_on else "title")
