"""The last places: many clients at the same time, many rounds, on whichever database the tests run on.

The control takes the constraint away and must oversell; without it the race would prove nothing.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from uuid import uuid4

import pytest
from django.db import connection

from courses import actions
from courses.actions import places
from courses.models import Move, Occasion, Registration
from portal.models import User

CLIENTS, PLACES = 64, 5
# `RACE_ROUNDS=50` for the whole programme; a few on each run, because a round is seconds on the embedded database.
ROUNDS = int(os.environ.get("RACE_ROUNDS", "4"))
OTHER_ROUNDS = max(ROUNDS // 4, 1)

# By fixture and not by mark, so that the tables are emptied while the conftest still gets past the triggers.
pytestmark = pytest.mark.usefixtures("transactional_db")


class Crowd:
    """So many threads, each with a connection of its own, that start each round together."""

    def __init__(self, size):
        self.size, self.pool = size, ThreadPoolExecutor(size)

    def rush(self, act):
        """Run `act(number)` in every thread; return what each answered, or the exception it raised."""
        gate = threading.Barrier(self.size)

        def answer(number):
            gate.wait(30)
            try:
                return act(number)
            except actions.Refused as refusal:
                return refusal

        return [future.result(60) for future in [self.pool.submit(answer, n) for n in range(self.size)]]

    def close(self):
        self.rush(lambda _number: connection.close())
        self.pool.shutdown()


@pytest.fixture
def crowd():
    made = Crowd(CLIENTS)
    yield made
    made.close()


def placed_and_waiting(occasion):
    registrations = Registration.objects.filter(occasion=occasion)
    return registrations.placed().count(), registrations.waiting().count()


def test_exactly_the_last_places_are_given_and_everybody_is_answered(crowd, boskola, occasion_of):
    for _round in range(ROUNDS):
        occasion = occasion_of(boskola, capacity=PLACES, sessions=1)

        answers = crowd.rush(
            lambda number, occasion=occasion: actions.register(occasion=occasion, key=uuid4(), alias=f"P{number}")
        )

        assert placed_and_waiting(occasion) == (PLACES, CLIENTS - PLACES)
        assert sum(answer.is_placed for answer in answers) == PLACES
        assert sorted(a.turn for a in answers if a.is_waiting) == list(range(1, CLIENTS - PLACES + 1))


class StaleReader:
    """Sabotage: no lock, and the first look at the seats is the one from before anybody had written."""

    def __init__(self, monkeypatch):
        # Not of the thread: a registration may be written by another one's thread, in one commit (together.py).
        self.seen = ContextVar("seen", default=None)
        fresh = Occasion.free_seat

        def free_seat(occasion):
            seat = self.seen.get() or fresh(occasion)
            self.seen.set(None)
            return seat

        monkeypatch.setattr(Occasion, "free_seat", free_seat)
        monkeypatch.setattr(places, "lock", lambda *names: None)

    def register(self, occasion, number, gate):
        self.seen.set(occasion.free_seat())
        gate.wait(30)
        return actions.register(occasion=occasion, key=uuid4(), alias=f"P{number}")


def test_with_the_lock_off_the_constraint_alone_holds(crowd, boskola, occasion_of, monkeypatch):
    sabotage = StaleReader(monkeypatch)
    for _round in range(OTHER_ROUNDS):
        occasion, gate = occasion_of(boskola, capacity=PLACES, sessions=1), threading.Barrier(CLIENTS)

        crowd.rush(lambda number, occasion=occasion, gate=gate: sabotage.register(occasion, number, gate))

        assert placed_and_waiting(occasion) == (PLACES, CLIENTS - PLACES)


@pytest.fixture
def without_constraint():
    constraint = next(each for each in Registration._meta.constraints if each.name == "registration_seat_once")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX registration_seat_once")
    yield
    Move.objects.all().delete()
    Registration.objects.all().delete()
    with connection.schema_editor() as editor:
        create = constraint.create_sql(Registration, editor)
    with connection.cursor() as cursor:
        cursor.execute(str(create))


def test_control_without_lock_and_constraint_it_oversells(
    without_constraint, crowd, boskola, occasion_of, monkeypatch
):
    sabotage = StaleReader(monkeypatch)
    occasion, gate = occasion_of(boskola, capacity=PLACES, sessions=1), threading.Barrier(CLIENTS)

    crowd.rush(lambda number: sabotage.register(occasion, number, gate))

    assert placed_and_waiting(occasion)[0] > PLACES


def test_a_double_click_is_one_registration(crowd, boskola, occasion_of):
    occasion = occasion_of(boskola, capacity=100, sessions=1)
    keys = [uuid4() for _ in range(CLIENTS // 16)]

    answers = crowd.rush(lambda n: actions.register(occasion=occasion, key=keys[n // 16], alias=f"P{n // 16}"))

    assert Registration.objects.filter(occasion=occasion).count() == len(keys)
    assert len({answer.code for answer in answers}) == len(keys)


def test_one_member_of_staff_gets_one_place(crowd, training, occasion_of, person):
    occasion, sara = occasion_of(training, capacity=100, sessions=2), person("sara")

    answers = crowd.rush(
        lambda _n: actions.register(
            occasion=occasion, key=uuid4(), person=User.objects.get(pk=sara.pk), role="Provroll", unit="Provenhet"
        )
    )

    assert Registration.objects.filter(occasion=occasion).count() == 1
    assert sum(isinstance(answer, actions.Refused) for answer in answers) == CLIENTS - 1


def test_no_newcomer_overtakes_those_who_wait(crowd, boskola, occasion_of):
    """Half of the clients cancel a place while the other half register anew."""
    for _round in range(OTHER_ROUNDS):
        occasion = occasion_of(boskola, capacity=CLIENTS // 2, sessions=1)
        old = [actions.register(occasion=occasion, key=uuid4(), alias=f"Old {n}") for n in range(CLIENTS)]

        def act(number, occasion=occasion, old=old):
            if number < CLIENTS // 2:
                return actions.cancel(registration=old[number])
            return actions.register(occasion=occasion, key=uuid4(), alias=f"New {number}")

        crowd.rush(act)

        names = set(Registration.objects.filter(occasion=occasion).placed().values_list("alias", flat=True))
        assert names == {f"Old {n}" for n in range(CLIENTS // 2, CLIENTS)}


def test_capacity_that_goes_up_and_down_is_never_passed(crowd, boskola, occasion_of, person):
    kim = person("kim")
    for _round in range(OTHER_ROUNDS):
        occasion = occasion_of(boskola, capacity=PLACES, sessions=1)

        def act(number, occasion=occasion):
            if number % 8:
                return actions.register(occasion=occasion, key=uuid4(), alias=f"P{number}")
            by = User.objects.get(pk=kim.pk)
            return actions.change_capacity(occasion=occasion, capacity=PLACES + number // 8, by=by)

        crowd.rush(act)

        now = Occasion.objects.get(pk=occasion.pk)
        assert placed_and_waiting(now)[0] == now.capacity


def test_each_free_place_is_offered_once_and_in_order_while_offers_expire_twice(crowd, boskola, occasion_of):
    """K05: places are given back, newcomers come, and the chore that ends offers runs in two threads meanwhile."""
    boskola.offer_hours = 1
    boskola.save()
    for _round in range(OTHER_ROUNDS):
        occasion = occasion_of(boskola, capacity=20, sessions=1)
        old = [actions.register(occasion=occasion, key=uuid4(), alias=f"Old {n}") for n in range(60)]

        def act(number, occasion=occasion, old=old):
            if number < 20:
                return actions.cancel(registration=old[number])
            if number < 22:
                return actions.expire_offers()
            return actions.register(occasion=occasion, key=uuid4(), alias=f"New {number}")

        crowd.rush(act)

        registrations = Registration.objects.filter(occasion=occasion)
        assert set(registrations.offered().values_list("alias", flat=True)) == {f"Old {n}" for n in range(20, 40)}
        assert Move.objects.filter(registration__occasion=occasion, to_state="offered").count() == 20
        assert registrations.seated().count() == 20


def test_of_yes_no_and_too_late_at_the_same_time_one_wins(crowd, boskola, occasion_of):
    boskola.offer_hours = 1
    boskola.save()
    for _round in range(OTHER_ROUNDS):
        occasion = occasion_of(boskola, capacity=1, sessions=1)
        first, waits, last = (actions.register(occasion=occasion, key=uuid4(), alias=n) for n in "ABC")
        actions.cancel(registration=first)

        def act(number, waits=waits):
            return (actions.accept_offer if number % 2 else actions.decline_offer)(registration=waits)

        crowd.rush(act)

        states = {each.alias: each.state for each in Registration.objects.filter(occasion=occasion)}
        assert (states["B"], states["C"]) in {("placed", "waiting"), ("cancelled", "offered")}
        assert Registration.objects.filter(occasion=occasion).seated().count() == 1
        assert last.pk
