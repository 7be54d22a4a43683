"""Writers of one process take turns: in order, with a time-out, and never a turn that nobody can end."""

import gc
import threading
import time

import pytest
from django.db import OperationalError, connection, connections, transaction

from portal.db.turns import Queue, TooLong
from portal.models import Unit

pytestmark = pytest.mark.embedded


def test_who_came_first_is_first():
    queue, order, threads = Queue(), [], []
    held = queue.enter(1)
    for number in range(8):

        def work(number=number):
            turn = queue.enter(10)
            order.append(number)
            turn.end()

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        while len(queue._waiting) <= number:
            time.sleep(0.001)
    held.end()
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))


def test_who_waits_too_long_gives_up_and_stands_in_nobodys_way():
    queue = Queue()
    held = queue.enter(1)
    with pytest.raises(TooLong):
        queue.enter(0.02)
    held.end()
    queue.enter(0.02).end()


def test_a_turn_ends_once_and_also_when_it_is_forgotten():
    queue = Queue()
    turn = queue.enter(1)
    turn.end()
    turn.end()
    second = queue.enter(0.02)
    with pytest.raises(TooLong):
        queue.enter(0.02)  # the second `end` of the first turn did not end this one
    del second
    gc.collect()
    queue.enter(0.02).end()


def test_many_threads_never_write_at_the_same_time_and_all_do():
    queue, inside, most, done = Queue(), 0, 0, 0

    def work():
        nonlocal inside, most, done
        for _ in range(50):
            turn = queue.enter(30)
            inside += 1
            most = max(most, inside)
            done += 1
            inside -= 1
            turn.end()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (most, done) == (1, 800)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_its_turn_until_its_end_however_it_ends():
    def can_write():
        answer = []

        def work():
            connections["default"].settings_dict["OPTIONS"]["timeout"] = 0.05
            try:
                with transaction.atomic():
                    answer.append(True)
            except OperationalError:
                answer.append(False)
            finally:
                connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(30)
        return answer[0]

    before = connection.settings_dict["OPTIONS"]["timeout"]
    try:
        with transaction.atomic():
            Unit.objects.create(key="a", name="A")
            assert not can_write()
        assert can_write()
        with pytest.raises(RuntimeError), transaction.atomic():
            raise RuntimeError
        assert can_write()
        with transaction.atomic():
            connection.connection.execute("SELECT 1")
            with pytest.raises(RuntimeError), transaction.atomic():
                raise RuntimeError
            assert not can_write()  # a savepoint's end is not the end
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.close()
        assert can_write()
    finally:
        connections["default"].settings_dict["OPTIONS"]["timeout"] = before
