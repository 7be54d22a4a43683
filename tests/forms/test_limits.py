"""Robots are slowed down, people are not, and nobody is locked out by a neighbour at the same address."""

import re
import uuid

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from forms import limits
from forms.models import Submission
from tests.forms.making import URL, publish_page

NOON = "2026-03-02T12:00:00+01:00"


@pytest.fixture
def page(db, settings):
    settings.FORMS_LEAST_SECONDS = 3
    for each in caches.all(initialized_only=True):
        each.clear()
    yield publish_page()
    for each in caches.all(initialized_only=True):
        each.clear()


def opened(client):
    return re.search(r'name="oppnad" value="([^"]+)"', client.get(URL).content.decode())[1]


def post(client, token, **fields):
    return client.post(URL, {"blankettnyckel": str(uuid.uuid4()), "namn": "Prova", "oppnad": token} | fields)


def test_sooner_than_a_person_reads_is_asked_to_wait_and_keeps_what_was_typed(page, stranger):
    with time_machine.travel(NOON, tick=False) as clock:
        token = opened(stranger)
        refused = post(stranger, token)
        clock.shift(4)
        sent = post(stranger, token)

    assert refused.status_code == 422
    assert "Vänta några sekunder" in refused.content.decode()
    assert 'value="Prova"' in refused.content.decode()
    assert sent.status_code == 302


@pytest.mark.parametrize("token", ["", "x", "1:abc:def"])
def test_without_a_true_time_it_is_asked_again(page, stranger, token):
    assert post(stranger, token).status_code == 422
    assert Submission.everything.count() == 0


def test_an_office_behind_one_address_waits_longer_but_gets_through(page, stranger):
    with time_machine.travel(NOON, tick=False) as clock:
        token = opened(stranger)
        clock.shift(4)
        statuses = [post(stranger, token).status_code for _ in range(limits.MANY + 2)]
        clock.shift(12)
        later = post(stranger, token).status_code

    assert statuses[: limits.MANY + 1] == [302] * (limits.MANY + 1)
    assert statuses[-1] == 422
    assert later == 302


def test_a_flood_is_429_and_staff_are_never_held_up(page, stranger, client_of):
    with time_machine.travel(NOON, tick=False):
        request = type("Request", (), {"META": {"REMOTE_ADDR": "127.0.0.1"}})()
        caches["own"].set(limits._counter(request), limits.FLOOD + 1, 600)
        assert post(stranger, opened(stranger)).status_code == 429
        assert post(client_of("sara"), "").status_code == 302


def test_the_address_is_not_kept(page, stranger):
    request = type("Request", (), {"META": {"REMOTE_ADDR": "192.0.2.7"}})()

    assert "192.0.2.7" not in limits._counter(request)
    assert timezone.now()
