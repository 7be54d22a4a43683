"""One place is the whole series: what is missed is made good elsewhere, and who comes unannounced."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import actions
from courses.models import GuestSeat, Occasion, Registration
from tests.courses.conftest import begin, now_of

pytestmark = pytest.mark.django_db


def test_a_missed_session_is_offered_with_the_same_number_elsewhere_and_counts(groups, person):
    _mine, other, solros = groups
    assert solros.missed() == [2] and solros.sessions_instead(2) == [other.meetings[1]]
    guest = actions.book_missed(registration=solros, session=other.meetings[1])
    assert (guest.number, guest.seat) == (2, 2)
    assert actions.book_missed(registration=solros, session=other.meetings[1]).pk == guest.pk

    assert not now_of(solros).is_completed
    actions.mark_attendance(session=other.meetings[1], marks={solros: "present"}, by=person("kim"))
    assert now_of(solros).attended_numbers == {1, 2, 3} and now_of(solros).is_completed
    actions.mark_attendance(session=other.meetings[1], marks={solros: "absent"}, by=person("kim"))
    assert not now_of(solros).is_completed


def test_the_rule_is_the_courses_own_and_asked_anew(groups, boskola):
    *_groups, solros = groups
    assert not solros.is_completed
    boskola.sessions_required = 2
    boskola.save()
    assert now_of(solros).is_completed


def test_a_full_session_is_not_offered_and_the_room_is_never_passed(groups, enter):
    _mine, other, solros = groups
    target = other.meetings[1]
    Registration.objects.create(
        occasion=other, kind="open_anonymous", state="placed", seat=1, alias="A", key=uuid4(),
        code_hash="a", registered_at=timezone.now(),
    )  # fmt: skip
    guest = actions.book_missed(registration=solros, session=target)
    assert guest.seat == 2
    other_guest = Registration.objects.create(
        occasion=solros.occasion, kind="open_anonymous", state="placed", seat=2, alias="B", key=uuid4(),
        code_hash="b", registered_at=timezone.now(),
    )  # fmt: skip
    assert other_guest.sessions_instead(2) == []
    with pytest.raises(actions.Refused, match="går inte att boka"):
        actions.book_missed(registration=other_guest, session=target)
    for seat in (1, 2, 3):  # taken by the series, by the other guest, above the capacity
        with pytest.raises(IntegrityError), transaction.atomic():
            GuestSeat.objects.create(session=target, registration=other_guest, number=1, seat=seat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=other_guest.pk).update(occasion=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=other.pk).update(capacity=1)


def test_capacity_is_not_lowered_below_a_guest(groups, person):
    _mine, other, solros = groups
    actions.book_missed(registration=solros, session=other.meetings[1])
    with pytest.raises(actions.Refused, match="Gäster"):
        actions.change_capacity(occasion=other, capacity=1, by=person("kim"))


def test_what_was_not_missed_or_has_been_can_not_be_booked(groups):
    _mine, other, solros = groups
    for session in (other.meetings[0], other.meetings[2], other.meetings[3]):
        with pytest.raises(actions.Refused):
            actions.book_missed(registration=solros, session=session)


def test_a_client_books_and_gives_up_a_missed_session(groups, stranger):
    _mine, other, solros = groups
    stranger.post("/kurser/min-plats/kod/", {"code": solros.code})
    assert "Ta igen en träff" in stranger.get("/kurser/min-plats/").content.decode()
    url = "/kurser/min-plats/ta-igen/"
    assert "Välj en dag." in stranger.post(url, {}).content.decode()
    assert "går inte att välja" in stranger.post(url, {"session": other.meetings[0].pk}).content.decode()
    stranger.post(url, {"session": other.meetings[1].pk})
    guest = GuestSeat.objects.get()
    assert "Du tar igen träff 2" in stranger.get("/kurser/min-plats/").content.decode()
    assert stranger.post(f"{url}avboka/", {"guest": "x"}).status_code == 404
    stranger.post(f"{url}avboka/", {"guest": guest.pk})
    assert not GuestSeat.objects.exists()
    assert stranger.get(f"{url}avboka/").status_code == 405


def test_a_guest_stands_in_the_roll_of_the_other_group(groups, client_of):
    _mine, other, solros = groups
    actions.book_missed(registration=solros, session=other.meetings[1])
    kim, url = client_of("kim"), f"/kurser/mina-tillfallen/{other.pk}/narvaro/{other.meetings[1].pk}/"
    assert "Solrosen" in kim.get(url).content.decode()
    form = {f"person-{solros.pk}": "present", "deviation": "Vi bytte ordning."}
    kim.post(url, form)
    kim.post(url, form)  # on a bad connection
    assert now_of(solros).is_completed
    assert solros.attendances.count() == 3
    assert Occasion.objects.get(pk=other.pk).meetings[1].deviation == "Vi bytte ordning."


def test_who_comes_without_having_registered_gets_a_place_by_the_same_door(groups, client_of, person):
    mine, _other, _solros = groups
    kim, session = client_of("kim"), mine.meetings[3]
    url = f"/kurser/mina-tillfallen/{mine.pk}/narvaro/{session.pk}/utan-anmalan/"
    key = uuid4()
    assert "Skriv vem som kom." in kim.post(url, {"key": key, "alias": ""}, follow=True).content.decode()
    for _again in range(2):
        kim.post(url, {"key": key, "alias": "Nykomling"})
    new = Registration.objects.get(alias="Nykomling")
    assert new.is_placed and new.moves.get().why == "Kom utan anmälan. Fick en ledig plats."
    kim.post(url, {"key": uuid4(), "alias": "Tvåan"})
    assert "Gruppen är full" in kim.post(url, {"key": uuid4(), "alias": "Trean"}, follow=True).content.decode()
    assert kim.get(url).status_code == 405 and client_of("karin").post(url).status_code == 404


def test_a_walk_in_to_training_is_a_colleague_and_ends_the_waiting_list(training, occasion_of, enter_staff, person):
    occasion = occasion_of(training, capacity=1, sessions=2)
    first = enter_staff(occasion, "rut")
    waits = enter_staff(occasion, "bo")
    begin(occasion)
    actions.cancel(registration=first)
    assert now_of(waits).is_waiting  # never after the start
    session, kim = occasion.sessions.first(), person("kim")
    with pytest.raises(actions.Refused, match="utan anmälan"):
        actions.walk_in(session=session, key=uuid4(), alias="Sara", by=kim)
    came = actions.walk_in(session=session, key=uuid4(), alias="", person=person("sara"), by=kim)
    assert came.is_placed and now_of(waits).is_cancelled


def test_a_course_that_is_granted_in_a_case_takes_no_walk_ins(granted, occasion_of, person):
    occasion = occasion_of(granted)
    with pytest.raises(actions.Refused, match="utan anmälan"):
        actions.walk_in(session=occasion.sessions.first(), key=uuid4(), alias="A", by=person("kim"))
