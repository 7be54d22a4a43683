"""An opening that names somebody and stands in no case is still about that person: closed to who is kept away, and part
of the person's own extract."""

import uuid
from unittest.mock import patch

import pytest

from caseload import extracts, unopened
from caseload.access import actions as access
from caseload.models import Case
from forms import actions
from forms.models import FormVersion, Processing, Submission
from tests.casework import REGISTRATION, open_eviction, open_housing, send

NUMBER, OTHER = "189001019802", "189002029809"


def _fail(submission):
    raise ConnectionError


def parked(by, number=NUMBER):
    answers = REGISTRATION | {"personnummer": number}
    made = actions.receive(version=FormVersion.objects.in_force("F01"), answers=answers, key=uuid.uuid4(), by=by)
    with patch("forms.effects.apply", _fail):
        assert actions.process(made).state == Processing.State.PARKED
    return made


def withdrawn(by, number=NUMBER):
    made = send("F01", by, "", **REGISTRATION | {"personnummer": number})
    actions.withdraw(submission=made, reason="Fel blankett.", key=uuid.uuid4(), by=by)
    assert not Case.everything.filter(number=made.receipt).exists()
    return made


@pytest.fixture
def case(person):
    return open_housing(person("sara"), personnummer=NUMBER)


def page_of(client, submission):
    return client.get(f"/blanketter/inskickat/{submission.receipt}/").status_code


@pytest.mark.parametrize("outside", [parked, withdrawn])
def test_it_is_closed_to_who_is_kept_away_from_the_person(client_of, person, case, outside):
    sara, of_another = client_of("sara"), outside(person("sara"), OTHER)
    opening = outside(person("sara"))
    assert page_of(sara, opening) == 200  # she sent it

    access.block(case=case, colleague=person("sara"), reason="Min syster är gift med honom.", by=person("arvid"))

    assert page_of(sara, opening) == 404
    assert page_of(sara, of_another) == 200
    listed = sara.get("/blanketter/inskickat/").content.decode()
    assert opening.receipt not in listed and of_another.receipt in listed


def test_it_opens_again_when_the_block_is_lifted(client_of, person, case):
    opening = parked(person("sara"))
    blocked = access.block(case=case, colleague=person("sara"), reason="Min syster.", by=person("arvid"))
    access.lift(block=blocked, by=person("arvid"))

    assert page_of(client_of("sara"), opening) == 200


@pytest.mark.parametrize("outside", [parked, withdrawn])
def test_the_person_s_own_extract_holds_it(person, case, outside):
    opening, of_another = outside(person("sara")), outside(person("sara"), OTHER)

    told = " ".join(each["sent"] for each in extracts.everything_about([case], person("sara"))["submissions"])

    assert opening.receipt in told
    assert of_another.receipt not in told


def test_what_became_a_case_is_found_by_its_case_and_not_so(person, case):
    assert unopened.naming({case.person_id}) == set()
    assert unopened.naming(set()) == set()


def test_a_joining_is_followed(person, case):
    """The parked form names the number of a case that was joined with this person's."""
    other = open_eviction(personnummer=OTHER)
    opening = parked(person("sara"), OTHER)
    assert unopened.naming({case.person_id}) == set()

    send("S10", person("sara"), case.number, arende=other.number, kontroll="Har sett legitimation.")

    joined = Case.everything.get(pk=case.pk)
    assert unopened.naming({joined.person_id}) == {opening.pk}


def test_a_parked_correction_to_the_person_s_number_is_closed_by_itself(client_of, person, case):
    """The case that it would correct is somebody else's, and stays open."""
    other = open_housing(person("sara"), personnummer=OTHER)
    first = Submission.everything.get(receipt=other.number)
    answers = REGISTRATION | {"personnummer": NUMBER}
    with patch("forms.effects.apply", _fail):
        correction = actions.correct(
            submission=first, answers=answers, reason="Fel nummer.", key=uuid.uuid4(), by=person("sara")
        )
    access.block(case=case, colleague=person("sara"), reason="Min syster.", by=person("arvid"))

    assert page_of(client_of("sara"), correction) == 404
    assert page_of(client_of("sara"), first) == 200
