"""Nobody can take the machine by printing: one stranger at a time, and strangers never stand in the way of staff."""

import threading
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.html import escape

from methods.binder import queue
from methods.binder.queue import QueueIsFull, turn

PRINT, OWN = "/handbok/skriv-ut/", "/handbok/min-parm/"
EVERYBODY = AnonymousUser()


def test_a_second_stranger_is_asked_to_wait_and_keeps_what_was_typed(db, stranger):
    with turn(EVERYBODY):
        answer = stranger.post(OWN, {"language": "so", "tabs": "on", "copies": "3", "meetings": "tisdag kl. 9"})

    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Någon annan skriver ut just nu. Vänta en halv minut" in page
    assert escape("tisdag kl. 9") in page and 'value="3"' in page
    assert stranger.post(OWN, {"language": "so", "tabs": "on", "copies": "1"}).status_code == 200


def test_the_turn_is_given_back_when_printing_fails(db):
    with pytest.raises(ZeroDivisionError), turn(EVERYBODY):
        raise ZeroDivisionError
    with turn(EVERYBODY):
        pass


def test_strangers_do_not_stand_in_the_way_of_staff(person):
    with turn(EVERYBODY), turn(person("bo")):
        pass


def test_staff_wait_for_each_other_and_not_for_ever(monkeypatch):
    # Asked in two threads, where the tests' database is only in one.
    bo, done = SimpleNamespace(is_authenticated=True, may=lambda _permission: True), threading.Event()
    monkeypatch.setattr(queue.time, "sleep", lambda _seconds: done.set())

    def first() -> None:
        with turn(bo):
            started.set()
            done.wait(20)

    started = threading.Event()
    thread = threading.Thread(target=first)
    thread.start()
    started.wait(20)
    with turn(bo):  # the other ends as soon as this one waits
        assert done.is_set()
    thread.join()
    monkeypatch.setattr(queue, "SECONDS_OF_PATIENCE", 0.0)
    with turn(bo), pytest.raises(QueueIsFull), turn(bo):
        pass
