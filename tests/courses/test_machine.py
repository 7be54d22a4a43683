"""Everything that can happen to places, in any order, against a model in a few lines of Python (reliability.md K06).

`MACHINE_RUNS=2000 MACHINE_STEPS=50` for the whole programme; a short one on each run.
"""

import os
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
RUNS, STEPS = int(os.environ.get("MACHINE_RUNS", "30")), int(os.environ.get("MACHINE_STEPS", "25"))
FIRST = "Familjer"  # the group that goes first in the waiting list


class Places(RuleBasedStateMachine):
    """The model: who has a place, who is offered one, who waits in which order, and who is gone."""

    course = None  # set by the test
    by = None

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.has_offers = self.course.offer_hours is not None

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(capacity=strategies.integers(1, 4))
    def begin(self, capacity):
        self.occasion = Occasion.objects.create(course=self.course, capacity=capacity, place="Salen", state="open")
        start = timezone.now() + timedelta(days=5)
        self.session = Session.objects.create(occasion=self.occasion, start=start, end=start + timedelta(hours=2))
        self.capacity, self.has_begun, self.clock = capacity, False, 0
        self.placed, self.offered, self.queue, self.gone = set(), set(), [], set()
        self.forms, self.order = {}, {}

    # The model's own rules

    @property
    def free(self):
        return self.capacity - len(self.placed) - len(self.offered)

    def fill(self):
        while self.queue and self.free > 0 and not self.has_begun:
            (self.offered if self.has_offers else self.placed).add(self.queue.pop(0))

    def enter(self, pk, goes_first):
        """A newcomer gets a free place only when nobody waits."""
        self.clock += 1
        self.order[pk] = (not goes_first, self.clock)
        if self.free > 0 and not self.queue:
            self.placed.add(pk)
        else:
            self.queue.append(pk)
            self.queue.sort(key=self.order.__getitem__)

    def leave(self, pk):
        self.placed.discard(pk)
        self.offered.discard(pk)
        self.queue = [each for each in self.queue if each != pk]
        self.gone.add(pk)
        self.fill()

    def get(self, pk):
        return Registration.objects.get(pk=pk)

    def one_of(self, data, keys):
        return data.draw(strategies.sampled_from(sorted(keys)))

    # What people do

    @rule(goes_first=strategies.booleans())
    def register(self, goes_first):
        key, group = uuid4(), FIRST if goes_first else ""
        if self.has_begun:
            with pytest.raises(actions.Refused):
                actions.register(occasion=self.occasion, key=key, alias="A", group=group)
            return
        made = actions.register(occasion=self.occasion, key=key, alias="A", group=group)
        self.forms[made.pk] = (key, group)
        self.enter(made.pk, goes_first)

    @precondition(lambda self: self.forms)
    @rule(data=strategies.data())
    def send_the_same_form_again(self, data):
        pk = self.one_of(data, self.forms)
        key, group = self.forms[pk]
        assert actions.register(occasion=self.occasion, key=key, alias="A", group=group).pk == pk

    @precondition(lambda self: self.forms)
    @rule(data=strategies.data())
    def cancel(self, data):
        pk = self.one_of(data, self.forms)
        actions.cancel(registration=self.get(pk))
        if pk not in self.gone:
            self.leave(pk)

    @precondition(lambda self: self.gone)
    @rule(data=strategies.data())
    def undo_a_cancellation(self, data):
        pk = self.one_of(data, self.gone)
        if self.has_begun:
            with pytest.raises(actions.Refused):
                actions.restore(registration=self.get(pk), by=self.by)
            return
        actions.restore(registration=self.get(pk), by=self.by)
        self.gone.discard(pk)
        self.enter(pk, not self.order[pk][0])

    @precondition(lambda self: self.offered)
    @rule(data=strategies.data())
    def accept(self, data):
        pk = self.one_of(data, self.offered)
        if self.has_begun:
            with pytest.raises(actions.Refused):
                actions.accept_offer(registration=self.get(pk))
            return
        actions.accept_offer(registration=self.get(pk))
        self.offered.discard(pk)
        self.placed.add(pk)

    @precondition(lambda self: self.offered)
    @rule(data=strategies.data())
    def decline(self, data):
        pk = self.one_of(data, self.offered)
        actions.decline_offer(registration=self.get(pk))
        self.leave(pk)

    @precondition(lambda self: self.queue or self.placed)
    @rule(data=strategies.data())
    def answer_what_is_not_offered(self, data):
        pk = self.one_of(data, {*self.queue, *self.placed})
        with pytest.raises(actions.Refused):
            actions.decline_offer(registration=self.get(pk))

    @precondition(lambda self: self.offered)
    @rule(data=strategies.data())
    def let_an_offer_lapse(self, data):
        """The chore runs twice, as two processes may run it."""
        pk = self.one_of(data, self.offered)
        Registration.objects.filter(pk=pk).update(offer_until=timezone.now() - timedelta(seconds=1))
        ended = actions.expire_offers() + actions.expire_offers()
        if self.has_begun:
            assert ended >= 1  # nothing is offered any more once the course has begun
            for each in [pk, *(other for other in self.offered if self.get(other).is_cancelled)]:
                self.leave(each)
            return
        assert ended == 1
        self.leave(pk)

    @rule(capacity=strategies.integers(1, 6))
    def change_capacity(self, capacity):
        if capacity < len(self.placed) + len(self.offered):
            with pytest.raises(actions.Refused):
                actions.change_capacity(occasion=self.occasion, capacity=capacity, by=self.by)
            return
        actions.change_capacity(occasion=self.occasion, capacity=capacity, by=self.by)
        self.capacity = capacity
        self.fill()

    @rule()
    def come_without_having_registered(self):
        key = uuid4()
        if self.free <= 0 or (self.queue and not self.has_begun):
            with pytest.raises(actions.Refused):
                actions.walk_in(session=self.session, key=key, alias="A", by=self.by)
            return
        made = actions.walk_in(session=self.session, key=key, alias="A", by=self.by)
        self.gone.update(self.queue)  # after the start nobody moves up any more: the list is closed
        self.queue = []
        self.placed.add(made.pk)
        self.clock += 1
        self.order[made.pk] = (True, self.clock)

    @precondition(lambda self: not self.has_begun and len(self.forms) > 4)
    @rule()
    def start(self):
        past = timezone.now() - timedelta(minutes=10)
        Session.objects.filter(pk=self.session.pk).update(start=past)
        self.session.refresh_from_db()
        self.has_begun = True

    # What holds after every step

    @invariant()
    def the_table_says_what_the_model_says(self):
        if not hasattr(self, "occasion"):
            return
        registrations = self.occasion.registrations
        assert set(registrations.placed().values_list("pk", flat=True)) == self.placed
        assert set(registrations.offered().values_list("pk", flat=True)) == self.offered
        assert list(registrations.waiting().values_list("pk", flat=True)) == self.queue
        assert set(registrations.filter(state="cancelled").values_list("pk", flat=True)) == self.gone

    @invariant()
    def no_place_is_given_twice_and_none_is_free_while_somebody_waits(self):
        if not hasattr(self, "occasion"):
            return
        seats = list(self.occasion.registrations.seated().values_list("seat", flat=True))
        assert len(set(seats)) == len(seats) <= self.capacity
        assert all(1 <= seat <= self.capacity for seat in seats)
        assert self.has_begun or not self.queue or len(seats) == self.capacity

    @invariant()
    def the_log_replayed_is_the_table(self):
        for registration in Registration.objects.filter(occasion=getattr(self, "occasion", None)):
            state = ""
            for move in registration.moves.all():
                assert move.from_state == state
                state = move.to_state
            assert state == registration.state


@pytest.mark.parametrize("offer_hours", [None, 24])
def test_places_follow_the_model(boskola, person, offer_hours):
    boskola.offer_hours, boskola.priority_groups = offer_hours, FIRST
    boskola.save()
    Places.course, Places.by = boskola, person("kim")
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
