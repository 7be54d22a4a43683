"""Writers that share a commit use one connection, whoever of them leads; each thread keeps its own for all else."""

import threading

import pytest
from django.db import connection, connections, transaction

from portal.db import together
from portal.db.together import commit_together
from portal.models import Unit

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]


def in_another_thread(work):
    found = []

    def run():
        try:
            found.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


def test_all_who_lead_write_through_the_same_connection():
    here = commit_together(lambda: connections["default"])
    there = in_another_thread(lambda: commit_together(lambda: connections["default"]))
    assert here is there
    assert connections["default"] is not here


def test_what_fails_gives_the_thread_its_own_connection_back():
    own = connections["default"]
    with pytest.raises(ZeroDivisionError):
        commit_together(lambda: 1 / 0)
    assert connections["default"] is own
    assert commit_together(lambda: Unit.objects.create(key="a", name="A")).pk
    assert list(Unit.objects.values_list("key", flat=True)) == ["a"]


def test_inside_a_transaction_the_threads_own_connection_writes():
    with transaction.atomic():
        assert commit_together(lambda: connections["default"]) is connections["default"]


def test_a_broken_connection_is_replaced(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)  # as in the product: it stays open
    commit_together(lambda: Unit.objects.create(key="a", name="A"))
    raw = together._writing.connection
    raw.close()
    with pytest.raises(Exception, match="closed"):
        commit_together(lambda: Unit.objects.create(key="b", name="B"))
    assert commit_together(lambda: Unit.objects.create(key="c", name="C")).pk
    assert set(Unit.objects.values_list("key", flat=True)) == {"a", "c"}
    assert together._writing.connection not in {None, raw}
    together._writing.close()
