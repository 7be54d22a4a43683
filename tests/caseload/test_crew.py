"""A rebuild by several processes writes what one would; when a helper fails, everything stays as it was."""

import os
from concurrent.futures.process import BrokenProcessPool
from unittest.mock import patch

import pytest
from django.db import transaction

from caseload.models import Case, Debt
from caseload.projection import crew, rebuild
from forms.effects import Refused
from tests.casework import open_eviction

# Python 3.12 warns of threads that a copied process lacks; a helper starts none and waits for none.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning"),
]


@pytest.fixture
def seven(units):
    return [open_eviction(hyresgast=f"Person {number}") for number in range(7)]


def test_helpers_write_what_one_process_writes(seven):
    before = rebuild.verify()
    Debt.everything.update(amount=1)
    Case.everything.filter(pk=seven[0].pk).delete()

    assert rebuild.restore(batch=2, helpers=2) == 7

    after = rebuild.verify()
    assert after.equal
    assert after.stored == before.stored


def test_they_are_processes_of_their_own_and_no_more_is_under_way_than_keeps_them_busy(seven):
    taken = []

    def batches():
        for _number in range(6):
            taken.append(None)
            yield {}

    with patch.object(crew, "part", who_folds), crew.crew(2) as parts:
        found = parts(batches())
        folded_by = {next(found)}
        assert len(taken) <= 4
        folded_by.update(found)

    assert os.getpid() not in folded_by
    assert len(taken) == 6


def who_folds(_cases):
    return os.getpid()


def refuse(_person, _entries):
    raise Refused("Kan inte läsas.")


def die(_person, _entries):
    os._exit(9)


@pytest.mark.parametrize(("way", "error"), [(refuse, Refused), (die, BrokenProcessPool)])
def test_a_helper_that_fails_changes_nothing(seven, way, error):
    before = rebuild.verify().stored

    with patch.object(crew, "fold", way), pytest.raises(error):
        rebuild.restore(batch=2, helpers=2)

    assert rebuild.verify().stored == before


def test_inside_a_transaction_everything_is_done_here():
    with transaction.atomic(), patch.object(crew, "part", who_folds), crew.crew(2) as parts:
        assert list(parts([{}])) == [os.getpid()]
