"""Who is logged in: asked at each request, by two statements that are written out."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.addresses import address
from portal.models import User
from tests.conftest import PEOPLE

LOGGED_IN, LOGGED_OUT = 200, 302


@pytest.mark.parametrize("username", [row[0] for row in PEOPLE])
def test_the_roles_that_come_with_somebody_are_those_of_the_groups(person, username):
    made = person(username)

    assert User.with_roles(made.pk).roles == User.objects.get(pk=made.pk).roles != frozenset()


def test_a_group_that_is_no_role_gives_none(person):
    sara = person("sara")
    sara.groups.set([Group.objects.create(name="Fikagruppen")])

    assert User.with_roles(sara.pk).roles == frozenset()


def test_who_has_no_group_is_somebody_without_roles(person):
    sara = person("sara")
    sara.groups.clear()

    assert User.with_roles(sara.pk) == sara
    assert User.with_roles(sara.pk).roles == frozenset()


def test_nobody_has_the_number(db):
    assert User.with_roles(0) is None


def test_two_statements_tell_who_it_is(client_of):
    browser = client_of("sara")
    browser.get(reverse("desk"))
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("desk"))

    tables = ("FROM django_session", "FROM portal_user own", 'FROM "portal_user"', 'FROM "auth_group"')
    about = [each["sql"] for each in asked if any(name in each["sql"] for name in tables)]
    assert len(about) == 2


def test_a_role_that_is_taken_away_ends_at_the_next_request(client_of, person):
    browser = client_of("sara")
    assert browser.get(reverse("case_list")).status_code == LOGGED_IN
    person("sara").groups.clear()

    assert browser.get(reverse("case_list")).status_code == 403


def test_who_has_left_is_logged_out_at_the_next_request(client_of):
    browser = client_of("sara")
    User.objects.filter(username="sara").update(is_active=False)

    assert browser.get(reverse("desk")).status_code == LOGGED_OUT


def test_a_session_that_has_ended_lets_nobody_in(client_of):
    browser = client_of("sara")
    assert browser.get(reverse("desk")).status_code == LOGGED_IN
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert browser.get(reverse("desk")).status_code == LOGGED_OUT


@pytest.mark.parametrize("key", ["", "x" * 32, "å" * 32, "' OR 1=1 --" * 4])
def test_a_session_key_that_nobody_has_lets_nobody_in(client_of, stranger, key):
    client_of("sara")
    stranger.cookies["session"] = key

    assert stranger.get(reverse("desk")).status_code == LOGGED_OUT


def test_a_remembered_address_is_the_view_s_own():
    for _twice in range(2):
        assert address("case", "26-ABCDEF") == reverse("case", args=["26-ABCDEF"])
