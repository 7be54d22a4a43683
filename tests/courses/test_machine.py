"""Register, cancel, change the number of places and begin, in any order, against a model in a few lines of Python."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from courses import actions
from courses.models import Occasion, Registration, Session

pytestmark = pytest.mark.django_db
State = Registration.State


class Places(RuleBasedStateMachine):
    course = None  # set by the test

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(capacity=strategies.integers(1, 4))
    def begin(self, capacity):
        self.occasion = Occasion.objects.create(course=self.course, capacity=capacity, place="Salen", state="open")
        start = timezone.now() + timedelta(days=5)
        self.session = Session.objects.create(occasion=self.occasion, start=start, end=start + timedelta(hours=2))
        self.capacity, self.has_begun = capacity, False
        self.placed, self.queue, self.gone, self.forms = [], [], [], {}

    def fill(self):
        while self.queue and len(self.placed) < self.capacity and not self.has_begun:
            self.placed.append(self.queue.pop(0))

    @rule()
    def register(self):
        key = uuid4()
        if self.has_begun:
            with pytest.raises(actions.Refused):
                actions.register(occasion=self.occasion, key=key, alias="A")
            return
        made = actions.register(occasion=self.occasion, key=key, alias="A")
        self.forms[made.pk] = key
        self.queue.append(made.pk)
        self.fill()

    @precondition(lambda self: self.forms)
    @rule(data=strategies.data())
    def send_the_same_form_again(self, data):
        pk = data.draw(strategies.sampled_from(sorted(self.forms)))
        assert actions.register(occasion=self.occasion, key=self.forms[pk], alias="A").pk == pk

    @precondition(lambda self: self.forms)
    @rule(data=strategies.data())
    def cancel(self, data):
        pk = data.draw(strategies.sampled_from(sorted(self.forms)))
        actions.cancel(registration=Registration.objects.get(pk=pk))
        for where in (self.placed, self.queue):
            if pk in where:
                where.remove(pk)
                self.gone.append(pk)
        self.fill()

    @rule(capacity=strategies.integers(1, 6))
    def change_capacity(self, capacity):
        if capacity < len(self.placed):
            with pytest.raises(actions.Refused):
                actions.change_capacity(occasion=self.occasion, capacity=capacity, by=None)
            return
        actions.change_capacity(occasion=self.occasion, capacity=capacity, by=None)
        self.capacity = capacity
        self.fill()

    @precondition(lambda self: not self.has_begun and len(self.forms) > 3)
    @rule()
    def start(self):
        past = timezone.now() - timedelta(minutes=10)
        Session.objects.filter(pk=self.session.pk).update(start=past)
        self.has_begun = True

    @invariant()
    def table_says_what_the_model_says(self):
        if not hasattr(self, "occasion"):
            return
        registrations = self.occasion.registrations
        assert set(registrations.placed().values_list("pk", flat=True)) == set(self.placed)
        assert list(registrations.waiting().values_list("pk", flat=True)) == self.queue
        assert set(registrations.filter(state="cancelled").values_list("pk", flat=True)) == set(self.gone)
        seats = list(registrations.placed().values_list("seat", flat=True))
        assert len(set(seats)) == len(seats) and all(1 <= seat <= self.capacity for seat in seats)

    @invariant()
    def the_log_replayed_is_the_table(self):
        for registration in Registration.objects.filter(pk__in=self.forms if hasattr(self, "forms") else []):
            state = ""
            for move in registration.moves.all():
                assert move.from_state == state
                state = move.to_state
            assert state == registration.state


def test_places_follow_the_model(boskola):
    Places.course = boskola
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=60, stateful_step_count=25, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
