"""Who may read which submissions, besides one's own: rules that other apps register, since this app knows no case."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Rule = Callable[[Any], Q]

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    """`rule(user)` returns the condition on submissions that the app opens for the user."""
    _rules.append(rule)


def rules_for(user: Any) -> Q:
    condition = Q(pk__in=[])
    for rule in _rules:
        condition |= rule(user)
    return condition


_handling_rules: list[Rule] = []


def register_handling(rule: Rule) -> None:
    """`rule(user)` returns the condition on submissions that the user may correct and withdraw."""
    _handling_rules.append(rule)


def handling_rules_for(user: Any) -> Q:
    condition = Q(pk__in=[])
    for rule in _handling_rules:
        condition |= rule(user)
    return condition


_closing_rules: list[Rule] = []


def register_closing(rule: Rule) -> None:
    """`rule(user)` returns the condition on submissions that the user may not see, whatever else opens them."""
    _closing_rules.append(rule)


def closed_to(user: Any) -> Q:
    condition = Q(pk__in=[])
    for rule in _closing_rules:
        condition |= rule(user)
    return condition
