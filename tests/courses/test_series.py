"""A series as a whole: missed sessions taken again elsewhere, walk-ins, completion, certificates, evaluation, figures."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import actions, chores, figures
from courses.models import Certificate, CoursePart, Evaluation, GuestSeat, Occasion, Registration
from portal.models import AuditEvent
from tests.courses.conftest import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(boskola, occasion_of, enter, person):
    """Two groups of three places; the first has had three of four sessions, of which Solrosen missed the second."""
    mine, other = occasion_of(boskola, capacity=3), occasion_of(boskola, capacity=2)
    solros = enter(mine, "Solrosen")
    begin(mine, days=15)
    begin(other, days=6)
    mine, other = Occasion.objects.get(pk=mine.pk), Occasion.objects.get(pk=other.pk)
    mark(solros, mine, (1, 3), person("kim"))
    return mine, other, now_of(solros)


def mark(registration, occasion, numbers, by, status="present"):
    for number in numbers:
        actions.mark_attendance(session=occasion.meetings[number - 1], marks={registration: status}, by=by)


def now_of(registration):
    return Registration.objects.select_related("occasion__course").get(pk=registration.pk)


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


@pytest.fixture
def completed(training, occasion_of, enter_staff, person):
    training.valid_months = 24
    training.save()
    occasion = occasion_of(training, sessions=2)
    sara = enter_staff(occasion, "sara")
    begin(occasion, days=20)
    occasion = Occasion.objects.get(pk=occasion.pk)
    mark(sara, occasion, (1, 2), person("kim"))
    return now_of(sara)


def test_a_certificate_can_be_checked_by_anybody_and_ends_with_the_attendance(completed, client_of, stranger, person):
    answer = client_of("sara").post(f"/kurser/mina/{completed.pk}/intyg/")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert "intyg.pdf" in answer["Content-Disposition"]
    certificate = Certificate.objects.get()
    url, code = "/kurser/intyg/", certificate.code
    assert code not in str(vars(certificate))
    page = stranger.post(url, {"code": code.lower().replace("-", " ")}).content.decode()
    assert "Intyget gäller" in page and "Sara Socialsekreterare" in page and "Pärmmetoden" in page
    assert "Inget giltigt intyg" in stranger.post(url, {"code": "K7WX-3MPT-QR4Y"}).content.decode()
    assert "Skriv koden" in stranger.post(url, {"code": ""}).content.decode()

    client_of("sara").post(f"/kurser/mina/{completed.pk}/intyg/")
    assert Certificate.objects.count() == 1
    mark(completed, completed.occasion, (2,), person("kim"), "absent")
    assert "Inget giltigt intyg" in stranger.post(url, {"code": code}).content.decode()


def test_a_clients_certificate_tells_a_checker_no_name(groups, boskola, stranger, client_of):
    mine, _other, solros = groups
    kim = client_of("kim")
    refused = kim.post(f"/kurser/mina-tillfallen/{mine.pk}/intyg/{solros.pk}/", follow=True).content.decode()
    assert "krävs 3 träffar. Hittills är det 2." in refused and not Certificate.objects.exists()
    boskola.sessions_required = 2
    boskola.save()
    assert kim.post(f"/kurser/mina-tillfallen/{mine.pk}/intyg/{solros.pk}/").content.startswith(b"%PDF")
    page = stranger.post("/kurser/intyg/", {"code": Certificate.objects.get().code}).content.decode()
    assert "Intyget gäller" in page and "Solrosen" not in page


def test_many_wrong_codes_of_certificates_are_stopped(stranger, db):
    for _ in range(60):
        stranger.post("/kurser/intyg/", {"code": "K7WX-3MPT-QR4Y"})
    assert stranger.post("/kurser/intyg/", {"code": "K7WX-3MPT-QR4Y"}).status_code == 429


def test_the_register_says_who_has_what_and_what_has_ended(completed, client_of):
    page = client_of("arvid").get("/kurser/kompetens/").content.decode()
    assert "Sara Socialsekreterare" in page and "gäller till" in page
    assert client_of("sara").get("/kurser/kompetens/").status_code == 403
    with time_machine.travel(timezone.now() + timedelta(days=900), tick=False):
        assert "gick ut" in client_of("arvid").get("/kurser/kompetens/").content.decode()


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfNamn;Yrkestitel")])
def test_the_register_and_the_participants_can_be_fetched_and_it_is_logged(completed, client_of, kind, start):
    assert client_of("arvid").get(f"/kurser/kompetens/{kind}/").content.startswith(start)
    url = f"/kurser/mina-tillfallen/{completed.occasion_id}/fil/{kind}/"
    found = client_of("kim").get(url)
    assert found.content[:2] == start[:2] and "attachment" in found["Content-Disposition"]
    assert AuditEvent.objects.filter(action="export").count() == 2
    assert client_of("kim").get(url.replace(kind, "exe")).status_code == 404
    assert client_of("karin").get(url).status_code == 404 and client_of("sara").get(url).status_code == 403


def test_a_name_that_looks_like_a_formula_stays_a_name(boskola, occasion_of, enter, client_of):
    occasion = occasion_of(boskola)
    enter(occasion, '=HYPERLINK("x")')
    text = client_of("kim").get(f"/kurser/mina-tillfallen/{occasion.pk}/fil/csv/").content.decode()
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize("kind", ["narvarolista", "namnskyltar", "packlista"])
def test_the_leaders_papers_are_printed_and_logged(groups, boskola, client_of, kind):
    CoursePart.objects.create(course=boskola, title="Att hyra", goal="Läsa ett kontrakt", materials="Pennor\nPapper")
    url = f"/kurser/mina-tillfallen/{groups[0].pk}/utskrift/{kind}/"
    answer = client_of("kim").get(url)
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(action="print").exists()
    assert client_of("kim").get(url.replace(kind, "annat")).status_code == 404
    assert client_of("karin").get(url).status_code == 404 and client_of("sara").get(url).status_code == 403


def test_name_tags_have_no_surnames(identified, training, occasion_of, enter, enter_staff):
    from courses.printing import given_name

    assert given_name(enter(occasion_of(identified), "Sol Rosén", phone="070-174 06 05")) == "Sol"
    assert given_name(enter_staff(occasion_of(training), "sara")) == "Sara"


SCORES = {"useful": "5", "clear": "4", "welcome": "5", "practical": "3", "good": "Allt", "better": ""}


def test_an_evaluation_is_given_once_and_can_not_be_led_back(groups, stranger):
    mine, _other, solros = groups
    stranger.post("/kurser/min-plats/kod/", {"code": solros.code})
    url = "/kurser/min-plats/utvardera/"
    page = stranger.post(url, SCORES | {"useful": "9"}).content.decode()
    assert "Allt" in page and not Evaluation.objects.exists()
    stranger.post(url, SCORES)
    stranger.post(url, SCORES)
    saved = Evaluation.objects.get()
    assert (saved.occasion, saved.useful, saved.on) == (mine, 5, timezone.localdate())
    assert {field.name for field in Evaluation._meta.fields}.isdisjoint({"registration", "at", "user"})


def test_evaluations_are_shown_when_enough_have_answered(groups, client_of):
    mine = groups[0]
    url = f"/kurser/mina-tillfallen/{mine.pk}/utvardering/"
    values = {"occasion": mine, "on": timezone.localdate(), "useful": 4, "clear": 4, "welcome": 5, "practical": 3}
    for _ in range(4):
        Evaluation.objects.create(**values, good="Kaffet")
    assert "Kaffet" not in client_of("kim").get(url).content.decode()
    Evaluation.objects.create(**values | {"useful": 5}, better="Stolarna")
    page = client_of("kim").get(url).content.decode()
    assert "Kaffet" in page and "Stolarna" in page and "4,2 av 5" in page


def test_the_figures_of_a_year_hide_small_numbers(boskola, occasion_of, enter, person, client_of):
    occasion = occasion_of(boskola, capacity=10, sessions=4)
    people = [enter(occasion, f"P{n}") for n in range(7)]
    actions.cancel(registration=people[6])
    begin(occasion, days=25)
    occasion = Occasion.objects.get(pk=occasion.pk)
    for number in (1, 2, 3):
        marks = dict.fromkeys(people[:5], "present") | {people[5]: "absent"}
        actions.mark_attendance(session=occasion.meetings[number - 1], marks=marks, by=person("kim"))
    year = timezone.localtime(occasion.starts_at).year
    row = figures.boskola(year)[0]
    assert (row["places"], row["registered"], row["placed"], row["came"], row["completed"]) == (10, "7", "6", "5", "5")
    assert row["reasons"] == [("Avbokade själv.", "färre än 5")]
    assert row["sessions"][0] == (1, 5 / 6)
    assert client_of("stig").get(f"/kurser/siffror/?ar={year}").status_code == 200
    assert client_of("stig").get("/kurser/siffror/?ar=abc").status_code == 200
    assert client_of("sara").get("/kurser/siffror/").status_code == 403


def test_trained_staff_is_counted_by_unit_among_those_the_training_is_for(completed, person):
    training = completed.occasion.course
    training.priority_groups = "Socialsekreterare"
    training.save()
    row = next(each for each in figures.trained() if each["unit"].key == "boende")
    assert (row["number"], row["of"], row["share"]) == ("färre än 5", "färre än 5", None)


def test_each_field_is_erased_when_its_time_is_over(boskola, occasion_of, enter, settings):
    occasion = occasion_of(boskola)
    enter(occasion, "Solrosen", phone="070-174 06 05", sms_ok=True, adaptation="Nära dörren", childcare=True)
    assert chores.forget() == 0
    with time_machine.travel(occasion.ends_at + timedelta(minutes=1), tick=False):
        assert chores.forget() == 2
        kept = Registration.objects.get()
        assert (kept.adaptation, kept.childcare, kept.phone) == ("", False, "070-174 06 05")
    with time_machine.travel(occasion.ends_at + timedelta(days=settings.COURSE_CONTACT_DAYS + 1), tick=False):
        chores.forget()
        kept = Registration.objects.get()
        assert (kept.phone, kept.sms_ok, kept.alias) == ("", False, "Solrosen")


def test_a_series_by_rule_steps_over_holidays():
    plan = actions.Plan(first=date(2026, 12, 17), begins=time(13), minutes=120, sessions=3)
    starts = [f"{timezone.localtime(each):%m-%d %H:%M}" for each in plan.starts()]
    assert starts == ["12-17 13:00", "01-07 13:00", "01-14 13:00"]
    on_saturdays = actions.Plan(first=date(2026, 12, 19), begins=time(13), minutes=120, sessions=2)
    assert [f"{each:%m-%d}" for each in on_saturdays.starts()] == ["12-19", "12-26"]


def test_the_administrator_plans_a_series_that_nobody_sees_yet(boskola, client_of, stranger):
    CoursePart.objects.create(course=boskola, title="Att hyra")
    form = {"course": boskola.pk, "first": "2030-01-08", "begins": "13:00", "minutes": "120", "sessions": "4",
            "weeks_apart": "1", "place": "Salen", "capacity": "12", "language": "svenska"}  # fmt: skip
    kim = client_of("kim")
    kept = kim.post("/kurser/planera/", form | {"sessions": "0"}).content.decode()
    assert "Salen" in kept and not Occasion.objects.exists()
    kim.post("/kurser/planera/", form)
    made = Occasion.objects.get()
    assert made.state == "planned" and len(made.meetings) == 4 and made.meetings[0].title == "Att hyra"
    assert client_of("karin").get("/kurser/planera/").status_code == 403


@time_machine.travel(datetime(2030, 3, 1, 12, tzinfo=UTC), tick=False)
def test_a_copy_keeps_distances_and_the_clock_over_summer_time_but_nobody_in_it(
    boskola, occasion_of, enter, client_of
):
    occasion = occasion_of(boskola, childcare=True)
    enter(occasion)
    url = f"/kurser/mina-tillfallen/{occasion.pk}/kopiera/"
    assert "Välj en dag." in client_of("kim").post(url, {"first": ""}).content.decode()
    client_of("kim").post(url, {"first": "2030-10-08"})
    made = Occasion.objects.exclude(pk=occasion.pk).get()
    local = [timezone.localtime(each.start) for each in made.meetings]
    assert [each.date() for each in local] == [date(2030, 10, 8) + timedelta(days=7 * n) for n in range(4)]
    assert {each.time() for each in local} == {timezone.localtime(occasion.meetings[0].start).time()} or len(
        local
    ) == 4
    assert made.childcare and made.state == "planned" and not made.registrations.exists()
    assert made.uid != occasion.uid


@pytest.mark.parametrize(
    ("language", "word"), [("sv", "Din kod"), ("en", "Your code"), ("ar", "رمزك"), ("so", "Koodhkaaga")]
)
def test_the_slip_in_the_persons_language(boskola, occasion_of, enter, stranger, language, word):
    registration = enter(occasion_of(boskola))
    stranger.post("/kurser/min-plats/kod/", {"code": registration.code})
    page = stranger.get(f"/kurser/min-plats/lapp/{language}/").content.decode()
    assert word in page and registration.code in page and f'<html lang="{language}"' in page
    assert ('dir="rtl"' in page.partition("<body")[0]) is (language == "ar")
    assert stranger.get("/kurser/min-plats/lapp/fr/").status_code == 404


def test_a_flood_from_one_address_is_stopped_but_an_office_is_not(boskola, occasion_of, stranger, monkeypatch):
    from courses import attempts

    monkeypatch.setitem(attempts.MOST, attempts.SIGN_UPS, 3)
    occasion = occasion_of(boskola, capacity=10)
    for _ in range(3):
        form = {"key": uuid4(), "occasion": occasion.pk, "alias": "Solrosen"}
        assert stranger.post(f"/kurser/{boskola.pk}/anmalan/", form).status_code == 302
    answer = stranger.post(
        f"/kurser/{boskola.pk}/anmalan/", {"key": uuid4(), "occasion": occasion.pk, "alias": "Månen"}
    )
    assert answer.status_code == 429 and "Månen" in answer.content.decode()
    assert Registration.objects.count() == 3
