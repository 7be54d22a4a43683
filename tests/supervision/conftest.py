from datetime import time, timedelta

import pytest
from django.utils import timezone

from supervision import actions
from supervision.content import themes
from supervision.models import Group, SupervisionSession, Theme


@pytest.fixture
def new_group(person, units):
    """`new_group("Namn", leaders, members)` sets up a group of the unit by its contract."""
    themes.load()

    def make(name="Pärmgruppen", leaders=("rut",), members=("bo", "anna"), unit="boende"):
        made = Group(
            name=name, unit=units[unit], parties="Alla", purpose="Lära", usual_start=time(13), usual_end=time(14),
            secrecy="Stannar här", documented="Teman", evaluation="I vår",
            starts_on=timezone.localdate() - timedelta(days=90),
        )  # fmt: skip
        return actions.set_up_group(
            group=made,
            supervisors=[person(name) for name in leaders],
            members=[person(name) for name in members],
            by=person("arvid"),
        )

    return make


@pytest.fixture
def group(new_group):
    """Rut leads Bo and Anna."""
    return new_group()


@pytest.fixture
def draft_of(person):
    """`draft_of(group, days_ago=3, notes="…")` is an unsigned log by the group's first leader."""

    def write(group, days_ago=0, *, leader="rut", people=None, theme="mi", hours=1, **more):
        day = timezone.localdate() - timedelta(days=days_ago)
        values = {
            "date": day, "starts": time(13), "ends": time(13 + hours), "kind": "method", "form": "group", "guests": "",
            "notes": "Vi övade.", "method_change": "", "next_date": None, "closes_agreements": [], "chapters": [],
            "participants": [person(name) for name in people] if people else list(group.people_on(day)),
            "themes": Theme.objects.filter(key=theme), **more,
        }  # fmt: skip
        agreements = values.pop("agreements", [])
        return actions.save_draft(group=group, values=values, agreements=agreements, by=person(leader))

    return write


@pytest.fixture
def hold(draft_of, person):
    """`hold(group, days_ago=3)` writes and signs a log."""

    def write(group, days_ago=0, *, leader="rut", **more) -> SupervisionSession:
        return actions.sign(session=draft_of(group, days_ago, leader=leader, **more), by=person(leader))

    return write
