"""Several limits at once (reliability.md K04): two groups of different size, guests at single sessions, one registration
a person, a number of places that changes; everybody chooses at random and at the same time.

Afterwards no limit is passed, and no place is free while somebody who may have it waits.
"""

import os
import random
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from courses import actions
from courses.actions import places
from courses.models import GuestSeat, Occasion, Registration
from portal.models import User
from tests.courses.conftest import begin
from tests.courses.test_race import CLIENTS, Crowd

ROUNDS = max(int(os.environ.get("RACE_ROUNDS", "4")) // 2, 1)
SIZES = (12, 8)
pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def crowd():
    made = Crowd(CLIENTS)
    yield made
    made.close()


@pytest.fixture
def missed(boskola, occasion_of):
    """A group whose first session has been, and that nobody came to: each may come as a guest elsewhere."""
    occasion = occasion_of(boskola, capacity=20, sessions=3)
    made = [actions.register(occasion=occasion, key=uuid4(), alias=f"Missed {n}") for n in range(20)]
    begin(occasion, days=2)
    return made


def limits_hold(group):
    """Each number within the places, once in the series and once in a session, and never both."""
    series = list(group.registrations.seated().values_list("seat", flat=True))
    assert len(set(series)) == len(series)
    for session in group.sessions.all():
        guests = list(session.guest_seats.values_list("seat", flat=True))
        assert len({*series, *guests}) == len(series) + len(guests) <= group.capacity
        assert all(1 <= seat <= group.capacity for seat in [*series, *guests])


def nobody_waits_for_nothing(group):
    assert not group.registrations.waiting().exists() or group.free_seat() is None


def test_no_limit_is_passed_and_nobody_waits_beside_a_free_place(crowd, boskola, occasion_of, missed, person):
    kim = person("kim")
    for number in range(ROUNDS):
        chance = random.Random(number)
        groups = [occasion_of(boskola, capacity=size, sessions=3) for size in SIZES]
        early = [actions.register(occasion=group, key=uuid4(), alias="Early") for group in groups for _ in range(5)]
        choices = [(chance.choice(groups), chance.random()) for _ in range(CLIENTS)]
        GuestSeat.objects.all().delete()

        def act(client, choices=choices, early=early):
            group, dice = choices[client]
            if client < len(missed):
                return actions.book_missed(registration=missed[client], session=group.sessions.first())
            if client < len(missed) + len(early):
                return actions.cancel(registration=early[client - len(missed)])
            if dice < 0.1:
                by = User.objects.get(pk=kim.pk)
                return actions.change_capacity(occasion=group, capacity=max(SIZES) + 2, by=by)
            return actions.register(occasion=group, key=uuid4(), alias=f"P{client}")

        crowd.rush(act)

        for group in Occasion.objects.filter(pk__in=[each.pk for each in groups]):
            limits_hold(group)
            nobody_waits_for_nothing(group)
        for guest in list(GuestSeat.objects.select_related("session__occasion", "registration")):
            actions.give_up_missed(guest=guest)
        for group in Occasion.objects.filter(pk__in=[each.pk for each in groups]):
            nobody_waits_for_nothing(group)


def test_who_cancels_gives_back_the_place_as_a_guest_too(boskola, occasion_of, missed):
    """Found by the race above: the place in the other group stayed empty while somebody waited for it."""
    group = occasion_of(boskola, capacity=1, sessions=3)
    actions.book_missed(registration=missed[0], session=group.sessions.first())
    waits = actions.register(occasion=group, key=uuid4(), alias="Waits")
    assert waits.is_waiting

    actions.cancel(registration=missed[0])

    assert Registration.objects.get(pk=waits.pk).is_placed


def test_who_gives_up_a_place_as_a_guest_lets_the_next_in(boskola, occasion_of, missed):
    group = occasion_of(boskola, capacity=1, sessions=3)
    guest = actions.book_missed(registration=missed[0], session=group.sessions.first())
    waits = actions.register(occasion=group, key=uuid4(), alias="Waits")

    actions.give_up_missed(guest=guest)

    assert Registration.objects.get(pk=waits.pk).is_placed


def test_the_database_refuses_a_guest_on_a_seat_of_the_series(boskola, occasion_of, missed):
    group = occasion_of(boskola, capacity=1, sessions=3)
    actions.register(occasion=group, key=uuid4(), alias="In the series")
    guest = GuestSeat(session=group.sessions.first(), registration=missed[0], number=1, seat=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        guest.save()


@pytest.fixture
def without_triggers():
    """The control: nothing in the database keeps guests and the series apart."""
    postgres = connection.vendor == "postgresql"
    names = ["courses_seat_added", "courses_guest_added"]
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute("ALTER TABLE courses_registration DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE courses_guestseat DISABLE TRIGGER USER")
        else:
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE name IN ('{names[0]}', '{names[1]}')")
            kept = cursor.fetchall()
            for name, _sql in kept:
                cursor.execute(f"DROP TRIGGER {name}")
    yield
    GuestSeat.objects.all().delete()
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute("ALTER TABLE courses_registration ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE courses_guestseat ENABLE TRIGGER USER")
        else:
            for _name, sql in kept:
                cursor.execute(sql)


def test_control_without_lock_and_triggers_a_session_is_oversold(
    without_triggers, crowd, boskola, occasion_of, missed, monkeypatch
):
    """Everybody has looked before anybody writes; the numbers of guests come from above, so the two kinds collide."""
    group = occasion_of(boskola, capacity=10, sessions=3)
    session = group.sessions.first()
    monkeypatch.setattr(places, "lock", lambda *names: None)
    monkeypatch.setattr(
        Occasion, "free_guest_seat", lambda occasion, at: (occasion.capacity - at.guest_seats.count()) or None
    )
    for each in missed[:10]:
        actions.book_missed(registration=each, session=session)
    monkeypatch.setattr(Occasion, "free_seat", lambda occasion: occasion.registrations.seated().count() + 1)

    crowd.rush(lambda n: actions.register(occasion=group, key=uuid4(), alias=f"P{n}") if n < 5 else None)

    present = session.guest_seats.count() + group.registrations.seated().count()
    assert present > group.capacity
