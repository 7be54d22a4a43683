"""Places and the waiting list through the one door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from courses import actions
from courses.models import Attendance, Move, Occasion, Registration
from tests.courses.conftest import begin


def states(occasion):
    return [(each.alias, each.state) for each in occasion.registrations.all()]


def test_the_last_place_and_then_the_waiting_list(boskola, occasion_of, enter):
    occasion = occasion_of(boskola, capacity=2)

    made = [enter(occasion, name) for name in ("A", "B", "C", "D")]

    assert [each.seat for each in made] == [1, 2, None, None]
    assert [each.turn for each in made] == [None, None, 1, 2]


def test_the_same_form_twice_is_one_registration(boskola, occasion_of, enter):
    occasion, key = occasion_of(boskola), uuid4()

    first, second = enter(occasion, "A", key=key), enter(occasion, "A", key=key)

    assert first.pk == second.pk and first.code == second.code
    assert occasion.registrations.count() == 1


@pytest.mark.parametrize("other", [{"alias": "B"}, {"phone": "070-174 06 05"}])
def test_the_same_form_with_other_content_is_refused(boskola, occasion_of, enter, other):
    occasion, key = occasion_of(boskola), uuid4()
    enter(occasion, "A", key=key)

    with pytest.raises(actions.Refused, match="redan skickad"):
        enter(occasion, **{"alias": "A", "key": key, **other})

    assert states(occasion) == [("A", "placed")]


def test_a_cancelled_place_goes_to_the_first_who_waits_and_every_move_is_a_row(boskola, occasion_of, enter):
    occasion = occasion_of(boskola, capacity=1)
    first, second, _third = (enter(occasion, name) for name in "ABC")

    actions.cancel(registration=first)
    actions.cancel(registration=first)

    assert states(occasion) == [("A", "cancelled"), ("B", "placed"), ("C", "waiting")]
    rows = Move.objects.filter(registration=second).values_list("from_state", "to_state", "why", "by")
    assert list(rows) == [
        ("", "waiting", "Alla platser var tagna.", "deltagaren"),
        ("waiting", "placed", "Stod först på reservlistan när en plats blev ledig.", "systemet"),
    ]
    assert Move.objects.filter(registration=first).count() == 2


def test_who_got_a_place_from_the_list_and_cancelled_is_not_offered_it_again(boskola, occasion_of, enter):
    """features.md J1, pretix#1163."""
    occasion = occasion_of(boskola, capacity=1)
    first, second = enter(occasion, "A"), enter(occasion, "B")
    actions.cancel(registration=first)

    actions.cancel(registration=second)
    actions.change_capacity(occasion=occasion, capacity=3, by=None)

    assert states(occasion) == [("A", "cancelled"), ("B", "cancelled")]


def test_nobody_moves_up_after_the_start(boskola, occasion_of, enter):
    """features.md J2, mod_booking#937."""
    occasion = occasion_of(boskola, capacity=1)
    first, _second = enter(occasion, "A"), enter(occasion, "B")
    begin(occasion)

    actions.cancel(registration=first)

    assert states(occasion) == [("A", "cancelled"), ("B", "waiting")]


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_nobody_moves_up_after_registration_closed_or_when_it_is_cancelled(boskola, occasion_of, enter, state):
    occasion = occasion_of(boskola, capacity=1)
    first, _second = enter(occasion, "A"), enter(occasion, "B")
    if state == "closed":
        occasion.registration_closes = timezone.now() - timedelta(minutes=1)
    else:
        occasion.state = Occasion.State.CANCELLED
    occasion.save()

    actions.cancel(registration=first)

    assert states(occasion) == [("A", "cancelled"), ("B", "waiting")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "planned"}, "inte öppnat"),
        ({"state": "cancelled"}, "inställd"),
        ({"registration_opens": timezone.now() + timedelta(days=1)}, "Anmälan öppnar"),
        ({"registration_closes": timezone.now() - timedelta(days=1)}, "stängt"),
        ({"begins": -1}, "redan börjat"),
        ({"sessions": 0}, "inte öppnat"),
    ],
)
def test_registration_is_refused_with_a_sentence(boskola, occasion_of, enter, fields, sentence):
    occasion = occasion_of(boskola, **fields)

    with pytest.raises(actions.Refused, match=sentence):
        enter(occasion)

    assert not occasion.registrations.exists()


def test_more_places_move_people_up_at_once_in_order(boskola, occasion_of, enter, person):
    occasion = occasion_of(boskola, capacity=1)
    for name in "ABCD":
        enter(occasion, name)

    actions.change_capacity(occasion=occasion, capacity=3, by=person("kim"))

    assert states(occasion) == [("A", "placed"), ("B", "placed"), ("C", "placed"), ("D", "waiting")]


def test_fewer_places_than_taken_is_refused_with_a_sentence(boskola, occasion_of, enter, person):
    occasion = occasion_of(boskola, capacity=3)
    for name in "ABC":
        enter(occasion, name)

    with pytest.raises(actions.Refused, match="3 personer har plats"):
        actions.change_capacity(occasion=occasion, capacity=2, by=person("kim"))

    assert Occasion.objects.get(pk=occasion.pk).capacity == 3


def test_lowering_gives_high_numbers_a_lower_one(boskola, occasion_of, enter, person):
    occasion = occasion_of(boskola, capacity=4)
    made = [enter(occasion, name) for name in "ABCD"]
    actions.cancel(registration=made[0])
    actions.cancel(registration=made[1])

    actions.change_capacity(occasion=occasion, capacity=2, by=person("kim"))

    assert sorted(occasion.registrations.placed().values_list("seat", flat=True)) == [1, 2]


def test_one_registration_per_member_of_staff_and_again_after_cancelling(training, occasion_of, enter_staff):
    occasion = occasion_of(training, sessions=2)
    first = enter_staff(occasion, "sara")
    with pytest.raises(actions.Refused, match="redan en anmälan"):
        enter_staff(occasion, "sara")

    actions.cancel(registration=first, by=first.user)

    assert enter_staff(occasion, "sara").is_placed


def test_one_registration_per_person_on_a_course_with_identity(identified, occasion_of, enter):
    occasion = occasion_of(identified)
    enter(occasion, "Nils Exempel", phone="070-174 06 05")

    with pytest.raises(actions.Refused, match="redan en anmälan"):
        enter(occasion, "nils  EXEMPEL", phone="0701740605")


def test_cancelling_forgets_what_was_only_for_the_room(boskola, occasion_of, enter):
    registration = enter(occasion_of(boskola), adaptation="Behöver hiss", childcare=True)

    cancelled = actions.cancel(registration=registration)

    assert (cancelled.adaptation, cancelled.childcare) == ("", False)


def test_the_log_of_an_open_course_names_no_member_of_staff(boskola, occasion_of, person):
    registration = actions.register_client(
        occasion=occasion_of(boskola), key=uuid4(), by=person("sara"), alias="Solrosen"
    )

    assert list(registration.moves.values_list("by", flat=True)) == ["personal"]
    assert registration.user is None


def test_completion_is_counted_from_attendance_by_the_rule_of_the_course(boskola, occasion_of, enter, person):
    occasion = occasion_of(boskola, sessions=4)
    registration = enter(occasion)
    present, absent = Attendance.Status.PRESENT, Attendance.Status.ABSENT
    sessions = list(occasion.sessions.all())
    for session, status in zip(sessions, (present, absent, present, present), strict=True):
        actions.mark_attendance(session=session, marks={registration: status}, by=person("karin"))
    assert Registration.objects.get(pk=registration.pk).is_completed

    actions.mark_attendance(session=sessions[3], marks={registration: absent}, by=person("karin"))

    assert not Registration.objects.get(pk=registration.pk).is_completed


def test_a_training_is_complete_only_with_both_half_days(training, occasion_of, enter_staff, person):
    occasion = occasion_of(training, sessions=2)
    registration = enter_staff(occasion, "sara")
    one, two = occasion.sessions.all()
    actions.mark_attendance(session=one, marks={registration: "present"}, by=person("karin"))
    assert not Registration.objects.get(pk=registration.pk).is_completed

    actions.mark_attendance(session=two, marks={registration: "present"}, by=person("karin"))

    assert Registration.objects.get(pk=registration.pk).is_completed
