"""The audit log: rows are only added, and the verifier names a row that was changed behind our back."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal import audit
from portal.models import AuditEvent


def add_rows(by, count=3):
    with transaction.atomic():
        return [audit.record(audit.Action.READ, by=by, kind="case", target=f"26-{n}") for n in range(count)]


def test_rows_follow_each_other(person):
    rows = add_rows(person("sara"))

    assert [row.sequence for row in rows] == [1, 2, 3]
    assert rows[1].previous_hash == rows[0].hash
    assert rows[0].roles == "Socialsekreterare" and rows[0].unit == "boende"
    assert list(audit.verify()) == []


def test_a_row_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(audit.NotInTransaction):
        audit.record(audit.Action.READ, by=None, kind="case")


@pytest.mark.parametrize("statement", ["UPDATE portal_auditevent SET actor = 'x'", "DELETE FROM portal_auditevent"])
def test_the_database_refuses_to_change_a_row(person, statement):
    add_rows(person("sara"))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_verifier_names_a_changed_row_and_a_missing_one(person):
    add_rows(person("sara"), count=4)
    drop = "DROP TRIGGER portal_auditevent_no_{0}" + (
        " ON portal_auditevent" if connection.vendor == "postgresql" else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(drop.format("update"))
        cursor.execute(drop.format("delete"))
    AuditEvent.objects.filter(sequence=2).update(actor="nobody")
    AuditEvent.objects.filter(sequence=4).delete()
    AuditEvent.objects.filter(sequence=3).update(sequence=5)

    assert "Row 2 was changed after it was written." in list(audit.verify())
    assert "Rows 3–4 are missing." in list(audit.verify())
