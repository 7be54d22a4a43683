"""The queue in its order, the flats and who may know by whom they are lived in, the forms at hand, the case on paper."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from caseload.flats import State, flats_for
from caseload.models import Case
from caseload.next_forms import offered
from portal import printing
from portal.models import AuditEvent
from tests.casework import ASSESSMENT, MOVE_IN, NOTICE, REGISTRATION, house, open_eviction, open_housing, send

QUEUE, HOMES = "/arenden/ko/", "/arenden/boenden/"


def iso(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def queued(by, name, since):
    case = open_housing(by, namn=name)
    send("F03", by, case.number, **ASSESSMENT)
    dates = {"kostart": since} if since else {}
    send("S02", by, case.number, skede="ko", datum="2026-02-01", skal="Klarar eget boende.", **dates)
    return case


def test_the_queue_stands_in_its_order_and_says_why(client_of, person):
    sara = person("sara")
    queued(sara, "Senare Påhittad", "2026-02-01")
    queued(sara, "Tidigare Påhittad", "2025-12-01")

    page = client_of("sara").get(QUEUE).content.decode()

    assert page.index("Tidigare Påhittad") < page.index("Senare Påhittad")
    assert "Köstart 2025-12-01" in page
    assert "Försökslägenhet" in page
    assert "Klarar eget boende." in page
    assert AuditEvent.objects.filter(action="list", reason="kön, 2 ärenden").exists()


def test_the_bosamordnare_sees_the_queue_without_the_reasons_of_the_journal(client_of, person):
    queued(person("sara"), "Prova Påhittad", "2026-02-01")

    page = client_of("berit").get(QUEUE).content.decode()

    assert "Prova Påhittad" in page
    assert "Klarar eget boende." not in page


@pytest.mark.parametrize("url", [QUEUE, HOMES])
def test_those_without_the_units_cases_may_not(client_of, url):
    assert client_of("bo").get(url).status_code == 403
    assert client_of("hanna").get(url).status_code == 403


def states(user):
    return {flat.dwelling: flat.state for flat in flats_for(user, timezone.localdate())}


def test_a_flat_goes_from_offered_to_lived_in_to_soon_free_to_free(person):
    sara, berit = person("sara"), person("berit")
    case = queued(sara, "Prova Påhittad", "2026-01-01")
    offer = {"lagenhet": "LGH-7", "datum": "2026-03-01"}
    send("F11", berit, case.number, svar="nej", **offer)
    assert states(berit) == {"LGH-7": State.FREE}
    send("F11", berit, case.number, svar="ja", **offer)
    assert states(berit) == {"LGH-7": State.OFFERED}
    send("F12", berit, case.number, **MOVE_IN | {"lagenhet": "LGH-7"})
    assert states(berit) == {"LGH-7": State.LIVED_IN}
    send("F18", berit, case.number, datum=iso(14), orsak="egen_begaran", nasta="Hos en bror")

    (flat,) = flats_for(berit, timezone.localdate())
    assert (flat.state, flat.free_on.isoformat(), flat.case) == (State.SOON, iso(14), None)
    (later,) = flats_for(berit, timezone.localdate() + timedelta(days=15))
    assert later.state == State.FREE


def test_a_flat_that_was_taken_over_is_no_longer_ours(person):
    case = house(person("sara"), person("berit"))
    send("F17", person("sara"), case.number, datum="2027-10-01", hyresvard="Exempelbostäder")

    assert states(person("berit")) == {}


def house_protected(by):
    """Somebody with protected identity in the same flat."""
    hidden = open_housing(by, namn="Hemlig Påhittad", skydd="sekretessmarkering")
    send("S01", by, hidden.number)
    send("F03", by, hidden.number, **ASSESSMENT)
    send("S02", by, hidden.number, skede="ko", datum="2026-05-02", skal="x")
    send("F11", by, hidden.number, lagenhet="LGH-1", datum="2026-05-02", svar="ja")
    send("F12", by, hidden.number, **MOVE_IN | {"datum": "2026-05-03"})
    return hidden


def test_by_whom_a_flat_is_lived_in_is_told_only_to_those_who_may_know(client_of, person):
    sara, berit = person("sara"), person("berit")
    first = house(sara, berit)
    send("F18", berit, first.number, datum="2026-05-01", orsak="egen_begaran", nasta="Hos en bror")
    hidden = house_protected(sara)

    (flat,) = flats_for(berit, timezone.localdate())
    assert [each.case for each in flats_for(sara, timezone.localdate())] == [None]  # hers, but in no list
    page = client_of("berit").get(HOMES).content.decode()

    assert (flat.state, flat.case, flat.since) == (State.LIVED_IN, None, None)
    assert hidden.number not in page
    assert "Hemlig" not in page
    assert "Upptagen" in page


def test_the_flats_say_who_lives_there_and_that_the_decision_is_missing(client_of, person):
    case = house(person("sara"), person("berit"))

    page = client_of("berit").get(HOMES).content.decode()

    assert f"/arenden/{case.number}/" in page
    assert "Prova Påhittad" in page
    assert "Giltigt beslut saknas" in page
    assert client_of("samir").get(HOMES).content.decode().count("LGH-1") == 0


def test_the_flats_are_chosen_by_where_they_stand_and_what_kind_they_are(client_of, person):
    sara, berit = person("sara"), person("berit")
    house(sara, berit)
    send("F11", berit, queued(sara, "Andra Påhittad", "2026-01-01").number, lagenhet="LGH-2", datum=iso(-3), svar="ja")
    send(
        "F11", berit, queued(sara, "Tredje Påhittad", "2026-01-02").number, lagenhet="LGH-3", datum=iso(-3), svar="nej"
    )
    berit = client_of("berit")

    def shown(**chosen):
        page = berit.get(HOMES, chosen).content.decode()
        return [flat for flat in ("LGH-1", "LGH-2", "LGH-3") if f">{flat}</a>" in page]

    assert shown() == ["LGH-1", "LGH-2", "LGH-3"]
    assert shown(lage="upptagen") == ["LGH-1"]
    assert shown(lage="erbjuden") == ["LGH-2"]
    assert shown(lage="ledig") == ["LGH-3"]
    assert shown(boendeform="försökslägenhet") == ["LGH-1"]
    assert shown(lage="blir_ledig") == []
    assert "Ingen lägenhet stämmer med det du valde." in berit.get(HOMES, {"lage": "blir_ledig"}).content.decode()
    assert berit.get(HOMES, {"lage": "bortom"}).status_code == 422


def home_of(user, dwelling="LGH-1"):
    return next(f"{HOMES}{flat.key}/" for flat in flats_for(user, timezone.localdate()) if flat.dwelling == dwelling)


def test_a_flat_has_a_page_with_its_stays(client_of, person):
    sara, berit = person("sara"), person("berit")
    first = house(sara, berit)
    send("F18", berit, first.number, datum="2026-05-01", orsak="egen_begaran", nasta="Hos en bror")
    second = queued(sara, "Andra Påhittad", "2026-01-01")
    send("F11", berit, second.number, lagenhet="LGH-1", datum="2026-05-02", svar="ja")
    send("F12", berit, second.number, **MOVE_IN | {"datum": "2026-05-03"})
    url = home_of(berit)

    page = client_of("berit").get(url).content.decode()

    assert page.index("Andra Påhittad") < page.index("Prova Påhittad")
    assert all(
        text in page for text in ("2026-05-03", "Pågår", "2026-04-01", "2026-05-01", "Egen begäran", "6\u00a0100")
    )
    assert "LGH" not in url
    assert "Blankett</a>" not in page  # she reads no journal
    assert "Blankett</a>" in client_of("sara").get(url).content.decode()
    event = AuditEvent.objects.filter(action="read", target_kind="flat", actor="berit").get()
    assert event.reason == "2 boendeperioder"
    assert client_of("berit").post(url).status_code == 405


def test_the_page_of_a_flat_tells_nothing_of_who_is_protected(client_of, person):
    sara, berit = person("sara"), person("berit")
    first = house(sara, berit)
    send("F18", berit, first.number, datum="2026-05-01", orsak="egen_begaran", nasta="Hos en bror")
    hidden = house_protected(sara)

    for username in ("berit", "sara"):
        page = client_of(username).get(home_of(person(username))).content.decode()
        assert "Upptagen" in page
        assert "Prova Påhittad" in page
        assert hidden.number not in page
        assert "2026-05-03" not in page


def test_a_flat_of_another_unit_is_not_there_and_others_may_not(client_of, person):
    house(person("sara"), person("berit"))
    url = home_of(person("berit"))

    assert client_of("samir").get(url).status_code == 404
    assert client_of("berit").get(f"{HOMES}ingen/").status_code == 404
    assert client_of("bo").get(url).status_code == 403


def at_hand(user, case):
    return [offer.form.form_key for offer in offered(user, Case.everything.get(pk=case.number)).at_hand]


def others(user, case):
    return [form.form_key for form in offered(user, Case.everything.get(pk=case.number)).others]


def test_the_forms_at_hand_follow_the_stage(person):
    sara, berit = person("sara"), person("berit")
    case = open_housing(sara)
    assert at_hand(sara, case) == ["S01", "S06", "F06", "F03"]
    assert not {"F17", "F18", "S07", "S08"} & {*at_hand(sara, case), *others(sara, case)}
    send("F03", sara, case.number, **ASSESSMENT)
    send("S02", sara, case.number, skede="ko", datum="2026-02-01", skal="x")
    assert at_hand(berit, case)[0] == "F11"
    send("F11", berit, case.number, lagenhet="LGH-1", datum="2026-03-01", svar="ja")
    assert at_hand(berit, case)[0] == "F12"
    send("F12", berit, case.number, **MOVE_IN)
    assert "F12" not in [*at_hand(berit, case), *others(berit, case)]
    assert "F18" in [*at_hand(berit, case), *others(berit, case)]


def test_an_eviction_asks_first_for_what_is_waited_for(person, client_of):
    case = open_eviction()

    assert at_hand(person("sara"), case) == ["S01", "S06", "F20", "F03"]
    assert "Ärendet har ingen handläggare." in client_of("sara").get(f"/arenden/{case.number}/").content.decode()


@pytest.fixture
def printed(monkeypatch):
    """What the typesetter was given, as text; it still sets the sheet."""
    given, set_it = [], printing.pdf

    def remember(template, data, **options):
        given.append(json.dumps(data, ensure_ascii=False).replace("\u00a0", " "))
        return set_it(template, data, **options)

    monkeypatch.setattr(printing, "pdf", remember)
    return given


def test_a_summary_is_printed_and_the_printing_is_logged(client_of, person, printed):
    case = open_eviction()
    send("S01", person("sara"), case.number)

    response = client_of("sara").get(f"/arenden/{case.number}/utskrift/")

    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == f'attachment; filename="arende-{case.number}.pdf"'
    assert all(text in printed[0] for text in ("Testa Påhittad", case.number, "Kontakta hyresgästen", "12 450 kronor"))
    event = AuditEvent.objects.get(action="print", target=case.number)
    assert (event.actor, event.reason) == ("sara", "handläggare; utskrift")


def test_on_paper_too_nobody_reads_what_they_may_not(client_of, person, printed):
    case = open_eviction()
    who = {"skydd": "sekretessmarkering", "namn": "Hemlig Påhittad", "telefon": "070-1740605"}
    hidden = send("F01", person("sara"), **REGISTRATION | who)
    send("S01", person("sara"), hidden.receipt)

    client_of("berit").get(f"/arenden/{case.number}/utskrift/")
    client_of("sara").get(f"/arenden/{hidden.receipt}/utskrift/")

    assert "12 450" not in printed[0]
    assert "Hemlig" not in printed[1]
    assert "1740605" not in printed[1]
    assert client_of("samir").get(f"/arenden/{case.number}/utskrift/").status_code == 404
    assert client_of("hanna").get(f"/arenden/{case.number}/utskrift/").status_code == 403
    assert len(printed) == 2


def test_the_longest_texts_fit_on_paper(client_of, person):
    case = send("F02", None, "", **NOTICE | {"hyresgast": "#" * 200 + "*_`$", "gjort": "Ord " * 900})

    assert client_of("sara").get(f"/arenden/{case.receipt}/utskrift/").status_code == 200
