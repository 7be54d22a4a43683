"""What the daily pages ask of the database: few questions, and none that grows with all that ever happened."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from caseload import desk
from caseload.forms import colleagues_of
from caseload.models import Task
from caseload.news import given_to
from forms.schema import Schema
from portal.models import User
from tests.casework import open_eviction, send

# What holds a handful of rows in any office: the versions of forms, and the restrictions that stand.
SMALL = ("one_standing_restriction", "portal_forms_formversion")


@pytest.fixture
def taken(person, sara):
    case = open_eviction()
    send("S01", sara, case.number)
    return case


def steps_of(queries):
    """How SQLite would answer each question about cases and submissions: a line for each step."""
    about = [
        each["sql"]
        for each in queries.captured_queries
        if '"caseload_' in each["sql"] or '"portal_forms' in each["sql"]
    ]
    steps = []
    with connection.cursor() as cursor:
        for sql in about:
            if sql.startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}", [])
                steps += [step[3] for step in cursor.fetchall()]
    return steps


def looks_at_everything(step):
    """Goes through a whole table, or through all that were ever carried out."""
    return "processing_state" in step or (step.startswith("SCAN") and not any(name in step for name in SMALL))


@pytest.mark.embedded  # PostgreSQL chooses its plan by what the tables hold
@pytest.mark.parametrize("page", ["/min-sida/", "/arenden/", "/arenden/lista/", "/arenden/{}/"])
def test_no_daily_page_looks_at_every_row(client_of, taken, query_count, page):
    open_eviction(personnummer="189001019802")  # of the same name
    sara = client_of("sara")
    with query_count as queries:
        assert sara.get(page.format(taken.number)).status_code == 200
    steps = steps_of(queries)

    assert len(steps) > 10
    assert [step for step in steps if looks_at_everything(step)] == []


@pytest.mark.embedded  # PostgreSQL chooses its plan by what the tables hold
def test_carrying_out_a_form_looks_at_no_other_cases(sara, taken, query_count):
    with query_count as queries:
        send("F20", sara, taken.number, datum="2026-03-20", kontakt="yes")
    steps = steps_of(queries)

    assert len(steps) > 5
    assert [step for step in steps if looks_at_everything(step)] == []


@pytest.mark.embedded  # PostgreSQL chooses its plan by what the tables hold
def test_a_search_starts_from_the_name(client_of, taken, query_count):
    with query_count as queries:
        client_of("sara").post("/arenden/sok/", {"term": "Testa Påhittad"})

    assert any("caseload_namekey_digest" in step for step in steps_of(queries))
    assert [step for step in steps_of(queries) if looks_at_everything(step)] == []


def test_the_case_page_asks_the_same_however_long_the_story(client_of, sara, taken, query_count):
    client = client_of("sara")
    client.get(f"/arenden/{taken.number}/")  # what is asked for once a process
    with query_count as short:
        client.get(f"/arenden/{taken.number}/")
    for day in range(4):
        send("F20", sara, taken.number, datum=f"2026-03-1{day}", kontakt="yes")
    with query_count as long:
        client.get(f"/arenden/{taken.number}/")

    assert len(long) == len(short) <= 34


def test_the_case_page_reads_no_form_anew(client_of, taken, monkeypatch):
    client = client_of("sara")
    client.get(f"/arenden/{taken.number}/")
    monkeypatch.setattr(Schema, "from_json", None)

    assert client.get(f"/arenden/{taken.number}/").status_code == 200


def test_what_waits_is_one_question(sara, taken, query_count):
    assert sara.may("caseload.search_cases") and sara.unit.key  # read once a request
    with query_count as queries:
        found = desk.my_tasks(sara)

    assert len(queries) == 1
    assert found["overdue_count"] == len(found["overdue"]) > 0


def test_what_waits_stands_in_one_place_each(sara, taken):
    days = {"overdue": -1, "due_today": 0, "due": 1, "later": 31, "none": None}
    today = timezone.localdate()
    Task.everything.filter(case=taken).delete()
    for name, days_on in days.items():
        due_on = None if days_on is None else today + timedelta(days=days_on)
        Task.everything.create(key=name, case=taken, kind="x", title=name, due_on=due_on, owner="sara")

    found = desk.my_tasks(sara)

    assert [task.title for task in found["overdue"]] == ["overdue"]
    assert [task.title for task in found["due_today"]] == ["due_today"]
    assert [task.title for task in found["due"]] == ["due", "none"]
    assert (found["overdue_count"], found["later_count"]) == (1, 1)


def test_when_nothing_is_new_nobody_asks_which_cases_may_be_seen(sara, taken, query_count):
    today = timezone.localdate()
    with query_count as queries:
        assert given_to(sara, today) == []

    assert len(queries) == 2
    assert not any("caseload_block" in each["sql"] for each in queries.captured_queries)


def test_colleagues_are_one_question_however_many(sara, person, query_count):
    assert sara.may("caseload.search_cases") and sara.unit.key
    before = [str(each) for each in colleagues_of(sara)]
    new = User.objects.create(username="ny", first_name="Ny", last_name="Kollega", unit=sara.unit)
    new.groups.add(Group.objects.get(name="Socialsekreterare"))
    User.objects.create(username="nyare", last_name="Utan Roll", unit=sara.unit)

    with query_count as queries:
        after = [str(each) for each in colleagues_of(sara)]

    assert len(queries) == 1
    assert set(after) - set(before) == {"Ny Kollega"}
