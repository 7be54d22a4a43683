"""A form that opens a case of somebody protected is covered also while it stands in no case: parked, waiting, withdrawn."""

import json
import uuid
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group

from caseload.models import Case, Person
from forms import actions, concealing, exports, handover
from forms.models import FormAccess, FormVersion, Processing, Submission
from portal.models import AuditEvent
from tests.caseload.protected import NAME, NUMBER, PHONE, STREET
from tests.casework import NOTICE, REGISTRATION, open_housing, send

TOLD = "Bor nu hos sin syster i Påhittsboda."
PROTECTED = {**REGISTRATION, "namn": NAME, "telefon": PHONE, "skydd": "sekretessmarkering", "insatser": TOLD}
SECRETS = (NAME, "174 06 05", "Påhittsboda", STREET)


@pytest.fixture(autouse=True)
def registrators_read(db):
    for key in ("F01", "F02"):
        for right in ("read", "handle", "export"):
            group = Group.objects.get_or_create(name="Registrator")[0]
            FormAccess.objects.create(form_key=key, group=group, right=right, all_units=True)


def _fail(submission):
    raise ConnectionError


def parked(form, by, answers):
    version = FormVersion.objects.in_force(form)
    made = actions.receive(version=version, answers=answers, key=uuid.uuid4(), by=by)
    with patch("forms.effects.apply", _fail):
        assert actions.process(made).state == Processing.State.PARKED
    return stored(made)


def stored(submission):
    return Submission.everything.select_related("version", "root", "processing", "replaces").get(pk=submission.pk)


def found_in(text):
    return [secret for secret in SECRETS if secret in text]


def everything_shown(client, submission):
    """All that somebody who reads the form by its table of access is shown of it."""
    url, texts = f"/blanketter/inskickat/{submission.receipt}/", []
    for each in ("/blanketter/inkommet/", "/blanketter/inskickat/", "/min-sida/", "/laslogg/", url, f"{url}svar.json"):
        response = client.get(each)
        texts.append(response.content.decode() if response.status_code == 200 else "")
    for kind in ("csv", "json"):
        where = {"blankett": submission.version.form_key, "filtyp": kind}
        texts.append(client.get("/blanketter/inskickat/uttag/", where).content.decode("utf-8-sig"))
    assert submission.receipt in "".join(texts)
    return "".join(texts)


def handed_over(submission):
    return json.dumps(handover.payload(stored(submission)), ensure_ascii=False)


@pytest.fixture
def opening(person):
    return parked("F01", person("sara"), PROTECTED)


def test_parked_it_is_told_nowhere(client_of, opening):
    assert found_in(everything_shown(client_of("rolf"), opening)) == []
    assert found_in(handed_over(opening)) == []
    assert found_in(exports.csv("F01", [stored(opening)]).decode("utf-8-sig")) == []


def test_the_walk_finds_what_is_not_protected(client_of, person):
    """Negative control."""
    opening = parked("F01", person("sara"), PROTECTED | {"skydd": "nej"})

    assert set(found_in(everything_shown(client_of("rolf"), opening))) >= {NAME, "174 06 05", "Påhittsboda"}
    assert NAME in handed_over(opening)


def test_waiting_it_is_told_nowhere(client_of, person):
    """It may be handed over before its effects are carried out."""
    version = FormVersion.objects.in_force("F01")
    waits = actions.receive(version=version, answers=PROTECTED, key=uuid.uuid4(), by=person("sara"))

    assert found_in(handed_over(waits)) == []
    assert found_in(everything_shown(client_of("rolf"), waits)) == []


def test_withdrawn_it_is_told_nowhere(client_of, person):
    """The case is gone with its opening; the words stay, and the reason with them."""
    opening = send("F01", person("sara"), "", **PROTECTED)
    taken = actions.withdraw(submission=opening, reason=f"{NAME} var fel.", key=uuid.uuid4(), by=person("sara"))
    assert not Case.everything.exists()

    for each in (stored(opening), stored(taken)):
        assert found_in(everything_shown(client_of("rolf"), each)) == []
        assert found_in(handed_over(each)) == []
    assert [event.reason for event in AuditEvent.objects.all() if NAME in event.reason] == []


def test_the_landlords_notice_is_covered_by_the_number(client_of, person):
    """It asks nothing about protection, but the office knows the number."""
    open_housing(person("sara"), skydd="skyddad_folkbokforing", personnummer=NUMBER)
    notice = parked("F02", None, NOTICE | {"hyresgast": NAME, "personnummer": NUMBER, "adress": STREET})

    assert found_in(everything_shown(client_of("rolf"), notice)) == []
    assert found_in(handed_over(notice)) == []


def test_by_the_number_of_one_who_was_joined_with_somebody_protected(person):
    """Who is who is decided by the same rule as for the cases."""
    sara = person("sara")
    first = open_housing(sara, skydd="sekretessmarkering")
    other = open_housing(sara, personnummer=NUMBER)
    send("S10", sara, first.number, arende=other.number, kontroll="Har sett legitimation.")
    # The last word about protection is the other case's; the person as a whole is what is stored.
    Person.everything.update(protection="sekretessmarkering", identity_hash="")

    assert concealing.is_covered(parked("F02", None, NOTICE | {"personnummer": NUMBER}))


def test_a_parked_correction_is_covered_by_its_own_words(client_of, person):
    """That the person is protected stands in what could not be carried out."""
    case = open_housing(person("sara"))
    first = Submission.everything.get(receipt=case.number)
    with patch("forms.effects.apply", _fail):
        made = actions.correct(
            submission=first, answers=PROTECTED, reason="Nu skyddad.", key=uuid.uuid4(), by=person("sara")
        )

    assert found_in(everything_shown(client_of("rolf"), stored(made))) == []
    assert found_in(handed_over(made)) == []
    assert NAME not in handed_over(first)


def test_who_sent_it_reads_and_mends_it(client_of, person, opening):
    """Nobody else works with the person yet, and it must not lie for ever."""
    url = f"/blanketter/inskickat/{opening.receipt}/"

    page = client_of("sara").get(url).content.decode()

    assert TOLD in page
    assert NAME not in page  # short answers are covered for everybody
    assert client_of("sara").get(f"{url}ratta/").status_code == 200
    assert client_of("rolf").get(f"{url}ratta/").status_code == 403
    assert concealing.WITHHELD in client_of("rolf").get(url).content.decode()


def test_once_the_case_is_there_the_sender_is_told_no_more_than_others(client_of, person, opening):
    Processing.objects.filter(pk=opening.pk).update(state="waiting", reason="")
    assert actions.process(stored(opening)).state == "processed"
    Case.everything.update(responsible="")

    assert concealing.WITHHELD in client_of("sara").get(f"/blanketter/inskickat/{opening.receipt}/").content.decode()


def test_who_works_with_the_person_in_another_case_is_told(person):
    case = open_housing(person("sara"), skydd="sekretessmarkering", personnummer=NUMBER)
    send("S01", person("sara"), case.number)
    words = NOTICE | {"hyresgast": NAME, "personnummer": NUMBER, "gjort": TOLD}
    notice = parked("F02", None, words)

    for username, withheld in (("sara", False), ("rolf", True), ("samir", True)):
        concealing.mark([notice], person(username))
        assert concealing.is_withheld(notice) is withheld, username


def test_what_is_not_about_a_case_is_not_covered(person):
    plain = parked("F02", None, NOTICE | {"personnummer": NUMBER})

    assert not concealing.is_covered(plain)
