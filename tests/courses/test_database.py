"""What the database itself refuses, whoever writes."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import codes
from courses.models import Attendance, Kind, Occasion, Registration, Session
from tests.courses.conftest import add_course

State = Registration.State


def row(occasion, **fields):
    fields = {"kind": occasion.course.kind, "state": State.PLACED, "seat": 1, "alias": "A", **fields}
    key = uuid4()
    return Registration(
        occasion=occasion,
        key=key,
        code_hash=codes.code_hash(codes.code_of(key)),
        registered_at=timezone.now(),
        **fields,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"seat": 3},
        {"seat": 0},
        {"seat": None},
        {"state": "waiting"},
        {"state": "cancelled"},
        {"alias": ""},
        {"case_number": "26-1"},
        {"person_hash": "x"},
        {"kind": Kind.STAFF},
        {"kind": Kind.GRANTED},
        {"kind": Kind.OPEN_IDENTIFIED},
        {"role": "Provroll"},
        {"approval": "asked"},
        {"kind": "something"},
    ],
)
def test_the_database_refuses_what_a_registration_may_not_hold(boskola, occasion_of, fields):
    occasion = occasion_of(boskola, capacity=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(occasion, **fields).save()


@pytest.mark.parametrize("kind", [Kind.OPEN_ANONYMOUS, Kind.OPEN_IDENTIFIED, Kind.GRANTED])
def test_no_registration_for_participants_can_point_at_a_user(boskola, occasion_of, person, kind):
    extra = {Kind.OPEN_IDENTIFIED: {"person_hash": "x"}, Kind.GRANTED: {"case_number": "26-1"}}.get(kind, {})
    occasion = occasion_of(boskola)
    row(occasion, kind=kind, **extra).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        row(occasion, kind=kind, seat=2, user=person("sara"), **extra).save()


def test_registrations_know_no_case():
    related = {field.related_model for field in Registration._meta.get_fields() if field.is_relation}
    assert {model._meta.app_label for model in related} == {"courses", "portal"}


def test_the_database_refuses_a_seat_twice_and_a_capacity_below_a_seat(boskola, occasion_of):
    occasion = occasion_of(boskola, capacity=2)
    row(occasion, seat=2).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        row(occasion, seat=2).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=occasion.pk).update(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(occasion=occasion).update(seat=3)


@pytest.mark.parametrize("fields", [{"capacity": 0}, {"capacity": 1001}])
def test_the_database_refuses_an_impossible_capacity(boskola, occasion_of, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        occasion_of(boskola, **fields)


def test_the_database_refuses_a_session_that_ends_before_it_starts(boskola, occasion_of):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(occasion=occasion_of(boskola), start=now, end=now)


def test_the_database_keeps_one_mark_a_session_and_one_registration_a_case(granted, occasion_of):
    occasion = occasion_of(granted)
    registration = row(occasion, case_number="26-1")
    registration.save()
    mark = {"session": occasion.sessions.first(), "marked_at": timezone.now(), "marked_by": "karin"}
    Attendance.objects.create(registration=registration, status="present", **mark)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(registration=registration, status="absent", **mark)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(occasion, seat=2, case_number="26-1").save()


def test_a_course_for_staff_has_the_registration_for_staff(index):
    with pytest.raises(ValidationError, match="En kurs för personal"):
        add_course(index, title="Fel", slug="fel", audience="staff", kind=Kind.OPEN_ANONYMOUS)


def test_the_way_of_registering_is_kept_once_somebody_has_registered(boskola, occasion_of, enter):
    enter(occasion_of(boskola))
    boskola.kind = Kind.GRANTED

    with pytest.raises(ValidationError, match="Kursen har anmälda"):
        boskola.full_clean()


def test_codes_read_the_same_however_they_are_typed(boskola, occasion_of, enter):
    registration = enter(occasion_of(boskola))

    for typed in (registration.code, registration.code.lower(), f" {registration.code.replace('-', ' ')} "):
        assert Registration.objects.with_code(typed).get() == registration
    assert not Registration.objects.with_code("AAAA-AAAA").exists()
    assert registration.code.replace("-", "") not in str(Registration.objects.values().get(pk=registration.pk))
