"""What happens along the way: visits, follow-ups, interviews, links; what they finish and what they plan next."""

from datetime import date

import pytest

from caseload.models import Task
from caseload.projection import rebuild
from tests.casework import house, open_eviction, open_housing, send


def open_tasks(case, kind):
    return list(Task.everything.filter(case=case, kind=kind, done_on=None).values_list("due_on", flat=True))


def done_tasks(case, kind):
    return list(Task.everything.filter(case=case, kind=kind).exclude(done_on=None).values_list("done_on", flat=True))


def test_a_visit_plans_the_next_and_the_next_finishes_it(sara):
    case = open_housing(sara)
    send("F13", sara, case.number, datum="2026-03-01", nasta="2026-03-15", oro_barn="no")
    assert open_tasks(case, "hembesok") == [date(2026, 3, 15)]

    send("F13", sara, case.number, datum="2026-03-16", nasta="2026-03-30", oro_barn="no")

    assert done_tasks(case, "hembesok") == [date(2026, 3, 16)]
    assert open_tasks(case, "hembesok") == [date(2026, 3, 30)]
    assert open_tasks(case, "oro_barn") == []


def test_a_visit_without_a_next_day_plans_nothing(sara):
    case = open_housing(sara)
    send("F13", sara, case.number, datum="2026-03-01", oro_barn="no")

    assert open_tasks(case, "hembesok") == []


def test_concern_for_a_child_is_urgent_the_same_day(sara):
    case = open_housing(sara)
    send("F13", sara, case.number, datum="2026-03-01", oro_barn="yes")

    task = Task.everything.get(case=case, kind="oro_barn")
    assert (task.due_on, task.urgent) == (date(2026, 3, 1), True)
    assert "orosanmälan" in task.title


@pytest.mark.parametrize(
    ("occasion", "finished"),
    [("sex_manader", "uppfoljning_6"), ("ett_och_ett_halvt", "uppfoljning_18"), ("annat", None)],
)
def test_a_follow_up_finishes_what_it_was_planned_for_and_nothing_else(sara, person, occasion, finished):
    case = house(sara, person("berit"))
    send("F15", sara, case.number, datum="2026-10-02", tidpunkt=occasion, nasta="2027-01-10")

    planned = {"uppfoljning_6", "uppfoljning_18"}
    assert {kind for kind in planned if done_tasks(case, kind)} == ({finished} if finished else set())
    assert open_tasks(case, "uppfoljning") == [date(2027, 1, 10)]


def test_the_follow_up_after_the_takeover_finishes_that_one(sara, person):
    case = house(sara, person("berit"))
    send("F17", sara, case.number, datum="2027-10-01", hyresvard="Exempelbostäder")
    assert open_tasks(case, "uppfoljning") == [date(2027, 12, 30)]

    send("F15", sara, case.number, datum="2027-12-28", tidpunkt="overtagande")

    assert done_tasks(case, "uppfoljning") == [date(2027, 12, 28)]
    assert open_tasks(case, "uppfoljning") == []


def test_an_interview_finishes_the_planned_one_and_the_next_is_a_year_away(sara, person):
    case = house(sara, person("berit"))
    assert open_tasks(case, "dialogintervju") == [date(2027, 4, 1)]

    send("F24", sara, case.number, datum="2027-04-03", tillfalle="ett_ar")

    assert done_tasks(case, "dialogintervju") == [date(2027, 4, 3)]
    assert open_tasks(case, "dialogintervju") == [date(2028, 4, 3)]


def test_an_interview_on_a_leap_day_has_a_next_one(sara):
    case = open_housing(sara)
    send("F24", sara, case.number, datum="2028-02-29", tillfalle="start")

    assert open_tasks(case, "dialogintervju") == [date(2029, 2, 28)]


@pytest.mark.parametrize(("next_on", "planned"), [("2026-04-01", [date(2026, 4, 1)]), ("", [])])
def test_an_event_plans_its_next_time_when_it_has_one(sara, next_on, planned):
    case = open_eviction()
    send("F22", sara, case.number, datum="2026-03-08", till="psykiatri", anledning="Stöd.", nasta=next_on)

    assert open_tasks(case, "nasta") == planned
    assert case.events.count() == 2
    assert rebuild.verify().equal
