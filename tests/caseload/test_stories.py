"""Any story that staff can tell with the forms keeps the promises of the caseload, and a rebuild tells the same.

Hypothesis invents sequences of forms, corrections, withdrawals, joinings and partings, and shrinks what breaks.
"""

import os
import uuid
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from caseload.models import Case, Person, Stay, Task
from caseload.projection import fitting, rebuild, store
from caseload.stages import NEXT_STAGES
from forms import actions
from forms.models import FormVersion, Processing, Submission
from tests.casework import ASSESSMENT, MOVE_IN, NOTICE, REGISTRATION

DAYS = st.integers(0, 400).map(lambda days: (date(2026, 1, 1) + timedelta(days=days)).isoformat())
NUMBERS = st.sampled_from(["", "189001019802", "189001019810"])
FLATS = st.sampled_from(["LGH-1", "LGH-2"])
STAGES = st.sampled_from(["bedomning", "ko", "erbjuden", "utslussning", "uppfoljning", "vilande"])
PARKED_BY_A_FAULT = actions.SYSTEM_FAULT


class Office(RuleBasedStateMachine):
    """What a form may not do is parked with a sentence; everything else holds at once."""

    cases = Bundle("cases")
    sent = Bundle("sent")
    sara: Any = None  # set by the test

    def _send(self, form: str, about: str = "", **answers: Any) -> Submission:
        version = FormVersion.objects.in_force(form)
        assert version is not None
        made = actions.receive(version=version, answers=answers, key=uuid.uuid4(), by=self.sara, about=about)
        self._process(made)
        return made

    def _process(self, made: Submission) -> None:
        done = actions.process(made)
        assert done.reason != PARKED_BY_A_FAULT

    @rule(target=cases, number=NUMBERS)
    def register(self, number: str) -> str:
        return self._send("F01", **REGISTRATION | {"personnummer": number or "saknas"}).receipt

    @rule(target=cases, number=NUMBERS)
    def notice(self, number: str) -> str:
        return self._send("F02", **NOTICE | ({"personnummer": number} if number else {})).receipt

    @rule(target=cases, about=cases, number=NUMBERS)
    def register_about_another(self, about: str, number: str) -> str:
        """As history may hold it, from before there was a rule against it."""
        with patch.object(fitting, "check"):
            return self._send("F01", about, **REGISTRATION | {"personnummer": number or "saknas"}).receipt

    @rule(target=sent, case=cases, decision=st.sampled_from(["inleda_utredning", "rad", "ej_nadd"]))
    def assess(self, case: str, decision: str) -> Submission:
        return self._send("F03", case, **ASSESSMENT | {"beslut": decision})

    @rule(target=sent, case=cases, stage=STAGES, day=DAYS)
    def change_stage(self, case: str, stage: str, day: str) -> Submission:
        return self._send("S02", case, skede=stage, datum=day, skal="Prövat.")

    @rule(target=sent, case=cases, flat=FLATS, day=DAYS)
    def move_in(self, case: str, flat: str, day: str) -> Submission:
        if Case.everything.filter(pk=case, kind="eviction").exists():
            return self._send("S01", case)  # the page offers no form about housing in an eviction case
        self._send("F11", case, lagenhet=flat, datum=day, svar="ja")
        return self._send("F12", case, **MOVE_IN | {"datum": day, "lagenhet": flat})

    @rule(target=sent, case=cases, day=DAYS, why=st.sampled_from(["eget_forstahand", "institution", "annat"]))
    def move_out(self, case: str, day: str, why: str) -> Submission:
        return self._send("F18", case, datum=day, orsak=why, nasta="Eget")

    @rule(target=sent, case=cases, day=DAYS)
    def take_over(self, case: str, day: str) -> Submission:
        return self._send("F17", case, datum=day, hyresvard="Exempelbostäder")

    @rule(target=sent, case=cases, day=DAYS, occasion=st.sampled_from(["sex_manader", "overtagande", "annat"]))
    def follow_up(self, case: str, day: str, occasion: str) -> Submission:
        return self._send("F15", case, datum=day, tidpunkt=occasion)

    @rule(target=sent, case=cases)
    def take(self, case: str) -> Submission:
        return self._send("S01", case)

    @rule(target=sent, case=cases, day=DAYS)
    def close(self, case: str, day: str) -> Submission:
        return self._send("S03", case, datum=day, orsak="flyttat")

    @rule(target=sent, one=cases, other=cases, form=st.sampled_from(["S10", "S11"]))
    def decide_who(self, one: str, other: str, form: str) -> Submission:
        return self._send(form, one, arende=other, kontroll="Har sett legitimation.")

    @rule(submission=sent)
    def withdraw(self, submission: Submission) -> None:
        try:
            made = actions.withdraw(submission=submission, reason="Fel.", key=uuid.uuid4(), by=self.sara)
        except actions.Conflict:
            return  # it was withdrawn before
        assert Processing.objects.get(pk=made.pk).reason != PARKED_BY_A_FAULT

    @rule(case=cases)
    def withdraw_the_opening(self, case: str) -> None:
        self.withdraw(Submission.everything.get(receipt=case))

    @rule(case=cases, number=NUMBERS)
    def correct_the_number(self, case: str, number: str) -> None:
        first = Submission.everything.get(receipt=case)
        last = first.chain.order_by("pk").last() or first
        answers = actions.restorable(last).answers() | {"personnummer": number or "saknas"}
        made = actions.correct(submission=last, answers=answers, reason="Fel.", key=uuid.uuid4(), by=self.sara)
        assert Processing.objects.get(pk=made.pk).reason != PARKED_BY_A_FAULT

    @invariant()
    def one_home_each(self) -> None:
        lived = list(Stay.everything.filter(ended_on=None).values_list("person", "dwelling"))
        assert len({person for person, _flat in lived}) == len(lived)
        assert len({flat for _person, flat in lived}) == len(lived)

    @invariant()
    def the_tracks_hold(self) -> None:
        for case in Case.everything.all():
            lives = case.stays.filter(ended_on=None).exists()
            assert case.kind == "eviction" or case.stage in NEXT_STAGES
            if case.closed_on:
                assert not lives and case.close_reason
                assert not Task.everything.filter(case=case, done_on=None).exists()
            if case.kind == "eviction":
                assert not case.stays.exists()

    @invariant()
    def nobody_is_left_without_a_case(self) -> None:
        assert not Person.everything.filter(cases=None).exists()

    @invariant()
    def a_known_number_is_one_person_unless_parted(self) -> None:
        by_rule = Person.everything.filter(pk__startswith="n:").values_list("pk", flat=True)
        assert len(by_rule) <= 2

    def teardown(self) -> None:
        found = rebuild.verify(batch=2)
        assert found.differing == []


def run(person: Any, examples: int, steps: int, shrink: bool = False, only: tuple[str, ...] = ()) -> None:
    """With `only`, stories of these steps and no others: what a control looks for is found in few of them."""

    class Run(Office):
        sara = person("sara")

        def __init__(self) -> None:
            super().__init__()
            self.save = transaction.atomic()
            self.save.__enter__()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.save.__exit__(None, None, None)

    for each in Office.setup_state().rules:
        if only and each.function.__name__ not in only:
            setattr(Run, each.function.__name__, None)
    run_state_machine_as_test(
        Run,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
        ),
    )  # fmt: skip


def test_every_story_keeps_the_promises(person):
    examples, steps = (200, 40) if os.environ.get("FULL_SCALE") else (4, 12)
    run(person, examples, steps, shrink="FULL_SCALE" in os.environ)


def test_a_fold_that_forgets_a_guard_is_found(person, monkeypatch):
    """Negative control: moving in twice is let through, and the stories find it."""
    monkeypatch.setattr("caseload.projection.state.CaseState.open_stay", lambda self: None)

    with pytest.raises((AssertionError, IntegrityError)):
        run(person, examples=60, steps=8, only=("register", "move_in", "move_out", "withdraw"))


def test_a_store_that_forgets_a_row_is_found(person, monkeypatch):
    """Negative control: a writer that loses tasks differs from the rebuild."""
    real = store.write_all

    def forgetful(states):
        real(states)
        Task.everything.filter(kind="trepartssamtal").delete()

    monkeypatch.setattr(store, "write_all", forgetful)

    with pytest.raises(AssertionError):
        run(person, examples=20, steps=5)
