"""Debts as a ledger with old and new rent debt apart, the budget, and the plan with its small steps."""

from datetime import date
from decimal import Decimal

import pytest

from caseload.models import Case, Debt, DebtState, EconomyWork, Goal, SmallStep, Task
from caseload.projection import rebuild
from forms import actions
from forms.models import FormVersion
from tests.caseload.test_views import fill
from tests.casework import open_housing, send

OLD = {"creditor": "Förra värden", "kind": "hyresskuld_gammal", "amount": "18000.00", "status": "kronofogden",
       "arose_on": "2024-05-01"}  # fmt: skip
NEW = {"creditor": "Exempelbostäder", "kind": "hyresskuld_ny", "amount": "6100.00", "status": "paminnelse",
       "arose_on": "2026-06-01"}  # fmt: skip
POWER = {"creditor": "Elbolaget", "kind": "el", "amount": "900.00", "status": "inkasso"}
GOALS = [
    {"goal": "Hyran på autogiro", "steps": "Ring banken; Skriv under", "homework": "Hämta koden", "who": "klient"},
    {"goal": "Öppna posten varje måndag"},
]


def review(by, case, *debts, on="2026-03-10", **more):
    return send("F07", by, case.number, datum=on, skede="ko", skulder=list(debts), sammanfattning="x", **more)


def follow_up(by, case, on, **answers):
    wanted = {"hyra": "yes", "nya_skulder": "no", "parmen": "ja", "mal": []}
    return send("F09", by, case.number, datum=on, **wanted | answers)


def make_plan(by, case, on="2026-04-06", goals=GOALS, **answers):
    wanted = {"fran": on, "till": "2026-12-01", "mal": goals, "intervall": "manad"}
    return send("F08", by, case.number, datum=on, **wanted | answers)


def items(*rows):
    return [{"value": row.pk, "label": str(row)} for row in rows]


def refused(form, by, case, **answers):
    version = FormVersion.objects.in_force(form)
    return actions.trial(version=version, answers=answers, about=case.number, by=by)


def test_old_and_new_rent_debts_are_kept_apart(sara, housed):
    review(sara, housed, OLD, NEW, POWER, on="2026-07-01")

    sides = dict(Debt.everything.values_list("creditor", "side"))
    assert sides == {"Förra värden": "gammal_hyra", "Exempelbostäder": "ny_hyra", "Elbolaget": "annan"}
    everything = Debt.objects.unscoped("test")
    assert [each.creditor for each in everything.new_rent(date(2026, 6, 1), date(2026, 6, 30))] == ["Exempelbostäder"]
    assert not everything.new_rent(date(2026, 7, 1), date(2026, 12, 31)).exists()


def test_what_arose_before_moving_in_is_old_whatever_it_is_called(sara, housed):
    review(sara, housed, NEW | {"arose_on": "2026-03-31"}, on="2026-07-01")

    assert Debt.everything.get().side == "gammal_hyra"


def test_nothing_is_new_before_anybody_has_moved_in(sara):
    case = open_housing(sara)
    review(sara, case, NEW)

    assert Debt.everything.get().side == "gammal_hyra"


def test_a_second_review_speaks_of_the_same_debt(sara, housed):
    review(sara, housed, OLD, POWER)
    review(sara, housed, OLD | {"creditor": "FÖRRA  värden", "amount": "15000.00", "status": "avbetalningsplan"},
           on="2026-08-01")  # fmt: skip

    debt = Debt.everything.get(side="gammal_hyra")
    assert (debt.amount, debt.balance, debt.status) == (18000, 15000, "avbetalningsplan")
    assert Debt.everything.count() == 2
    assert list(DebtState.objects.filter(debt=debt.pk).order_by("on").values_list("left", flat=True)) == [18000, 15000]
    assert rebuild.verify().equal


def test_payments_are_entered_until_nothing_is_left(sara, housed):
    review(sara, housed, POWER)
    debt = Debt.everything.get()

    send("S08", sara, housed.number, skulder=items(debt), datum="2026-04-10", betalt="400.00", anteckning="Första.")
    debt.refresh_from_db()
    assert (debt.balance, debt.settled_on, debt.status) == (500, None, "inkasso")
    send("S08", sara, housed.number, skulder=items(debt), datum="2026-05-10", betalt="600.00")

    debt.refresh_from_db()
    assert (debt.balance, debt.settled_on, debt.status) == (0, date(2026, 5, 10), "betald")
    assert [each.paid for each in DebtState.objects.order_by("on")] == [None, 400, 600]
    assert rebuild.verify().equal


@pytest.mark.parametrize("status", ["avskriven", "betald"])
def test_what_is_written_off_or_paid_is_settled(sara, housed, status):
    review(sara, housed, POWER, OLD)
    send("S08", sara, housed.number, skulder=items(*Debt.everything.all()), datum="2026-05-10", status=status)

    assert set(Debt.everything.values_list("balance", "status", "settled_on")) == {(0, status, date(2026, 5, 10))}


def test_an_amount_is_of_one_debt_and_of_a_debt_that_is_there(sara, housed):
    review(sara, housed, POWER, OLD)
    both = items(*Debt.everything.all())

    assert refused("S08", sara, housed, skulder=both, datum="2026-05-10", betalt="1.00") == [
        "Välj en skuld i taget när du skriver ett belopp."
    ]
    (sentence,) = refused("S08", sara, housed, skulder=[{"value": "x", "label": "x"}], datum="2026-05-10")
    assert sentence.startswith("Skulden finns inte i ärendet.")


def test_a_debt_that_a_follow_up_finds_comes_into_the_ledger(sara, housed):
    make_plan(sara, housed)
    follow_up(sara, housed, "2026-07-01", nya_skulder="yes", skulder=[NEW], hyra="no")

    assert Debt.everything.get().side == "ny_hyra"
    work = EconomyWork.objects.get()
    assert (work.rent_in_time, work.followed_on) == ("no", date(2026, 7, 1))
    assert Case.everything.get().economy == "arbetsplan_uppfoljd"


def test_the_newest_budget_counts_and_the_older_is_remembered(client_of, sara, housed):
    for on, wage in (("2026-03-10", "12000.00"), ("2026-08-10", "14500.00")):
        review(sara, housed, on=on, inkomster=[{"typ": "lon", "netto": wage, "betalningsdag": 25}],
               utgifter=[{"typ": "hyra", "kr": "6100.00"}, {"typ": "el", "kr": "400.00"}])  # fmt: skip

    work = EconomyWork.objects.get()
    assert (work.income_total, work.expense_total, work.left_over) == (14500, 6500, 8000)
    page = client_of("sara").get(f"/arenden/{housed.number}/").content.decode().replace("\u00a0", " ")
    assert "8 000 kronor" in page
    assert "2026-03-10 blev 5 500 kronor kvar" in page
    assert "Lön" in page


def test_a_plan_has_goals_with_small_steps_and_its_follow_ups(sara, housed):
    make_plan(sara, housed)

    assert list(SmallStep.objects.order_by("key").values_list("kind", "title")) == [
        ("delsteg", "Ring banken"), ("delsteg", "Skriv under"), ("laxa", "Hämta koden")
    ]  # fmt: skip
    assert Task.everything.get(kind="planuppfoljning").due_on == date(2026, 5, 6)
    follow_up(sara, housed, "2026-05-05", laxa="Läs brevet")
    due = Task.everything.filter(kind="planuppfoljning", done_on=None).values_list("due_on", flat=True)
    assert list(due) == [date(2026, 6, 5)]
    assert SmallStep.objects.get(title="Läs brevet").goal == ""


def test_steps_and_goals_are_ticked(sara, housed):
    make_plan(sara, housed)
    goal, step = Goal.everything.get(title="Hyran på autogiro"), SmallStep.objects.get(title="Ring banken")

    send("S07", sara, housed.number, klart=items(goal, step), datum="2026-04-20", laxa="Läs brevet\nSortera posten",
         laxa_till="2026-04-27")  # fmt: skip

    goal.refresh_from_db()
    step.refresh_from_db()
    assert (goal.status, goal.closed_on, step.done_on) == ("klar", date(2026, 4, 20), date(2026, 4, 20))
    assert Task.everything.get(pk=goal.pk).done_on == date(2026, 4, 20)
    assert SmallStep.objects.filter(goal="", due_on=date(2026, 4, 27)).count() == 2
    assert rebuild.verify().equal


def test_nothing_to_tick_and_nothing_there_is_refused(sara, housed):
    make_plan(sara, housed)

    assert refused("S07", sara, housed, datum="2026-04-20") == ["Bocka av minst ett steg, eller skriv en ny läxa."]
    (sentence,) = refused("S07", sara, housed, datum="2026-04-20", klart=[{"value": "x", "label": "x"}])
    assert sentence.startswith("Steget finns inte i planen.")


def test_a_follow_up_says_how_it_went_with_each_goal(sara, housed):
    make_plan(sara, housed)
    results = [{"mal": "hyran på Autogiro", "resultat": "uppnatt"}, {"mal": GOALS[1]["goal"], "resultat": "delvis"}]
    follow_up(sara, housed, "2026-05-05", mal=results)

    assert dict(Goal.everything.values_list("title", "status")) == {
        "Hyran på autogiro": "klar", "Öppna posten varje måndag": "pagar"
    }  # fmt: skip


def test_a_new_plan_keeps_the_goals_that_go_on(sara, housed):
    make_plan(sara, housed)
    make_plan(sara, housed, on="2026-07-01", goals=[{"goal": "Öppna posten varje måndag"}, {"goal": "Spara en slant"}])

    assert dict(Goal.everything.values_list("title", "status")) == {
        "Hyran på autogiro": "ersatt", "Öppna posten varje måndag": "ny", "Spara en slant": "ny"
    }  # fmt: skip
    assert rebuild.verify().equal


def test_the_forms_offer_what_the_case_has(client_of, person, sara, housed):
    review(sara, housed, POWER)
    make_plan(sara, housed)
    client, url = client_of("sara"), f"/arenden/{housed.number}/blankett"

    assert "Delsteg: Ring banken" in client.get(f"{url}/S07/").content.decode()
    assert "Elbolaget, 900" in client.get(f"{url}/S08/").content.decode()
    assert 'value="Hyran på autogiro"' in client.get(f"{url}/F09/").content.decode()


def test_ticking_in_the_page(client_of, sara, housed):
    make_plan(sara, housed)
    step = SmallStep.objects.get(title="Ring banken")
    client = client_of("sara")

    bad = fill(client, housed.number, "S07", klart="finns-inte", datum="2026-04-20")
    empty = fill(client, housed.number, "S07", datum="2026-04-20")
    done = fill(client, housed.number, "S07", klart=step.pk, datum="2026-04-20")

    assert (bad.status_code, empty.status_code, done.status_code) == (422, 422, 302)
    assert "Bocka av minst ett steg" in empty.content.decode()
    assert "Klar 2026-04-20" in client.get(f"/arenden/{housed.number}/").content.decode()


def test_the_economy_is_for_those_who_may_read_it(client_of, sara, housed):
    review(sara, housed, OLD, inkomster=[{"typ": "lon", "netto": "12000.00"}])
    make_plan(sara, housed)

    page = client_of("berit").get(f"/arenden/{housed.number}/").content.decode()
    assert not any(text in page for text in ("Skulder", "Hushållsbudget", "Mål och små steg", "Förra värden"))
    assert "Gammal hyresskuld" in client_of("sara").get(f"/arenden/{housed.number}/").content.decode()
    assert client_of("berit").get(f"/arenden/{housed.number}/blankett/S08/").status_code == 403


def test_what_is_left_is_never_less_than_nothing(sara, housed):
    review(sara, housed, POWER)
    send("S08", sara, housed.number, skulder=items(Debt.everything.get()), datum="2026-05-10", betalt="99999.00")

    assert Debt.everything.get().balance == Decimal("0.00")
