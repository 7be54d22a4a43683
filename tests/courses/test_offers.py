"""The waiting list: who is next and why, offers for a time, yes, no and no answer; never after the start."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import actions
from courses.models import Move, Occasion, Registration
from courses.views import holding
from portal.models import Message
from tests.courses.conftest import add_course, begin

State = Registration.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(index):
    """A course that asks before it gives a place, with a group that goes first."""
    return add_course(index, title="Boskolan", slug="boskolan", sessions_required=3, offer_hours=48,
                      priority_groups="Flyttar in inom en månad\nBor i jour")  # fmt: skip


@pytest.fixture
def full(asking, occasion_of, enter):
    """One place, taken; three who wait, the last of them in a group that goes first."""
    occasion = occasion_of(asking, capacity=1)
    first = enter(occasion, "Först")
    waits = [enter(occasion, "Andra"), enter(occasion, "Tredje"), enter(occasion, "Snart", group="bor i jour")]
    return occasion, first, waits


def now_of(registration):
    return Registration.objects.select_related("occasion__course").get(pk=registration.pk)


def test_a_group_that_goes_first_does_and_everybody_can_read_why(full):
    _occasion, _first, (second, third, soon) = full
    assert [now_of(each).turn for each in (soon, second, third)] == [1, 2, 3]
    assert now_of(third).why_turn == "Före dig: 1 hör till en grupp som går först och 1 anmälde sig tidigare."
    assert "Du hör till gruppen bor i jour, som går före andra." in now_of(soon).why_turn


def test_a_free_place_is_offered_and_held_and_nobody_overtakes(full, enter):
    occasion, first, (second, _third, soon) = full
    actions.cancel(registration=first)

    soon = now_of(soon)
    assert soon.state == State.OFFERED and soon.seat == 1 and soon.can_be_answered
    assert soon.offer_until - timezone.now() > timedelta(hours=47)
    assert enter(occasion, "Ny").is_waiting
    assert now_of(second).is_waiting


def test_yes_is_a_place_and_yes_again_changes_nothing(full):
    _occasion, first, (*_rest, soon) = full
    actions.cancel(registration=first)
    assert actions.accept_offer(registration=soon).is_placed
    moves = Move.objects.count()
    assert actions.accept_offer(registration=soon).is_placed
    assert Move.objects.count() == moves


def test_no_goes_to_the_next_and_is_not_asked_again(full):
    _occasion, first, (second, third, soon) = full
    actions.cancel(registration=first)
    assert actions.decline_offer(registration=soon).is_cancelled
    assert now_of(second).is_offered
    actions.decline_offer(registration=second)
    assert [now_of(each).state for each in (soon, second, third)] == [State.CANCELLED, State.CANCELLED, State.OFFERED]
    assert actions.decline_offer(registration=soon).is_cancelled


def test_no_answer_goes_to_the_next_when_the_time_is_out(full):
    _occasion, first, (second, _third, soon) = full
    actions.cancel(registration=first)
    assert actions.expire_offers() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=49), tick=False):
        with pytest.raises(actions.Refused, match="gått ut"):
            actions.accept_offer(registration=soon)
        assert actions.expire_offers() == 1
        assert now_of(soon).is_cancelled and now_of(second).is_offered
        assert "Svarade inte" in now_of(soon).moves.last().why


def test_no_offer_lives_past_the_start_and_none_is_made_after_it(full):
    occasion, first, (second, _third, soon) = full
    with time_machine.travel(occasion.starts_at - timedelta(hours=3), tick=False) as clock:
        actions.cancel(registration=first)
        assert now_of(soon).offer_until == occasion.starts_at
        clock.move_to(occasion.starts_at + timedelta(minutes=1))
        with pytest.raises(actions.Refused):
            actions.accept_offer(registration=soon)
        assert actions.expire_offers() == 1
        assert now_of(soon).is_cancelled and now_of(second).is_waiting


def test_more_places_are_offered_at_once_in_order(full, person):
    occasion, _first, (second, third, soon) = full
    actions.change_capacity(occasion=occasion, capacity=3, by=person("kim"))
    assert [now_of(each).state for each in (soon, second, third)] == [State.OFFERED, State.OFFERED, State.WAITING]
    with pytest.raises(actions.Refused, match="3 personer har plats"):
        actions.change_capacity(occasion=occasion, capacity=2, by=person("kim"))


def test_an_undone_cancellation_goes_through_the_same_door(full, person):
    occasion, first, (_second, _third, soon) = full
    kim = person("kim")
    actions.cancel(registration=first)
    back = actions.restore(registration=first, by=kim)
    assert back.is_waiting and back.turn == 3  # nobody who waits is overtaken
    with pytest.raises(actions.Refused, match="inte avbokad"):
        actions.restore(registration=first, by=kim)

    actions.decline_offer(registration=soon)
    begin(occasion)
    with pytest.raises(actions.Refused, match="redan börjat"):
        actions.restore(registration=soon, by=kim)


def test_who_has_registered_anew_is_not_restored_as_well(identified, occasion_of, enter, person):
    occasion = occasion_of(identified)
    mine = enter(occasion, "Sol Sol", phone="070-174 06 05")
    actions.cancel(registration=mine)
    enter(occasion, "Sol Sol", phone="070-174 06 05")
    with pytest.raises(actions.Refused, match="redan anmält sig igen"):
        actions.restore(registration=mine, by=person("kim"))


def test_the_database_keeps_an_offer_whole(full):
    _occasion, first, (second, *_rest) = full
    for wrong in ({"state": "offered"}, {"offer_until": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.filter(pk=first.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=second.pk).update(state="offered", offer_until=timezone.now())


def test_the_log_replayed_is_the_table(full, person):
    occasion, first, (second, _third, soon) = full
    actions.cancel(registration=first)
    actions.accept_offer(registration=soon, by=person("kim"))
    actions.cancel(registration=soon)
    actions.decline_offer(registration=second)
    actions.restore(registration=first, by=person("kim"))
    for registration in occasion.registrations.all():
        state = ""
        for move in registration.moves.all():
            assert move.from_state == state
            state = move.to_state
        assert state == registration.state


def show_own(stranger, registration):
    stranger.post("/kurser/min-plats/kod/", {"code": registration.code})


def test_a_client_reads_the_offer_and_answers_by_post_only(full, stranger):
    _occasion, first, (*_rest, soon) = full
    actions.cancel(registration=first)
    show_own(stranger, soon)
    assert "Du kan få en plats!" in stranger.get("/kurser/min-plats/").content.decode()
    assert stranger.get("/kurser/min-plats/svara/?answer=yes").status_code == 405
    assert now_of(soon).is_offered

    answer = stranger.post("/kurser/min-plats/svara/", {"answer": "kanske"}, follow=True)
    assert "Svara ja eller nej." in answer.content.decode() and now_of(soon).is_offered
    stranger.post("/kurser/min-plats/svara/", {"answer": "yes"})
    assert now_of(soon).is_placed


def test_the_page_of_who_waits_says_the_turn_and_why(full, stranger):
    show_own(stranger, full[2][1])
    page = stranger.get("/kurser/min-plats/").content.decode()
    assert "nummer 3 i kön" in page and "1 hör till en grupp som går först" in page and "48 timmar" in page


def test_a_link_in_a_mail_opens_nothing_until_its_button_is_pressed(asking, occasion_of, enter, stranger):
    enter(occasion_of(asking), "Solrosen", email="sol@example.org")
    link = next(word for word in Message.objects.get().body.split() if word.startswith("http"))
    path = link.removeprefix("http://127.0.0.1:8000")
    assert stranger.get(path).status_code == 200
    assert holding.COOKIE not in stranger.cookies
    assert stranger.post(path, follow=True).redirect_chain[-1][0] == "/kurser/min-plats/"
    assert stranger.get(path[:-3] + "aa/").status_code == 404


def test_staff_answers_for_who_calls_and_undoes(full, client_of):
    occasion, first, (*_rest, soon) = full
    Occasion.objects.filter(pk=occasion.pk).update(leader=None)
    actions.cancel(registration=first)
    kim, url = client_of("kim"), f"/kurser/mina-tillfallen/{occasion.pk}"
    assert "Erbjudna en plats" in kim.get(f"{url}/").content.decode()
    assert client_of("karin").post(f"{url}/svara/{soon.pk}/", {"answer": "yes"}).status_code == 404
    assert client_of("sara").post(f"{url}/svara/{soon.pk}/", {"answer": "yes"}).status_code == 403
    kim.post(f"{url}/svara/{soon.pk}/", {"answer": ""})
    assert now_of(soon).is_offered
    kim.post(f"{url}/svara/{soon.pk}/", {"answer": "yes"})
    assert now_of(soon).is_placed and "personal" in now_of(soon).moves.last().by
    kim.post(f"{url}/angra/{first.pk}/")
    assert now_of(first).is_waiting
    log = kim.get(f"{url}/handelser/").content.decode()
    assert "Tackade ja till platsen." in log and "Avbokningen ångrades." in log


def test_a_member_of_staff_answers_at_their_own_page(index, occasion_of, enter_staff, client_of):
    course = add_course(index, title="Pärmmetoden", slug="parm", audience="staff", kind="staff", offer_hours=24,
                        priority_groups="Boendestödjare")  # fmt: skip
    occasion = occasion_of(course, capacity=1, sessions=2)
    first = enter_staff(occasion, "rut")
    sara = enter_staff(occasion, "sara")
    bo = enter_staff(occasion, "bo", role="Boendestödjare")
    assert now_of(bo).turn == 1
    actions.cancel(registration=first)
    page = client_of("bo").get("/kurser/").content.decode()
    assert "Du är erbjuden en plats." in page
    assert client_of("sara").post(f"/kurser/mina/{bo.pk}/svara/", {"answer": "yes"}).status_code == 404
    client_of("bo").post(f"/kurser/mina/{bo.pk}/svara/", {"answer": "no"})
    assert now_of(bo).is_cancelled and now_of(sara).is_offered


def test_the_counter_takes_the_group(asking, occasion_of, client_of):
    occasion = occasion_of(asking)
    form = {"key": uuid4(), "occasion": occasion.pk, "alias": "Solrosen", "group": "Bor i jour"}
    client_of("karin").post("/kurser/anmal-deltagare/", form)
    made = Registration.objects.get()
    assert (made.group, made.priority) == ("Bor i jour", 1)
