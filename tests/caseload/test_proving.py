"""The nightly proof: once a night, in nobody's way, shown, and told loudly when it fails."""

import threading
from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from caseload import proving
from caseload.models import Case, Proof
from caseload.projection import rebuild
from portal.models import Message
from tests.casework import open_eviction, open_housing, publish_shipped_forms

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.fixture
def case(person):
    return open_housing(person("sara"))


def test_it_is_done_once_each_night(case, time_machine):
    done = []
    for day, hour in [(9, 2), (9, 3), (9, 12), (10, 0), (10, 2), (10, 4), (10, 23)]:
        time_machine.move_to(at(day, hour), tick=False)
        if proving.prove_nightly():
            done.append((day, hour))

    assert done == [(9, 2), (10, 2)]
    assert [proof.equal for proof in Proof.objects.all()] == [True, True]


def test_an_installation_that_sleeps_at_night_proves_at_the_next_chance(case, time_machine):
    time_machine.move_to(at(9, 14), tick=False)
    assert proving.prove_nightly() is not None  # the first one does not wait

    done = []
    for day in (10, 11, 12, 13):
        time_machine.move_to(at(day, 9), tick=False)
        if proving.prove_nightly():
            done.append(day)

    assert done == [12]


def test_a_proof_that_was_cut_off_is_done_anew(case, time_machine):
    time_machine.move_to(at(9, 1, 30), tick=False)
    Proof.objects.create(night=timezone.localdate())
    time_machine.move_to(at(9, 4), tick=False)
    assert proving.prove_nightly() is None  # it may still be going on

    time_machine.move_to(at(10, 2), tick=False)
    assert proving.prove_nightly().equal
    assert Proof.objects.filter(ended_at=None).count() == 1


def test_of_two_processes_one_does_it(case, time_machine):
    time_machine.move_to(at(9, 2), tick=False)
    with patch.object(proving, "_is_due", return_value=True):
        assert proving.prove_nightly() is not None
        assert proving.prove_nightly() is None

    with pytest.raises(IntegrityError), transaction.atomic():
        Proof.objects.create(night=timezone.localdate())


def sabotage(case):
    Case.everything.filter(pk=case.pk).update(stage="ko")


def test_a_difference_is_told_loudly(case, client_of, person, caplog):
    admin = person("admin")
    admin.email = "ada@exempel.se"
    admin.save()
    sabotage(case)

    proof = proving.prove()

    assert (proof.equal, proof.differing) == (False, [f"case {case.number}"])
    assert "the caseload is not what the submissions say" in caplog.text
    message = Message.objects.get(kind="proof")
    assert message.subject == "Kontrollen av data visade skillnader"
    assert case.number not in message.body
    assert "stämde inte" in client_of("admin").get("/min-sida/").content.decode()
    page = client_of("admin").get("/arenden/bevis/").content.decode()
    assert f"case {case.number}" in page
    assert "Prova" not in page
    assert client_of("admin").get("/halsa/").json() | {"proof": None} == {"status": "attention", "proof": None}


def test_a_fold_that_breaks_is_a_failed_proof_and_not_a_silent_one(case, caplog):
    with patch.object(rebuild, "fold", side_effect=KeyError("x")):
        proof = proving.prove()

    assert (proof.equal, proof.fault) == (False, "KeyError")
    assert "proof failed" in caplog.text


def test_the_date_of_the_last_proof_is_shown(case, client_of, stranger):
    proving.prove()

    page = client_of("admin").get("/min-sida/").content.decode()
    assert "ärendena är som de 1 blanketterna säger" in page
    assert stranger.get("/halsa/").json()["proof"]["ok"] is True
    assert client_of("dag").get("/arenden/bevis/").status_code == 200
    assert client_of("sara").get("/arenden/bevis/").status_code == 403
    assert client_of("admin").post("/arenden/bevis/").status_code == 405


def test_before_the_first_proof_nothing_is_claimed(client_of, stranger):
    assert "Den första görs i natt" in client_of("admin").get("/arenden/bevis/").content.decode()
    assert stranger.get("/halsa/").json() == {"status": "ok", "proof": {"ok": True, "at": None}}


@pytest.mark.django_db(transaction=True)
def test_it_is_in_nobodys_way(units):
    """While the proof reads, others send; what they sent meanwhile is not in it, and the proof is still equal."""
    publish_shipped_forms()
    for number in range(4):
        open_eviction(hyresgast=f"Person {number}")
    halfway, sent, found = threading.Event(), threading.Event(), []
    compare = rebuild._compare

    def slow(*args):
        compare(*args)
        halfway.set()
        assert sent.wait(20)  # with a lock on the database the other thread never gets so far

    def prove():
        with patch.object(rebuild, "_compare", slow):
            found.append(rebuild.verify(batch=1))
        connection.close()

    thread = threading.Thread(target=prove)
    thread.start()
    assert halfway.wait(20)
    open_eviction(hyresgast="Ny Person")
    sent.set()
    thread.join(20)

    assert (found[0].equal, found[0].submissions) == (True, 4)
    assert Case.everything.count() == 5
