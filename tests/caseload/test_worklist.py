"""The working day: the list with its saved choices, handing over one or many, and what is new for somebody."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from caseload.models import Case, Responsibility, SavedFilter
from caseload.projection import rebuild
from forms.models import Submission
from portal.models import AuditEvent
from tests.casework import ASSESSMENT, REGISTRATION, house, open_eviction, open_housing, send

LIST = "/arenden/lista/"
ASSIGN = "/arenden/fordela/"


def numbers(page):
    return set(re.findall(r"/arenden/(\d\d-[A-Z0-9]{6})/\"", page.content.decode()))


@pytest.fixture
def office(person):
    """Two housing cases of Sara's unit, one of them assessed, and an eviction that nobody has taken."""
    sara = person("sara")
    new, assessed, eviction = open_housing(sara), open_housing(sara), open_eviction()
    send("F03", sara, assessed.number, **ASSESSMENT)
    send("S01", sara, assessed.number)
    return new.number, assessed.number, eviction.number


@pytest.mark.parametrize(
    ("chosen", "which"),
    [
        ("", {0, 1, 2}),
        ("slag=eviction", {2}),
        ("lage=b-bedomning", {1}),
        ("lage=v-inkommen", {2}),
        ("handlaggare=jag", {1}),
        ("handlaggare=ingen", {0, 2}),
        ("slag=housing&handlaggare=ingen&ordning=datum", {0}),
        ("ekonomi=ej_paborjad&ordning=aldst", {0, 1, 2}),
        ("brist=frist", {2}),
        ("brist=beslut", set()),
    ],
)
def test_the_list_shows_what_was_chosen(client_of, office, chosen, which):
    page = client_of("sara").get(f"{LIST}?{chosen}")

    assert page.status_code == 200
    assert numbers(page) == {office[each] for each in which}


def test_a_stay_without_a_decision_and_what_is_late_are_found(client_of, person):
    case = house(person("sara"), person("berit"))
    late = open_eviction()

    assert numbers(client_of("sara").get(f"{LIST}?brist=beslut")) == {case.number}
    assert late.number in numbers(client_of("sara").get(f"{LIST}?brist=forsenat"))


def test_the_list_holds_nothing_of_another_unit_and_counts_nothing_of_it(client_of, office):
    page = client_of("samir").get(LIST).content.decode()

    assert "Inget ärende stämmer" in page
    assert not numbers(client_of("samir").get(LIST))


@pytest.mark.parametrize(
    "chosen", ["slag=x", "lage=b-", "handlaggare=sara", "handlaggare=1'", "brist=%00", "ordning=9"]
)
def test_a_choice_that_does_not_exist_is_said_so(client_of, office, chosen):
    page = client_of("sara").get(f"{LIST}?{chosen}")

    assert page.status_code == 422
    assert not numbers(page)


def test_the_economy_is_not_a_choice_for_those_who_may_not_see_it(client_of, office):
    assert "Ekonomi" not in client_of("berit").get(LIST).content.decode()


def test_the_list_is_logged(client_of, office):
    client_of("sara").get(LIST)

    assert AuditEvent.objects.filter(action="list", actor="sara", reason="3 ärenden").exists()


def test_a_choice_is_saved_shown_and_taken_away(client_of, person, office):
    sara = client_of("sara")

    sent = sara.post(f"{LIST}spara/", {"slag": "eviction", "handlaggare": "ingen", "namn": "  Nya   vräkningar "})

    assert sent["Location"] == f"{LIST}?slag=eviction&handlaggare=ingen"
    saved = SavedFilter.objects.get(user=person("sara"))
    assert (saved.name, saved.choices) == ("Nya vräkningar", {"slag": "eviction", "handlaggare": "ingen"})
    assert "Nya vräkningar" in sara.get(LIST).content.decode()
    assert "Nya vräkningar" not in client_of("arvid").get(LIST).content.decode()
    assert sara.post(f"{LIST}{saved.pk}/ta-bort/").status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"slag": "eviction", "namn": " "}, "Skriv vad urvalet ska heta."),
        ({"slag": "eviction", "namn": "x" * 61}, "Skriv högst 60 tecken."),
        ({"slag": "eviction", "namn": "Mitt"}, "Du har redan ett urval som heter så."),
        ({"slag": "hemligt", "namn": "Annat"}, "Välj ett giltigt alternativ"),
    ],
)
def test_what_cannot_be_saved_is_told(client_of, person, posted, sentence):
    SavedFilter.objects.create(user=person("sara"), name="Mitt", choices={})

    page = client_of("sara").post(f"{LIST}spara/", posted)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert SavedFilter.objects.count() == 1


def test_nobody_saves_more_than_twenty(client_of, person):
    for number in range(20):
        SavedFilter.objects.create(user=person("sara"), name=str(number), choices={})

    page = client_of("sara").post(f"{LIST}spara/", {"namn": "Ett till"})

    assert "Du har redan 20 sparade urval" in page.content.decode()


def test_anothers_choice_is_not_there_to_take_away(client_of, person):
    saved = SavedFilter.objects.create(user=person("arvid"), name="Arvids", choices={})

    assert client_of("sara").post(f"{LIST}{saved.pk}/ta-bort/").status_code == 404
    assert SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("method", "url"),
    [("post", LIST), ("get", f"{LIST}spara/"), ("get", f"{LIST}1/ta-bort/"), ("get", ASSIGN),
     ("post", "/arenden/ko/"), ("post", "/arenden/boenden/"), ("post", "/arenden/26-ABCDEF/utskrift/")],
)  # fmt: skip
def test_wrong_method(client_of, method, url):
    assert getattr(client_of("arvid"), method)(url).status_code == 405


def test_the_work_leader_gives_several_cases_to_one_colleague(client_of, person, office):
    person("sara")
    arvid, before = client_of("arvid"), Submission.everything.count()

    asked = arvid.post(ASSIGN, {"arende": office}).content.decode()
    key = re.search(r'name="nyckel" value="([^"]+)"', asked).group(1)
    answers = {"arende": office, "kollega": "sara", "overlamning": "Ring de här först.", "nyckel": key}
    sent = arvid.post(ASSIGN, answers)
    again = arvid.post(ASSIGN, answers)

    assert (sent.status_code, again.status_code) == (302, 302)
    assert set(Case.everything.values_list("responsible", flat=True)) == {"sara"}
    made = Submission.everything.filter(version__form_key="S06")
    assert made.count() == 3 == Submission.everything.count() - before
    assert {each.actor for each in made} == {"arvid"}
    now = Responsibility.everything.filter(until=None)
    assert {(each.username, each.given_by, each.note) for each in now} == {("sara", "arvid", "Ring de här först.")}
    assert rebuild.verify().equal


def test_all_or_none_are_given(client_of, person, office):
    """One that can't be handed over any more stops them all before anything is stored."""
    send("S03", person("sara"), office[0], datum="2099-01-01", orsak="flyttat")
    count = Submission.everything.count()

    page = client_of("arvid").post(ASSIGN, {"arende": office, "kollega": "sara", "nyckel": uuid.uuid4()})

    assert page.status_code == 404
    assert Submission.everything.count() == count


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"kollega": ""}, "Välj en kollega."),
        ({"kollega": "samir"}, "Välj ett giltigt alternativ"),
        ({"kollega": "berit"}, "Välj ett giltigt alternativ"),
        ({"kollega": "sara", "overlamning": "x" * 2001}, "Skriv högst 2 000 tecken."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client_of, person, office, posted, sentence):
    for name in ("sara", "samir", "berit"):
        person(name)

    page = client_of("arvid").post(ASSIGN, {"arende": office[:1], "overlamning": "Viktigt", **posted})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Submission.everything.filter(version__form_key="S06").exists()


def test_nothing_chosen_leads_back_to_the_list(client_of, office):
    assert client_of("arvid").post(ASSIGN, {})["Location"] == LIST


def test_a_case_of_another_unit_is_not_there_to_give(client_of, person, office):
    other = open_housing(person("samir"))

    sent = client_of("arvid").post(ASSIGN, {"arende": [*office, other.number], "kollega": "sara"})

    assert sent.status_code == 404
    assert Case.everything.get(pk=other.number).responsible == ""


def test_only_the_work_leader_gives_several(client_of, office):
    assert client_of("sara").post(ASSIGN, {"arende": office}).status_code == 403
    assert "Lämna över de valda" not in client_of("sara").get(LIST).content.decode()
    assert "Lämna över de valda" in client_of("arvid").get(LIST).content.decode()


def test_the_whole_way_of_a_case_between_hands_is_kept(client_of, person, office):
    sara, number = person("sara"), office[1]
    send("S06", sara, number, kollega="samir", overlamning="Ring banken först.")
    send("S06", person("samir"), number, kollega="sara")

    had = Responsibility.everything.filter(case=number).order_by("given_at")
    assert [(each.username, each.given_by, each.until is None) for each in had] == [
        ("sara", "sara", False), ("samir", "sara", False), ("sara", "samir", True)
    ]  # fmt: skip
    page = client_of("sara").get(f"/arenden/{number}/").content.decode()
    assert "Handläggare genom tiden" in page
    assert "Ring banken först." in page
    assert "Ring banken först." not in client_of("berit").get(f"/arenden/{number}/").content.decode()
    assert rebuild.verify().equal


def test_what_is_new_is_shown_until_it_is_opened(client_of, person, office):
    send("S06", person("sara"), office[1], kollega="samir", overlamning="Ring banken först.")
    samir = client_of("samir")

    desk = samir.get("/min-sida/").content.decode()
    assert "Nytt för dig" in desk
    assert "Ring banken först." in desk
    samir.get(f"/arenden/{office[1]}/")

    assert "Nytt för dig" not in samir.get("/min-sida/").content.decode()


def test_one_who_helps_sees_that_it_is_new_and_what_her_role_is_to_do(client_of, person, office):
    send("S04", person("sara"), office[1], kollega="bo", uppdrag="boendestödjare")
    rows = [{"task": "Ordna posten", "role": "Boendestödjare", "due_on": timezone.localdate().isoformat()}]
    send("F06", person("sara"), office[1], datum="2026-03-08", form="besok", deltagare=["klient"], problembild="Post.",
         mal="Betala.", ansvar=rows, samsyn="ja")  # fmt: skip

    desk = client_of("bo").get("/min-sida/").content.decode()

    assert "Boendestödjare</span>" in desk
    assert "Ordna posten" in desk
    assert "<h3>I dag</h3>" in desk


def test_what_one_took_oneself_is_not_new(client_of, office):
    assert "Nytt för dig" not in client_of("sara").get("/min-sida/").content.decode()


def test_what_was_given_long_ago_is_not_new(client_of, person, office):
    at = timezone.now() - timedelta(days=40)
    case = send("F01", person("sara"), "", at=at, **REGISTRATION).receipt
    send("S06", person("sara"), case, at=at, kollega="samir")

    assert "Nytt för dig" not in client_of("samir").get("/min-sida/").content.decode()


def test_the_list_takes_the_same_number_of_queries_however_many_cases(client_of, query_count):
    client = client_of("sara")
    open_eviction()
    with query_count as few:
        client.get(LIST)
    for number in range(6):
        open_eviction(hyresgast=f"Person {number}")
    with query_count as many:
        client.get(LIST)

    assert len(many) == len(few)
