"""What participants are told: once, in time, neutrally, and in a calendar that follows."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from icalendar import Calendar

from courses import actions, chores
from courses.content import load
from courses.models import MessageText, Occasion, Registration, Session
from courses.models.texts import all_shipped
from portal.models import Message
from portal.post import faults
from tests.courses.conftest import add_course

pytestmark = pytest.mark.django_db
WITH_SMS = {"phone": "070-174 06 05", "sms_ok": True, "email": "sol@example.org"}


def sent(kind=""):
    return list(Message.objects.filter(kind__endswith=kind).exclude(state="cancelled").order_by("pk"))


@pytest.fixture
def occasion(boskola, occasion_of):
    return occasion_of(boskola, capacity=2, sessions=2)


def test_a_place_is_confirmed_by_the_ways_that_the_person_gave(occasion, enter):
    enter(occasion, "Solrosen", **WITH_SMS)
    enter(occasion, "Månen")
    enter(occasion, "Vinden", phone="070-174 06 06")  # no yes to SMS
    assert [(each.channel, each.to) for each in sent("confirmation")] == [
        ("mail", "sol@example.org"), ("sms", "070-174 06 05"),
    ]  # fmt: skip


def test_the_same_form_twice_is_confirmed_once(occasion, enter):
    key = uuid4()
    enter(occasion, "Solrosen", key=key, **WITH_SMS)
    enter(occasion, "Solrosen", key=key, **WITH_SMS)
    assert len(sent()) == 2


def test_nothing_to_a_client_names_person_course_or_place(boskola, occasion_of, enter, person):
    occasion = occasion_of(boskola, capacity=1, place="Socialkontoret, Provvägen 2")
    boskola.offer_hours = 24
    boskola.save()
    first = enter(occasion, "Solrosen", **WITH_SMS)
    enter(occasion, "Månen", **WITH_SMS)
    actions.cancel(registration=first)
    actions.cancel_session(session=occasion.sessions.first(), by=person("kim"))
    actions.cancel_occasion(occasion=occasion, by=person("kim"))
    kinds = {each.kind for each in Message.objects.all()}
    assert kinds == {"courses.confirmation", "courses.waiting", "courses.offer", "courses.cancelled"}
    for message in Message.objects.all():
        text = f"{message.subject}\n{message.body}"
        assert not any(word in text for word in ("Solrosen", "Månen", "Boskolan", "Provvägen")), text
        assert faults(text) == [] and message.calendar == ""


@pytest.mark.parametrize("text", all_shipped(), ids=str)
def test_the_shipped_texts_can_be_filled_in_and_are_neutral(text):
    text.clean()
    subject, body, sms = text.filled(text.words)
    assert "{" not in subject + body + sms and subject and len(sms) <= 306


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("body", "Hej {namn}", r"\{namn\} går inte att fylla i här"),
        ("body", "Hej {dag", "klammer"),
        ("sms", "Boskolan börjar", "Skriv neutralt"),
        ("subject", "Kurs {plats}", r"\{plats\} går inte"),
    ],
)
def test_a_text_that_would_go_wrong_is_not_saved(field, wrong, sentence):
    text = MessageText.of("confirmation", "client")
    setattr(text, field, wrong)
    with pytest.raises(ValidationError, match=sentence):
        text.full_clean()


def test_an_editors_text_is_used_and_one_that_is_off_is_not_sent(occasion, enter):
    text = MessageText.of("confirmation", "client")
    text.subject = "Vi ses {dag}"
    text.save()
    enter(occasion, "Solrosen", email="sol@example.org")
    assert sent()[0].subject.startswith("Vi ses ")
    text.is_on = False
    text.save()
    enter(occasion, "Månen", email="mane@example.org")
    assert len(sent()) == 1


def test_the_editor_shows_a_preview_and_its_list(client_of, index):
    load()
    text = MessageText.objects.get(kind="offer", audience="client")
    kim = client_of("kim")
    edit = f"/admin/snippets/courses/messagetext/edit/{text.pk}/"
    assert "Du kan få en plats" in kim.get(edit).content.decode()
    form = {"subject": "Ämne {dag}", "body": "Text", "sms": "", "hours": "0", "is_on": "on"}
    kim.post(f"/admin/snippets/courses/messagetext/preview/{text.pk}/", form)
    preview = kim.get(f"/admin/snippets/courses/messagetext/preview/{text.pk}/?mode=").content.decode()
    assert "Ämne tisdag 6 oktober" in preview
    answer = kim.post(edit, form | {"body": "Hemlösa {dag}"}).content.decode()
    assert "Skriv neutralt" in answer
    assert client_of("sara").get(edit).status_code in {302, 403}


def test_loading_again_leaves_the_offices_texts_alone(index):
    load()
    MessageText.objects.filter(kind="offer", audience="client").update(subject="Vårt eget")
    load()
    assert MessageText.objects.count() == len(all_shipped())
    assert MessageText.objects.get(kind="offer", audience="client").subject == "Vårt eget"


def at_reminder(occasion):
    return time_machine.travel(occasion.starts_at - timedelta(hours=23), tick=False)


def test_a_session_is_reminded_of_once_and_too_late_is_not_sent(occasion, enter):
    enter(occasion, "Solrosen", **WITH_SMS)
    chores.queue_reminders()
    assert sent("reminder") == []
    with at_reminder(occasion):
        chores.queue_reminders()
        chores.queue_reminders()
        assert [each.channel for each in sent("reminder")] == ["mail", "sms"]
        assert all(each.until == occasion.starts_at for each in sent("reminder"))


def test_who_registered_when_it_was_time_already_is_not_reminded(occasion, enter):
    with at_reminder(occasion):
        enter(occasion, "Solrosen", **WITH_SMS)
        chores.queue_reminders()
    assert sent("reminder") == []


def test_who_waits_or_cancelled_is_not_reminded(occasion, enter):
    gone = enter(occasion, "Solrosen", **WITH_SMS)
    enter(occasion, "Vinden")
    enter(occasion, "Regnet", **WITH_SMS)
    waits = enter(occasion, "Månen", email="mane@example.org")
    with at_reminder(occasion):
        actions.cancel(registration=gone)
        Registration.objects.filter(pk=waits.pk).update(state="waiting", seat=None)
        chores.queue_reminders()
    assert {each.to for each in sent("reminder")} == {"sol@example.org", "070-174 06 05"}  # Regnet moved up


def test_what_waits_to_be_sent_stops_when_one_cancels(occasion, enter):
    gone = enter(occasion, "Solrosen", **WITH_SMS)
    actions.cancel(registration=gone)
    assert sent() == []


def test_a_cancelled_session_is_told_once_and_a_new_count_of_sessions_holds(occasion, enter, person):
    enter(occasion, "Solrosen", **WITH_SMS)
    first, kim = occasion.sessions.first(), person("kim")
    actions.cancel_session(session=first, by=kim)
    actions.cancel_session(session=first, by=kim)
    told = sent("cancelled")
    assert [each.channel for each in told] == ["mail", "sms"]
    assert len(Occasion.objects.get(pk=occasion.pk).meetings) == 1
    with pytest.raises(actions.Refused, match="enda träffen"):
        actions.cancel_session(session=occasion.sessions.last(), by=kim)


def test_a_cancelled_occasion_is_told_to_all_who_come_or_wait(occasion, enter, client_of):
    for name in ("ett", "två", "tre"):
        enter(occasion, name, email=f"{name}@example.org".replace("å", "a"))
    url = f"/kurser/mina-tillfallen/{occasion.pk}/installt/"
    kim = client_of("kim")
    assert kim.get(url).status_code == 405
    kim.post(url)
    kim.post(url)
    assert [each.to for each in sent("cancelled")] == ["ett@example.org", "tva@example.org", "tre@example.org"]
    assert client_of("karin").post(url).status_code == 404


def test_after_the_course_those_who_came_are_asked_once(occasion, enter, person):
    came = enter(occasion, "Solrosen", email="sol@example.org")
    enter(occasion, "Månen", email="mane@example.org")
    session = occasion.sessions.first()
    with time_machine.travel(occasion.ends_at + timedelta(hours=3), tick=False):
        actions.mark_attendance(session=session, marks={came: "present"}, by=person("kim"))
        assert chores.queue_follow_ups() == 1
        assert chores.queue_follow_ups() == 0
    assert [each.to for each in sent("follow_up")] == ["sol@example.org"]


def events(content):
    calendar = Calendar.from_ical(content)
    return calendar["METHOD"], {str(each["UID"]): each for each in calendar.walk("VEVENT")}


def test_a_calendar_that_has_the_series_follows_changes_and_cancellations(occasion, stranger, person):
    url = f"/kurser/tillfalle/{occasion.pk}/kalender.ics"
    method, before = events(stranger.get(url).content)
    assert method == "PUBLISH" and len(before) == 2

    actions.cancel_session(session=occasion.sessions.first(), by=person("kim"))
    method, after = events(stranger.get(url).content)
    assert method == "PUBLISH" and after.keys() == before.keys()
    assert sorted(str(each["STATUS"]) for each in after.values()) == ["CANCELLED", "CONFIRMED"]
    assert all(after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in before)

    actions.cancel_occasion(occasion=occasion, by=person("kim"))
    method, gone = events(stranger.get(url).content)
    assert method == "CANCEL" and gone.keys() == before.keys()
    assert all(gone[uid]["SEQUENCE"] > after[uid]["SEQUENCE"] for uid in before)


def test_staff_get_the_calendar_with_a_change(training, occasion_of, enter_staff, person):
    occasion = occasion_of(training, sessions=2)
    sara = person("sara")
    sara.email = "sara@example.org"
    sara.save()
    enter_staff(occasion, "sara")
    actions.cancel_occasion(occasion=occasion, by=person("kim"))
    method, found = events(sent("cancelled")[0].calendar)
    assert method == "CANCEL" and len(found) == 2


def test_a_feed_has_ones_own_courses_and_ends_when_it_is_revoked(
    training, occasion_of, enter_staff, client_of, stranger
):
    mine, other = occasion_of(training, sessions=2), occasion_of(training, begins=20)
    enter_staff(mine, "sara")
    enter_staff(other, "bo")
    sara = client_of("sara")
    sara.post("/kurser/min-kalender/andra/", {"do": "renew"})
    address = sara.get("/kurser/min-kalender/").context["address"]
    path = address.removeprefix("http://127.0.0.1:8000")
    _method, found = events(stranger.get(path).content)
    assert {str(uid) for uid in found} == {f"{each.uid}@metodparmen" for each in mine.sessions.all()}

    sara.post("/kurser/min-kalender/andra/", {"do": "renew"})
    assert stranger.get(path).status_code == 404
    newer = sara.get("/kurser/min-kalender/").context["address"].removeprefix("http://127.0.0.1:8000")
    assert stranger.get(newer).status_code == 200
    sara.post("/kurser/min-kalender/andra/", {"do": "revoke"})
    assert stranger.get(newer).status_code == 404


def test_a_moved_time_is_told_with_the_new_times_and_reminded_of_anew(occasion, enter, person):
    from courses.actions import occasions as internal

    enter(occasion, "Solrosen", **WITH_SMS)
    with at_reminder(occasion):
        chores.queue_reminders()
        before = internal._told(occasion)
        later = occasion.starts_at + timedelta(hours=1)
        Session.objects.filter(pk=occasion.sessions.first().pk).update(start=later, end=later + timedelta(hours=1))
        Occasion.objects.filter(pk=occasion.pk).update(sequence=1)
        internal._tell_changes(Occasion.objects.get(pk=occasion.pk), before, person("kim"))
        assert len(sent("change")) == 2
        assert sent("reminder") == []  # the old ones were stopped
        chores.queue_reminders()
    with time_machine.travel(later - timedelta(hours=23), tick=False):
        chores.queue_reminders()
    assert {each.until for each in sent("reminder")} == {later}


@pytest.mark.parametrize(("words", "sentence"), [("", "Skriv ett meddelande."), ("Om din skuld", "Skriv neutralt")])
def test_a_message_to_the_group_that_would_tell_too_much_is_refused(occasion, client_of, words, sentence):
    url = f"/kurser/mina-tillfallen/{occasion.pk}/meddelande/"
    answer = client_of("kim").post(url, {"words": words})
    assert sentence in answer.content.decode() and sent() == []


def test_a_message_to_the_group_goes_to_those_with_a_place_once(occasion, enter, client_of):
    enter(occasion, "ett", email="ett@example.org")
    enter(occasion, "två")
    enter(occasion, "tre", email="tre@example.org")  # waits
    url = f"/kurser/mina-tillfallen/{occasion.pk}/meddelande/"
    kim = client_of("kim")
    page = kim.post(url, {"words": "Ta med en penna."}, follow=True).content.decode()
    assert "skickas till 1 av 2" in page
    kim.post(url, {"words": "Ta med en penna."})
    assert [(each.to, "penna" in each.body) for each in sent("group")] == [("ett@example.org", True)]
    assert client_of("karin").get(url).status_code == 404
    assert client_of("sara").get(url).status_code == 403


def test_a_course_of_its_own_is_not_told_about_while_it_is_planned(index, occasion_of, person):
    course = add_course(index, title="K", slug="k")
    occasion = occasion_of(course, state="planned")
    actions.cancel_session(session=occasion.sessions.first(), by=person("kim"))
    assert sent() == []
