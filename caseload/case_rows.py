"""The rows of one case for its page: each table is asked for once, when the page first needs it."""

from functools import cached_property
from typing import Any, TypeVar

from django.db import models

from caseload.models import (
    Assignment,
    BudgetLine,
    Case,
    ContactAttempt,
    Debt,
    DebtState,
    Event,
    Goal,
    Responsibility,
    SmallStep,
    Stay,
    Task,
)
from caseload.permissions import tasks_shown
from portal.db import quick

M = TypeVar("M", bound=models.Model)


class CaseRows:
    """Of a case that was fetched with access; what the user may not read of it the page leaves out."""

    def __init__(self, case: Case, user: Any) -> None:
        self.case, self.user = case, user

    @cached_property
    def open_tasks(self) -> list[Task]:
        return list(tasks_shown(self.user, self.case.tasks.filter(done_on=None)).by_due())

    @cached_property
    def responsibilities(self) -> list[Responsibility]:
        return self._of(Responsibility, "given_at DESC, key DESC")

    @cached_property
    def assignments(self) -> list[Assignment]:
        return self._of(Assignment, "key")

    @cached_property
    def stays(self) -> list[Stay]:
        return self._of(Stay, "started_on DESC, key DESC")

    @cached_property
    def events(self) -> list[Event]:
        return self._of(Event, "at DESC, key DESC")

    @cached_property
    def attempts(self) -> list[ContactAttempt]:
        return self._of(ContactAttempt, '"on", key')

    @cached_property
    def debts(self) -> list[Debt]:
        """Those that are open first, on both databases."""
        return self._of(Debt, "settled_on IS NOT NULL, settled_on, key")

    @cached_property
    def debt_states(self) -> list[DebtState]:
        return self._of(DebtState, '"on", key')

    @cached_property
    def goals(self) -> list[Goal]:
        return self._of(Goal, "due_on IS NULL, due_on, key")

    @cached_property
    def small_steps(self) -> list[SmallStep]:
        return self._of(SmallStep, "key")

    @cached_property
    def budget_lines(self) -> list[BudgetLine]:
        return self._of(BudgetLine, "key")

    def _of(self, model: type[M], order: str) -> list[M]:
        table = model._meta.db_table
        statement = f"SELECT {{columns}} FROM {table} own WHERE own.case_id = %s ORDER BY {order}"  # noqa: S608 - names of ours
        return [row for row, _more in quick.read(model, statement, self.case.pk)]
