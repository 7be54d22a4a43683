"""The economy from the first talk to the plan that is followed up: goals, small steps, homework, and when the next
time is."""

from datetime import date

import pytest

from caseload.effects.vocabulary import months
from caseload.facts import place_of
from caseload.models import BudgetLine, Case, EconomyWork, Goal, SmallStep, Task, Trace
from caseload.projection import rebuild
from tests.caseload.test_economy import GOALS, NEW, OLD, POWER, follow_up, items, make_plan, refused, review
from tests.casework import open_housing, send

TALK = {"form": "besok", "deltagare": ["klient"], "problembild": "Post.", "mal": "Betala i tid.", "samsyn": "ja"}
FOLLOW_UP = "planuppfoljning"


def meet(by, case, on="2026-03-08", **answers):
    rows = [{"task": "Ring hyresvärden", "role": "Socialsekreterare"}]
    return send("F06", by, case.number, datum=on, **TALK | {"ansvar": rows} | answers)


def economy():
    return Case.everything.get().economy


def due(kind):
    return list(Task.everything.filter(kind=kind, done_on=None).values_list("due_on", flat=True))


def traced(case, table, row, field):
    """The question that wrote the value; None when nothing was said about it."""
    return Trace.objects.get(case=case).places.get(place_of(table, row, field), [None, None])[1]


@pytest.mark.parametrize(
    ("start", "count", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 4, 1), 18, date(2027, 10, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(start, count, later):
    assert months(start, count) == later


# The talk of three


def test_each_row_of_a_talk_is_a_task_and_the_talk_itself_is_done(sara):
    case = open_housing(sara)
    rows = [
        {"task": "Ring hyresvärden", "role": "Socialsekreterare", "due_on": "2026-03-10"},
        {"task": "Öppna posten", "role": "Klienten"},
    ]
    meet(sara, case, ansvar=rows, nasta="2026-04-08")

    shared = Task.everything.filter(kind="ansvar").order_by("key").values_list("title", "role", "due_on")
    assert list(shared) == [
        ("Ring hyresvärden", "Socialsekreterare", date(2026, 3, 10)), ("Öppna posten", "Klienten", None)
    ]  # fmt: skip
    assert [traced(case, "task", row.pk, "due_on") for row in Task.everything.filter(kind="ansvar").order_by("key")] == [
        "ansvar", None
    ]  # fmt: skip
    work = EconomyWork.objects.get()
    assert (work.meeting_on, work.shared_view, work.problem) == (date(2026, 3, 8), "ja", "Post.")
    assert due("trepartssamtal") == [date(2026, 4, 8)]
    assert Task.everything.get(kind="trepartssamtal", done_on=date(2026, 3, 8))


def test_without_a_next_talk_none_is_planned(sara):
    meet(sara, open_housing(sara))

    assert due("trepartssamtal") == []


def test_a_later_talk_takes_no_step_back(sara, housed):
    review(sara, housed)
    assert economy() == "skuldscanning_klar"
    meet(sara, housed, on="2026-03-20")
    assert economy() == "skuldscanning_klar"
    make_plan(sara, housed)
    assert economy() == "arbetsplan_aktiv"
    review(sara, housed, on="2026-05-01")
    assert economy() == "arbetsplan_aktiv"


def test_a_step_can_be_done_again_and_a_new_plan_is_active_until_followed_up(sara, housed):
    meet(sara, housed, on="2026-03-08")
    meet(sara, housed, on="2026-03-20")
    assert Case.everything.get().economy_since == date(2026, 3, 20)
    make_plan(sara, housed)
    follow_up(sara, housed, "2026-05-05")
    assert economy() == "arbetsplan_uppfoljd"
    make_plan(sara, housed, on="2026-06-01")

    assert (economy(), Case.everything.get().economy_since) == ("arbetsplan_aktiv", date(2026, 6, 1))


# The review


def test_a_review_sums_all_debts_and_the_old_rent_by_itself(sara, housed):
    review(sara, housed, OLD, NEW, POWER)

    work = EconomyWork.objects.get()
    assert (work.total_debt, work.old_rent_debt) == (25000, 18000)


def test_a_review_without_a_budget_leaves_the_one_before(sara, housed):
    review(sara, housed, inkomster=[{"typ": "lon", "netto": "12000.00"}])
    review(sara, housed, on="2026-08-10")

    work = EconomyWork.objects.get()
    assert (work.budget_on, work.income_total, work.expense_total, work.left_over) == (
        date(2026, 3, 10), 12000, 0, 12000
    )  # fmt: skip
    assert (work.total_debt, work.scanned_on) == (0, date(2026, 8, 10))


def test_expenses_alone_are_a_budget_too(sara, housed):
    review(sara, housed, utgifter=[{"typ": "hyra", "kr": "6100.00"}])

    assert EconomyWork.objects.get().left_over == -6100
    line = BudgetLine.objects.get()
    assert [traced(housed, "budget", line.pk, field) for field in ("amount", "pay_day")] == ["utgifter", None]


# The plan


@pytest.mark.parametrize(
    ("interval", "next_time"),
    [
        ("vecka", date(2026, 4, 13)),
        ("tva_veckor", date(2026, 4, 20)),
        ("manad", date(2026, 5, 6)),
        ("tva_manader", date(2026, 6, 6)),
    ],
)
def test_the_interval_says_when_the_plan_is_followed_up(sara, housed, interval, next_time):
    make_plan(sara, housed, intervall=interval)

    assert due(FOLLOW_UP) == [next_time]


def test_a_day_that_somebody_says_goes_before_the_interval(sara, housed):
    make_plan(sara, housed)
    follow_up(sara, housed, "2026-05-05", nasta="2026-05-19", laxa="Läs brevet")

    assert due(FOLLOW_UP) == [date(2026, 5, 19)]
    assert SmallStep.objects.get(title="Läs brevet").due_on == date(2026, 5, 19)


def test_a_follow_up_without_a_plan_is_noted_and_plans_nothing(sara, housed):
    follow_up(sara, housed, "2026-05-05")

    assert (economy(), due(FOLLOW_UP)) == ("ej_paborjad", [])
    assert EconomyWork.objects.get().followed_on == date(2026, 5, 5)


def test_goals_say_who_and_when_and_their_steps_with_them(sara, housed):
    make_plan(sara, housed, goals=[GOALS[0] | {"due_on": "2026-05-01", "status": "pagar"}, GOALS[1]])

    first, second = Goal.everything.order_by("key")
    assert (first.who, first.due_on, first.status, first.set_on) == (
        "klient", date(2026, 5, 1), "pagar", date(2026, 4, 6)
    )  # fmt: skip
    assert (second.who, second.due_on, second.status, second.closed_on) == ("", None, "ny", None)
    assert [traced(housed, "goal", goal.pk, "who") for goal in (first, second)] == ["mal", None]
    assert set(SmallStep.objects.values_list("goal", "due_on")) == {(first.pk, date(2026, 5, 1))}
    tasks = Task.everything.filter(kind="mal").order_by("key").values_list("pk", "title", "due_on")
    assert list(tasks) == [(first.pk, first.title, first.due_on), (second.pk, second.title, None)]


@pytest.mark.parametrize(("status", "closed"), [("klar", True), ("struken", True), ("pagar", False)])
def test_a_goal_that_the_plan_itself_closes_is_closed(sara, housed, status, closed):
    make_plan(sara, housed, goals=[GOALS[1] | {"status": status}])

    goal, day = Goal.everything.get(), date(2026, 4, 6) if closed else None
    assert (goal.status, goal.closed_on, Task.everything.get(kind="mal").done_on) == (status, day, day)


def test_a_goal_that_goes_on_keeps_its_key_and_gets_the_new_steps(sara, housed):
    make_plan(sara, housed)
    before = Goal.everything.get(title=GOALS[1]["goal"])
    again = {"goal": "öppna  posten varje MÅNDAG", "who": "assistent", "steps": "Köp en brevöppnare"}
    make_plan(sara, housed, on="2026-07-01", goals=[again])

    after = Goal.everything.get(pk=before.pk)
    assert (after.who, after.set_on, after.closed_on) == ("assistent", date(2026, 4, 6), None)
    assert SmallStep.objects.get(title="Köp en brevöppnare").goal == before.pk
    replaced = Goal.everything.get(status="ersatt")
    assert (replaced.title, replaced.closed_on) == ("Hyran på autogiro", date(2026, 7, 1))
    assert Task.everything.get(pk=replaced.pk).done_on == date(2026, 7, 1)
    assert rebuild.verify().equal


def test_a_goal_that_was_reached_and_comes_back_is_a_new_one(sara, housed):
    make_plan(sara, housed)
    follow_up(sara, housed, "2026-05-05", mal=[{"mal": GOALS[1]["goal"], "resultat": "uppnatt"}])
    make_plan(sara, housed, on="2026-07-01", goals=[GOALS[1]])

    goals = Goal.everything.filter(title=GOALS[1]["goal"]).order_by("set_on").values_list("status", "closed_on")
    assert list(goals) == [("klar", date(2026, 5, 5)), ("ny", None)]


@pytest.mark.parametrize(
    ("result", "status", "closed"), [("uppnatt", "klar", True), ("delvis", "pagar", False), ("ej", "ny", False)]
)
def test_how_it_went_is_kept_with_the_goal(sara, housed, result, status, closed):
    make_plan(sara, housed, goals=[GOALS[1]])
    follow_up(sara, housed, "2026-05-05", mal=[{"mal": GOALS[1]["goal"], "resultat": result}])

    goal = Goal.everything.get()
    assert (goal.status, goal.closed_on) == (status, date(2026, 5, 5) if closed else None)


def test_a_goal_that_is_not_in_the_plan_changes_nothing(sara, housed):
    make_plan(sara, housed, goals=[GOALS[1]])
    follow_up(sara, housed, "2026-05-05", mal=[{"mal": "Något annat", "resultat": "uppnatt"}])

    assert Goal.everything.get().status == "ny"


# Ticking


def test_homework_alone_is_enough_and_stands_by_itself(sara, housed):
    send("S07", sara, housed.number, datum="2026-04-20", laxa="Läs brevet; Sortera posten\n\n" + "x" * 300)

    steps = SmallStep.objects.order_by("key").values_list("kind", "title", "goal", "due_on", "set_on")
    day = date(2026, 4, 20)
    assert list(steps) == [
        ("laxa", "Läs brevet", "", None, day), ("laxa", "Sortera posten", "", None, day), ("laxa", "x" * 255, "", None, day)
    ]  # fmt: skip


def test_a_tick_alone_is_enough_and_leaves_the_rest(sara, housed):
    make_plan(sara, housed)
    step = SmallStep.objects.get(title="Ring banken")

    assert refused("S07", sara, housed, datum="2026-04-20", klart=items(step)) == []
    send("S07", sara, housed.number, datum="2026-04-20", klart=items(step))
    done = SmallStep.objects.exclude(done_on=None).values_list("title", "done_on")
    assert list(done) == [("Ring banken", date(2026, 4, 20))]
    assert set(Goal.everything.values_list("status", flat=True)) == {"ny"}


def test_a_step_leads_to_the_question_that_it_was_written_in(sara, housed):
    make_plan(sara, housed, goals=[GOALS[1] | {"steps": "Köp en brevöppnare"}])

    step = SmallStep.objects.get()
    questions = [traced(housed, "step", step.pk, field) for field in ("title", "set_on", "due_on")]
    assert questions == ["mal", "fran", None]
