"""One's own cases on Min sida: the same as the long way of access gives, for everybody and in every kind of case."""

import pytest

from caseload.access import actions
from caseload.models import Case
from tests.caseload.protected import protected_cases
from tests.casework import open_eviction, open_housing, send
from tests.conftest import PEOPLE


@pytest.fixture
def office(person):
    """Sara handles four cases: two ordinary, one restricted, one of somebody protected."""
    sara = person("sara")
    plain, eviction, restricted = open_housing(sara), open_eviction(personnummer=""), open_housing(sara)
    for case in (plain, eviction, restricted):
        send("S01", sara, case.number)
    actions.restrict(case=restricted, reason="Gäller en medarbetare.", by=person("arvid"))
    protected_cases(person)
    return plain


def long_way(user):
    return set(Case.objects.visible_to(user).filter(responsible=user.username).values_list("number", flat=True))


def short_way(user):
    return set(Case.objects.handled_by(user).values_list("number", flat=True))


@pytest.mark.parametrize("username", [row[0] for row in PEOPLE])
def test_both_ways_give_the_same(office, person, username):
    user = person(username)

    assert short_way(user) == long_way(user)
    assert username != "sara" or len(short_way(user)) >= 4


def test_who_is_kept_from_a_person_sees_that_person_s_case_by_neither(office, person):
    sara = person("sara")
    actions.block(case=office, colleague=sara, reason="Min syster är gift med honom.", by=person("arvid"))

    assert short_way(sara) == long_way(sara)
    assert office.number not in short_way(sara)
