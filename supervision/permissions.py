"""Predicates of handledning. Whose logs one reads is decided by the managers in supervision/models/."""

from typing import Any

from supervision.models import Group, Question, SupervisionSession


def may_log(user: Any) -> bool:
    return user.may("supervision.log_sessions")


def may_ask(user: Any) -> bool:
    return user.may("supervision.ask_question")


def may_answer(user: Any) -> bool:
    return user.may("supervision.answer_questions") or may_log(user)


def may_set_up_groups(user: Any) -> bool:
    return user.may("supervision.manage_groups")


def may_write_in(user: Any, group: Group) -> bool:
    return Group.objects.led_by(user).filter(pk=group.pk).exists()


def may_edit(user: Any, session: SupervisionSession) -> bool:
    return not session.is_signed and session.supervisor_id == user.pk


def may_answer_question(user: Any, question: Question) -> bool:
    return Question.objects.answerable_by(user).filter(pk=question.pk).exists()


def may_plan_in(user: Any, group: Group) -> bool:
    """Those who lead the group, and those who set up the unit's groups."""
    return may_write_in(user, group) or Group.objects.managed_by(user).filter(pk=group.pk).exists()


def may_see_figures(user: Any) -> bool:
    return may_log(user) or user.may("supervision.read_unit_digest")


def may_read_suggestions(user: Any) -> bool:
    return user.may("methods.edit_handbook")
