"""What is acknowledged is stored: raw first, once for each key, one visible state, nothing lost by a fault."""

import threading
import uuid
from unittest import mock

import pytest
from django.db import DatabaseError, connection, transaction

from forms import actions, effects
from forms.models import FormVersion, Processing, Submission
from tests.casework import NOTICE, publish_shipped_forms


@pytest.fixture
def notice(db):
    publish_shipped_forms()
    return FormVersion.objects.in_force("F02")


def receive(version, key=None, **changes):
    return actions.receive(version=version, answers=NOTICE | changes, key=key or uuid.uuid4())


def test_same_key_and_content_gives_the_same_receipt(notice):
    key = uuid.uuid4()
    receipts = {receive(notice, key).receipt for _ in range(5)}

    assert len(receipts) == 1
    assert Submission.everything.count() == 1


def test_same_key_and_other_content_is_refused_and_changes_nothing(notice):
    key = uuid.uuid4()
    first = receive(notice, key)

    with pytest.raises(actions.Conflict):
        receive(notice, key, adress="Någon annanstans 2")
    first.refresh_from_db()
    assert '"adress":"Provgatan 1"' in first.content


@pytest.mark.parametrize(
    "fault", [RuntimeError("x"), TimeoutError(), DatabaseError("database is locked"), MemoryError()]
)
def test_a_fault_in_the_effects_keeps_the_submission_and_can_be_retried(notice, fault):
    submission = receive(notice)
    with mock.patch("forms.effects.apply", side_effect=fault):
        processing = actions.process(submission)

    assert (processing.state, processing.reason) == (Processing.State.PARKED, actions.SYSTEM_FAULT)
    assert actions.process(submission).state == Processing.State.PROCESSED
    assert actions.process(submission).attempts == 2


def test_a_refusal_is_parked_with_its_sentence(notice):
    with mock.patch("forms.effects.apply", side_effect=effects.Refused("Det går inte.")):
        processing = actions.process(receive(notice))

    assert (processing.state, processing.reason) == (Processing.State.PARKED, "Det går inte.")


def test_half_an_effect_is_never_kept(notice):
    """A fault after the case was written takes the case away again, but not the submission."""
    from caseload.models import Case

    with mock.patch("portal.audit.record", side_effect=RuntimeError):
        actions.process(receive(notice))

    assert Case.everything.count() == 0
    assert Submission.everything.count() == 1


@pytest.mark.parametrize(
    "verb", ["UPDATE portal_forms_submission SET content = 'x'", "DELETE FROM portal_forms_submission"]
)
def test_the_database_refuses_to_change_a_submission(notice, verb):
    receive(notice)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_receipts_have_no_letters_that_are_mistaken(notice):
    receipts = [receive(notice).receipt for _ in range(30)]

    assert len(set(receipts)) == 30
    assert not set("01ILO") & set("".join(receipt[3:] for receipt in receipts))


def test_sixteen_at_once_with_one_key_are_one_submission(transactional_db):
    """The unique key decides; without looking first each of them tries to insert."""
    publish_shipped_forms()
    version = FormVersion.objects.in_force("F02")
    for _round in range(5):
        key, receipts, start = uuid.uuid4(), [], threading.Barrier(16)

        def send(key=key, receipts=receipts, start=start):
            start.wait()
            receipts.append(receive(version, key).receipt)
            connection.close()

        threads = [threading.Thread(target=send) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(receipts) == 16
        assert len(set(receipts)) == 1
        assert Submission.everything.filter(key=key).count() == 1
