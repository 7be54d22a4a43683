"""Who is let in to and kept out of single cases: blocks, restriction, emergency access and its review."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from caseload.access import actions
from caseload.models import Block, Case, Emergency, Restriction, Task
from forms.models import FormAccess, Submission
from portal.models import AuditEvent
from tests.casework import open_eviction, open_housing, send

REASON = "Min syster är gift med honom."


@pytest.fixture
def case(person):
    """A housing case of Boendeenheten that Sara has taken and Bo works with."""
    made = open_housing(person("sara"))
    send("S01", person("sara"), made.number)
    send("S04", person("sara"), made.number, kollega="bo", uppdrag="boendestödjare")
    return Case.everything.get(pk=made.pk)


def places_of(client, case):
    """Every list, search and page on which a case may be met, as texts."""
    pages = [
        client.get("/min-sida/"),
        client.get("/arenden/"),
        client.post("/arenden/sok/", {"term": "Prova Påhittad"}),
        client.get("/blanketter/inskickat/"),
    ]
    return [page.content.decode() for page in pages if page.status_code == 200]


# Blocks


def test_who_is_blocked_meets_the_person_nowhere(client_of, person, case):
    other = open_eviction(personnummer="", hyresgast="Prova Påhittad")
    sara = client_of("sara")
    assert any(case.number in text for text in places_of(sara, case))

    actions.block(case=case, colleague=person("sara"), reason=REASON, by=person("arvid"))

    assert [text for text in places_of(sara, case) if case.number in text] == []
    assert any(other.number in text for text in places_of(sara, case))  # somebody else of the same name
    assert sara.get(f"/arenden/{case.number}/").status_code == 404
    assert sara.get(f"/arenden/{case.number}/blankett/S02/").status_code == 404
    assert sara.get(f"/blanketter/inskickat/{case.number}/").status_code == 404  # which she sent herself
    assert not Task.objects.waiting_for(person("sara")).filter(case=case).exists()


def test_a_block_holds_for_all_cases_of_the_person(client_of, person):
    first = open_eviction(personnummer="189001019802")
    second = open_housing(person("sara"), personnummer="189001019802")

    actions.block(case=first, colleague=person("sara"), reason=REASON, by=person("arvid"))

    assert client_of("sara").get(f"/arenden/{second.number}/").status_code == 404
    assert client_of("arvid").get(f"/arenden/{second.number}/").status_code == 200


def test_a_block_closes_what_a_forms_own_table_opens(person, case):
    FormAccess.objects.create(
        form_key="F01", group=Group.objects.get(name="Socialsekreterare"), right="export", all_units=True
    )
    sara = person("sara")
    assert Submission.objects.allowed_to(sara, "export").filter(receipt=case.number).exists()

    actions.block(case=case, colleague=sara, reason=REASON, by=person("arvid"))

    assert not Submission.objects.allowed_to(sara, "export").filter(receipt=case.number).exists()
    assert not Submission.objects.visible_to(sara).filter(about=case.number).exists()


def test_a_colleague_is_blocked_and_let_in_again_on_the_page(client_of, person, case):
    arvid, url = client_of("arvid"), f"/arenden/{case.number}/behorighet/"
    answers = {"gor": "sparra", "sparr-kollega": person("bo").pk, "sparr-skal": REASON}

    assert arvid.post(url, answers).status_code == 302
    assert "Bo Boendestödjare" in arvid.get(url).content.decode()
    assert client_of("bo").get(f"/arenden/{case.number}/").status_code == 404

    assert arvid.post(url, {"gor": f"hav-{Block.objects.get().pk}"}).status_code == 302
    assert client_of("bo").get(f"/arenden/{case.number}/").status_code == 200
    said = list(
        AuditEvent.objects.filter(target_kind="case_access").order_by("sequence").values_list("reason", flat=True)
    )
    assert said == [f"spärrade bo: {REASON}", "hävde spärren för bo"]


def test_who_has_a_relation_says_so_and_can_not_take_it_back(client_of, person, case):
    sara, url = client_of("sara"), f"/arenden/{case.number}/jav/"

    assert sara.post(url, {"skal": "Kort"}).status_code == 422
    assert sara.post(url, {"skal": REASON}).status_code == 302
    assert sara.get(f"/arenden/{case.number}/").status_code == 404

    with pytest.raises(actions.NotPossible, match="inte häva en spärr"):
        actions.lift(block=Block.objects.get(), by=person("sara"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.update(lifted_at=timezone.now(), lifted_by="sara")


@pytest.mark.parametrize(
    "answers",
    [
        {"gor": "sparra"},
        {"gor": "sparra", "sparr-kollega": "999999", "sparr-skal": REASON},
        {"gor": "sparra", "sparr-kollega": "x", "sparr-skal": "y" * 5000},
        {"gor": "begransa", "begransa-skal": ""},
        {"gor": "hitta-på"},
    ],
)
def test_bad_input_about_access_changes_nothing(client_of, case, answers):
    response = client_of("arvid").post(f"/arenden/{case.number}/behorighet/", answers)

    assert response.status_code == 422
    assert not Block.objects.exists() and not Restriction.objects.exists()


def test_bad_input_is_told_and_what_was_typed_is_kept(client_of, case):
    page = client_of("arvid").post(f"/arenden/{case.number}/behorighet/", {"gor": "begransa", "begransa-skal": "Kort"})

    assert 'class="error-summary"' in page.content.decode()
    assert ">Kort</textarea>" in page.content.decode().replace("\n", "")


@pytest.mark.parametrize("what", ["hav-1", "hav-99999999999999999999", "oppna"])
def test_what_does_not_stand_can_not_be_lifted(client_of, case, what):
    assert client_of("arvid").post(f"/arenden/{case.number}/behorighet/", {"gor": what}).status_code == 404


# Restriction


def test_a_restricted_case_is_seen_by_assignment_only(client_of, person, case):
    arvid = client_of("arvid")
    assert arvid.get(f"/arenden/{case.number}/").status_code == 200

    answers = {"gor": "begransa", "begransa-skal": "Gäller en medarbetare i huset."}
    done = arvid.post(f"/arenden/{case.number}/behorighet/", answers, follow=True)

    assert done.redirect_chain == [("/arenden/", 302)]  # he sees the case no more himself
    assert "Ärendet är begränsat." in done.content.decode()
    assert arvid.get(f"/arenden/{case.number}/").status_code == 404
    assert client_of("berit").get(f"/arenden/{case.number}/").status_code == 404
    assert client_of("sara").get(f"/arenden/{case.number}/").status_code == 200
    assert client_of("bo").get(f"/arenden/{case.number}/").status_code == 200
    assert case.number not in "".join(places_of(arvid, case))


def test_the_restriction_is_lifted_by_a_leader_with_an_assignment(client_of, person, case):
    restriction = actions.restrict(case=case, reason="Gäller en medarbetare.", by=person("arvid"))
    send("S04", person("sara"), case.number, kollega="arvid", uppdrag="handlaggare")

    assert client_of("arvid").post(f"/arenden/{case.number}/behorighet/", {"gor": "oppna"}).status_code == 302

    restriction.refresh_from_db()
    assert restriction.ended_by == "arvid"
    assert client_of("berit").get(f"/arenden/{case.number}/").status_code == 200


# Emergency access

URGENT = {"skal": "Sara är sjuk och vräkningen är i morgon.", "forstatt": "on"}


def test_an_emergency_opens_one_case_for_an_hour(client_of, person, case, time_machine):
    other, samir = open_eviction(), client_of("samir")
    assert samir.get(f"/arenden/{case.number}/").status_code == 404

    response = samir.post("/arenden/nodatkomst/", URGENT | {"nummer": case.number.lower()})

    assert (response.status_code, response["Location"]) == (302, f"/arenden/{case.number}/")
    assert "Nödåtkomst till" in samir.get(f"/arenden/{case.number}/").content.decode()
    assert samir.get(f"/arenden/{other.number}/").status_code == 404
    read = AuditEvent.objects.filter(action="read", target=case.number, actor="samir").latest("sequence")
    assert read.reason == f"nödåtkomst {Emergency.objects.get().pk}"

    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert samir.get(f"/arenden/{case.number}/").status_code == 404


def test_asking_twice_is_one_access_and_who_sees_the_case_needs_none(client_of, case):
    for _ in range(2):
        client_of("samir").post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})
    client_of("sara").post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})

    assert [each.username for each in Emergency.objects.all()] == ["samir"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nummer": "26-AAAAAA"}, "Det finns inget ärende med det numret"),
        ({"nummer": ""}, "Ärendenummer"),
        ({"nummer": "'; DROP"}, "Det finns inget ärende med det numret"),
        ({"nummer": "x" * 4000}, "Ärendenummer"),
        ({"skal": "brådskar"}, "minst 15"),
        ({"forstatt": ""}, "Jag vet att nödåtkomsten loggas"),
    ],
)
def test_without_number_reason_or_consent_nothing_opens(client_of, case, change, sentence):
    response = client_of("samir").post("/arenden/nodatkomst/", URGENT | {"nummer": case.number} | change)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Emergency.objects.exists()


def test_an_emergency_does_not_open_what_one_is_blocked_from_and_does_not_say_so(client_of, person, case):
    actions.block(case=case, colleague=person("samir"), reason=REASON, by=person("arvid"))

    page = client_of("samir").post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})

    assert "Det finns inget ärende med det numret" in page.content.decode()
    assert AuditEvent.objects.filter(action="denied", actor="samir", target=case.number).exists()


def test_a_lost_role_ends_the_emergency_at_the_next_request(client_of, person, case):
    samir = client_of("samir")
    samir.post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})
    assert samir.get(f"/arenden/{case.number}/").status_code == 200

    person("samir").groups.set([Group.objects.get(name="Bosamordnare")])

    assert samir.get(f"/arenden/{case.number}/").status_code == 404


def test_the_technician_sees_where_a_case_stands_but_no_journal(client_of, case):
    admin = client_of("admin")
    admin.post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})

    page = admin.get(f"/arenden/{case.number}/").content.decode()
    assert "Boende, ärende" in page
    assert "Vad som har hänt" not in page
    assert admin.get(f"/blanketter/inskickat/{case.number}/").status_code == 404


@pytest.fixture
def used(client_of, case):
    samir = client_of("samir")
    samir.post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})
    samir.get(f"/arenden/{case.number}/")
    return Emergency.objects.get()


def test_the_head_of_unit_reviews_with_the_log_at_hand(client_of, used):
    eva = client_of("eva")
    assert "väntar på din granskning" in eva.get("/min-sida/").content.decode()
    assert URGENT["skal"] in eva.get("/arenden/nodatkomst/granskning/").content.decode()
    page = eva.get(f"/arenden/nodatkomst/granskning/{used.pk}/").content.decode()
    assert f"nödåtkomst {used.pk}" in page
    assert "<td>läste</td><td>ärende</td>" in page

    answers = {"bedomning": "befogad", "anteckning": "Ringde Sara. Stämmer."}
    assert eva.post(f"/arenden/nodatkomst/granskning/{used.pk}/", answers).status_code == 302

    used.refresh_from_db()
    assert (used.outcome, used.reviewed_by) == ("befogad", "eva")
    again = eva.post(f"/arenden/nodatkomst/granskning/{used.pk}/", answers)
    assert "redan granskad" in again.content.decode()
    assert "av Eva Enhetschef" in again.content.decode()


def test_those_that_wait_stand_first_and_the_newest_of_each(client_of, used):
    def another(hours, **fields):
        began = used.began_at - timedelta(hours=hours)
        return Emergency.objects.create(
            case=used.case, username="samir", unit="boende", reason="x", began_at=began, **fields
        )

    reviewed = {"reviewed_by": "eva", "outcome": "befogad", "note": "Stämmer."}
    long_ago, lately = (another(5, reviewed_at=timezone.now() - timedelta(days=days), **reviewed) for days in (2, 1))
    older = another(9)

    assert list(Emergency.objects.waiting_first()) == [used, older, lately, long_ago]


def test_the_data_protection_officer_reviews_all(client_of, used):
    assert client_of("dag").get(f"/arenden/nodatkomst/granskning/{used.pk}/").status_code == 200


@pytest.mark.parametrize("answers", [{}, {"bedomning": "befogad"}, {"bedomning": "kanske", "anteckning": "x"}])
def test_a_review_says_both_what_and_why(client_of, used, answers):
    assert client_of("eva").post(f"/arenden/nodatkomst/granskning/{used.pk}/", answers).status_code == 422
    used.refresh_from_db()
    assert used.reviewed_at is None


def test_nobody_reviews_oneself(client_of, person, case):
    eva = client_of("eva")
    send("S03", person("sara"), case.number, datum="2099-01-01", orsak="flyttat")
    eva.post("/arenden/nodatkomst/", URGENT | {"nummer": case.number})
    mine = Emergency.objects.get()

    assert eva.get(f"/arenden/nodatkomst/granskning/{mine.pk}/").status_code == 404
    with pytest.raises(actions.NotPossible, match="din egen"):
        actions.review(emergency=mine, outcome="befogad", note="x", by=person("eva"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.update(reviewed_by="eva", reviewed_at=timezone.now(), outcome="befogad", note="x")


def test_a_head_of_another_unit_does_not_see_it(client_of, person, units, used):
    eva = person("eva")
    eva.unit = units["barn"]
    eva.save()
    client = client_of("eva")

    assert client.get(f"/arenden/nodatkomst/granskning/{used.pk}/").status_code == 404
    assert URGENT["skal"] not in client.get("/arenden/nodatkomst/granskning/").content.decode()


@pytest.mark.parametrize("url", ["/arenden/nodatkomst/", "/arenden/nodatkomst/granskning/"])
def test_other_methods_are_refused(client_of, url):
    assert client_of("eva").put(url).status_code == 405


# Why


def test_every_reading_says_on_what_ground(client_of, person, case):
    for username in ("sara", "bo", "berit"):
        client_of(username).get(f"/arenden/{case.number}/")

    reads = AuditEvent.objects.filter(action="read", target=case.number).values_list("actor", "reason")
    assert set(reads) >= {("sara", "handläggare"), ("bo", "uppdrag"), ("berit", "enhetens ärende")}


def test_the_bosamordnare_reads_no_words_of_the_journal(client_of, person, case):
    sara = person("sara")
    rows = [{"task": "Ring Kronofogden om spelskulden", "role": "Socialsekreterare", "due_on": "2026-03-10"}]
    send("F06", sara, case.number, datum="2026-03-08", form="besok", deltagare=["klient"], problembild="Spelar.",
         mal="Betala i tid.", ansvar=rows, samsyn="ja")  # fmt: skip

    page = client_of("berit").get(f"/arenden/{case.number}/").content.decode()

    assert "Ring Kronofogden" in client_of("sara").get(f"/arenden/{case.number}/").content.decode()
    assert "Ring Kronofogden" not in page
    assert "Försörjning" not in page
    assert "Ekonomin" not in page
