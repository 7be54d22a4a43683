"""The ledger of debts in its finer points: which debt a row speaks of, what is new and what is old, what is left."""

from datetime import date

import pytest

from caseload.case_rows import CaseRows
from caseload.facts import place_of
from caseload.models import Debt, DebtState, Trace
from caseload.projection import rebuild
from tests.caseload.test_economy import NEW, OLD, POWER, items, refused, review
from tests.casework import send


def balances():
    return sorted(Debt.everything.values_list("balance", flat=True))


# Which debt a row speaks of


def test_two_rows_alike_in_one_review_are_two_debts(sara, housed):
    review(sara, housed, POWER, POWER | {"amount": "100.00"})

    assert balances() == [100, 900]
    review(sara, housed, POWER | {"amount": "800.00"}, POWER | {"amount": "90.00"}, on="2026-08-01")
    assert balances() == [90, 800]
    assert rebuild.verify().equal


@pytest.mark.parametrize(
    ("later", "debts"),
    [
        ({}, 1),
        ({"creditor": " exempelbostäder "}, 1),
        ({"arose_on": ""}, 1),
        ({"arose_on": "2026-07-01"}, 2),
        ({"kind": "hyresskuld_gammal"}, 2),
        ({"creditor": "Andra hus"}, 2),
    ],
)
def test_a_row_is_the_same_debt_when_creditor_kind_and_day_agree(sara, housed, later, debts):
    review(sara, housed, NEW)
    review(sara, housed, NEW | later, on="2026-08-01")

    assert Debt.everything.count() == debts


def test_a_day_that_is_learnt_later_belongs_to_the_same_debt(sara, housed):
    review(sara, housed, NEW | {"arose_on": ""})
    review(sara, housed, NEW, on="2026-08-01")

    assert Debt.everything.count() == 1


def test_a_debt_that_is_settled_is_not_woken(sara, housed):
    review(sara, housed, POWER)
    send("S08", sara, housed.number, skulder=items(Debt.everything.get()), datum="2026-05-10", status="betald")
    review(sara, housed, POWER, on="2026-08-01")

    assert set(Debt.everything.values_list("balance", "settled_on")) == {(0, date(2026, 5, 10)), (900, None)}
    assert [debt.balance for debt in CaseRows(housed, sara).debts] == [900, 0]  # what is open stands first on the page


# What is new and what is old


@pytest.mark.parametrize(
    ("kind", "arose_on", "side"),
    [
        ("hyresskuld_ny", "2026-04-01", "ny_hyra"),
        ("hyresskuld_ny", "2026-03-31", "gammal_hyra"),
        ("hyresskuld_ny", "", "ny_hyra"),
        ("hyresskuld_gammal", "2026-04-01", "ny_hyra"),
        ("hyresskuld_gammal", "", "gammal_hyra"),
        ("kredit", "2026-06-01", "annan"),
    ],
)
def test_new_is_what_arose_from_the_day_of_moving_in(sara, housed, kind, arose_on, side):
    review(sara, housed, NEW | {"kind": kind, "arose_on": arose_on})

    assert Debt.everything.get().side == side


@pytest.mark.parametrize(("answer", "this_home"), [("yes", True), ("no", False), ("", None)])
def test_the_debt_says_whether_it_is_about_this_home(sara, housed, answer, this_home):
    review(sara, housed, NEW | {"this_home": answer, "landlord": "Exempelbostäder"})

    debt = Debt.everything.get()
    assert (debt.this_home, debt.landlord, debt.arose_on) == (this_home, "Exempelbostäder", date(2026, 6, 1))


# What is left


@pytest.mark.parametrize(
    ("answers", "balance", "status", "settled"),
    [
        ({"kvar": "500.00"}, 500, "inkasso", False),
        ({"kvar": "0.00"}, 0, "betald", True),
        ({"betalt": "900.00"}, 0, "betald", True),
        ({"betalt": "400.00", "kvar": "700.00"}, 700, "inkasso", False),
        ({"betalt": "400.00", "status": "avbetalningsplan"}, 500, "avbetalningsplan", False),
        ({"betalt": "900.00", "status": "bestridd"}, 0, "bestridd", True),
        ({"kvar": "50.00", "status": "avskriven"}, 0, "avskriven", True),
        ({"anteckning": "Ringde."}, 900, "inkasso", False),
        ({"status": "utmatning"}, 900, "utmatning", False),
    ],
)
def test_a_line_of_the_ledger_changes_what_it_speaks_of(sara, housed, answers, balance, status, settled):
    review(sara, housed, POWER)
    send("S08", sara, housed.number, skulder=items(Debt.everything.get()), datum="2026-05-10", **answers)

    debt = Debt.everything.get()
    assert (debt.balance, debt.status, debt.settled_on) == (balance, status, date(2026, 5, 10) if settled else None)
    assert debt.changed_on == date(2026, 5, 10)


def test_a_note_says_nothing_about_what_is_left(sara, housed):
    review(sara, housed, POWER)
    send("S08", sara, housed.number, skulder=items(Debt.everything.get()), datum="2026-05-10", anteckning="Ringde.")

    line = DebtState.objects.get(on=date(2026, 5, 10))
    assert (line.paid, line.left, line.status, line.note) == (None, None, "", "Ringde.")


@pytest.mark.parametrize("amount", ["betalt", "kvar"])
def test_an_amount_is_of_one_debt_at_a_time(sara, housed, amount):
    review(sara, housed, POWER, OLD)
    both = items(*Debt.everything.all())

    assert refused("S08", sara, housed, skulder=both, datum="2026-05-10", **{amount: "1.00"}) == [
        "Välj en skuld i taget när du skriver ett belopp."
    ]
    assert refused("S08", sara, housed, skulder=both[:1], datum="2026-05-10", **{amount: "1.00"}) == []


def test_one_debt_that_is_not_there_stops_them_all(sara, housed):
    review(sara, housed, POWER)
    known, unknown = items(Debt.everything.get()), [{"value": "x", "label": "x"}]

    (sentence,) = refused("S08", sara, housed, skulder=known + unknown, datum="2026-05-10", status="inkasso")
    assert sentence.startswith("Skulden finns inte i ärendet.")


@pytest.mark.parametrize(("answers", "question"), [({"status": "betald"}, "status"), ({"betalt": "900.00"}, "")])
def test_the_status_leads_to_its_question_or_was_computed(sara, housed, answers, question):
    review(sara, housed, POWER)
    debt = Debt.everything.get()
    sent = send("S08", sara, housed.number, skulder=items(debt), datum="2026-05-10", **answers)

    places = Trace.objects.get(case=housed).places
    assert places[place_of("debt", debt.pk, "status")] == [sent.receipt, question]
    assert places[place_of("debt", debt.pk, "amount")][1] == "skulder"
