"""Protected identity: name, number, address and place stand nowhere. The walk goes through every place there is."""

import json
import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver

from caseload import extracts
from caseload.models import Case, Person
from caseload.views.case import page_of
from caseload.views.printing import data_of
from forms import concealing, exports, handover
from forms.models import FormAccess, Submission
from portal.models import AuditEvent, Message
from tests.caseload.protected import FLAT, NAME, NUMBER, SECRETS
from tests.casework import house, open_eviction, send
from tests.methods.pdf_text import letters
from tests.methods.pdf_text import pages as pdf_pages


def found_in(text):
    return [secret for secret in SECRETS if secret in text]


def pages(case):
    """Every address of the caseload and of submissions that is asked for with GET, filled in for the case."""
    names = [pattern.name for resolver in get_resolver().url_patterns if str(resolver.pattern) == "arenden/"
             for pattern in resolver.url_patterns]  # fmt: skip
    assert "case" in names
    own = [
        str(pattern.pattern).replace("<str:number>", case.number).replace("<slug:key>", "S05")
        for resolver in get_resolver().url_patterns
        if str(resolver.pattern) == "arenden/"
        for pattern in resolver.url_patterns
        if "<int:" not in str(pattern.pattern)
    ]
    sent = Submission.everything.values_list("receipt", flat=True)
    others = ["/min-sida/", "/blanketter/inskickat/", "/laslogg/", "/utskick/", "/blanketter/inkommet/"]
    return [f"/arenden/{each}" for each in own] + others + [f"/blanketter/inskickat/{each}/" for each in sent]


@pytest.mark.parametrize("username", ["sara", "berit", "rolf"])
def test_no_page_tells(client_of, cases, username):
    client, told = client_of(username), {}
    for url in dict.fromkeys(url for case in cases for url in pages(case)):
        response = client.get(url)
        if response.status_code == 200 and "pdf" not in response["Content-Type"]:
            told[url] = found_in(response.content.decode())
    for term in (NAME, NUMBER, cases[0].number):
        told[term] = found_in(
            client.post("/arenden/sok/", {"term": term}).content.decode().replace(f'value="{term}"', "")
        )

    assert {url: secrets for url, secrets in told.items() if secrets} == {}
    assert len(told) > 4


def test_the_walk_finds_what_is_not_protected(client_of, cases):
    """Negative control: the same walk over an unprotected person meets the secrets."""
    Person.everything.update(protection="nej")
    client = client_of("sara")
    text = "".join(
        response.content.decode()
        for url in dict.fromkeys(url for case in cases for url in pages(case))
        if "pdf" not in (response := client.get(url))["Content-Type"]
    )

    assert set(found_in(text)) >= {"Hemlig", "174 06 05", "Gömda", FLAT}


def test_no_file_tells(person, cases):
    sent = list(Submission.everything.select_related("version", "root", "processing"))
    texts = [json.dumps(exports.as_json(each), ensure_ascii=False) for each in sent]
    for key in {each.version.form_key for each in sent}:
        of_form = [each for each in sent if each.version.form_key == key]
        texts.append(exports.csv(key, of_form).decode("utf-8-sig"))
        with zipfile.ZipFile(BytesIO(exports.workbook(key, of_form))) as book:
            texts += [book.read(name).decode() for name in book.namelist()]

    assert [found_in(text) for text in texts if found_in(text)] == []
    assert any(concealing.COVERED in text for text in texts)


def test_the_hand_over_tells_only_that_it_is_protected(cases):
    for each in Submission.everything.select_related("version", "root"):
        payload = handover.payload(each)
        assert payload["protected"] is True
        assert found_in(json.dumps(payload, ensure_ascii=False)) == []


def test_no_print_and_no_file_name_tells(client_of, person, cases):
    sara, client = person("sara"), client_of("sara")
    for case in cases:
        case = Case.objects.visible_to(sara).select_related("person").filter(pk=case.pk).first() or case
        printed = data_of(page_of(case, sara), sara)
        assert found_in(json.dumps(printed, ensure_ascii=False, default=str)) == []
    mine = list(Case.everything.filter(responsible="sara").select_related("person"))
    for make in (extracts.everything_about, extracts.readers_of):
        assert found_in(json.dumps(make(mine, sara), ensure_ascii=False)) == []
    response = client.get(f"/arenden/{cases[0].number}/utskrift/")
    assert found_in(response["Content-Disposition"]) == []
    text = letters("".join(pdf_pages(response.content)))
    assert found_in(text) == []


def test_no_message_and_no_log_row_tells(cases):
    told = [f"{each.subject} {each.body} {each.about}" for each in Message.objects.all()]
    told += [f"{each.target} {each.reason} {each.fields}" for each in AuditEvent.objects.all()]
    assert [text for text in told if found_in(text)] == []


def test_an_export_by_the_forms_own_table_tells_nothing(client_of, person, cases):
    FormAccess.objects.create(
        form_key="F01", group=Group.objects.get(name="Registrator"), right="read", all_units=True
    )
    page = client_of("rolf").get(f"/blanketter/inskickat/{cases[0].number}/")

    assert page.status_code == 200
    assert found_in(page.content.decode()) == []
    assert concealing.COVERED in page.content.decode()


# The one page that shows it

WHY = {"skal": "Ska ringa inför hembesöket i morgon."}


def test_who_works_with_the_case_sees_it_once_with_a_reason(client_of, cases):
    url = f"/arenden/{cases[0].number}/skyddat/"
    sara = client_of("sara")
    assert found_in(sara.get(url).content.decode()) == []

    page = sara.post(url, WHY).content.decode()

    assert {"Hemlig", "174 06 05", FLAT} <= set(found_in(page))
    assert "18900101-9802" in page
    event = AuditEvent.objects.get(target_kind="protected")
    assert (event.actor, event.reason) == ("sara", WHY["skal"])
    assert found_in(f"{event.fields}") == []
    assert found_in(sara.get(url).content.decode()) == []


def test_a_reason_is_asked_for(client_of, cases):
    response = client_of("sara").post(f"/arenden/{cases[0].number}/skyddat/", {"skal": "x"})

    assert response.status_code == 422
    assert found_in(response.content.decode()) == []


def test_it_is_not_for_others_nor_for_people_without_protection(client_of, person, cases):
    assert client_of("arvid").post(f"/arenden/{cases[0].number}/skyddat/", WHY).status_code == 404
    other = open_eviction()
    assert client_of("sara").post(f"/arenden/{other.number}/skyddat/", WHY).status_code == 403
    assert client_of("sara").put(f"/arenden/{other.number}/skyddat/").status_code == 405


def test_a_protected_flat_is_lived_in_by_nobody_who_is_named(client_of, person, cases):
    house(person("sara"), person("berit"))
    page = client_of("berit").get("/arenden/boenden/").content.decode()

    assert "Prova Påhittad" in page
    assert cases[0].number not in page


# The person's own papers


@pytest.mark.parametrize("what", ["registerutdrag", "vem-har-last"])
def test_the_persons_own_papers(client_of, person, what):
    case = open_eviction()
    send("S01", person("sara"), case.number)
    sara, url = client_of("sara"), f"/arenden/{case.number}/{what}/"
    assert sara.get(url).status_code == 200
    assert sara.post(url, {}).status_code == 422

    response = sara.post(url, {"identitet": "legitimation"})

    text = letters("".join(pdf_pages(response.content)))
    assert response["Content-Disposition"] == f'attachment; filename="{what}-{case.number}.pdf"'
    assert ("Exempelbostäder" if what == "registerutdrag" else "handläggare") in text
    assert AuditEvent.objects.filter(action="print", target=case.number, reason__contains="legitimation").exists()
    assert client_of("samir").post(url, {"identitet": "legitimation"}).status_code == 404
    assert client_of("bo").get(url).status_code == 403
    assert sara.put(url).status_code == 405


def test_an_extract_is_whole_or_not_given(client_of, person, units):
    """Who may not see one of the person's cases gives out none of it."""
    mine = open_eviction(personnummer=NUMBER)
    theirs = open_eviction(personnummer=NUMBER)
    Case.everything.filter(pk=theirs.pk).update(unit="vuxen")

    response = client_of("sara").post(f"/arenden/{mine.number}/registerutdrag/", {"identitet": "legitimation"})

    assert response.status_code == 403
