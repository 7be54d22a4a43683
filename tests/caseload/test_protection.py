"""Protected identity: name, number, address and place stand nowhere. The walk goes through every place there is."""

import json
import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver
from django.utils import timezone

from caseload import extracts, telling
from caseload.models import Case, Person
from caseload.views.case import page_of
from caseload.views.printing import data_of
from forms import actions, concealing, exports, handover
from forms.consequences import preview_of
from forms.models import FormAccess, Submission, Upload
from portal.models import AuditEvent, Message
from tests.casework import MOVE_IN, NOTICE, REGISTRATION, house, open_eviction, send
from tests.methods.pdf_text import letters
from tests.methods.pdf_text import pages as pdf_pages

NUMBER = "189001019802"
NAME, PHONE, STREET, FLAT = "Hemlig Påhittad", "070-174 06 05", "Gömda gatan 7", "LGH-HEMLIG"
TOLD = "Bor nu hos sin syster i Påhittsboda."
SECRETS = ("Hemlig", "174 06 05", "Gömda", NUMBER[-4:] + '"', FLAT, "Gömd värd")


@pytest.fixture
def cases(person):
    """A protected person with a housing case and an eviction case, both Sara's, in which everything is filled in."""
    sara, berit = person("sara"), person("berit")
    answers = {"namn": NAME, "personnummer": NUMBER, "skydd": "sekretessmarkering", "telefon": PHONE}
    housing = send("F01", sara, "", **{**REGISTRATION, **answers}).receipt
    send("S01", sara, housing)
    send("S04", sara, housing, kollega="berit", uppdrag="boendelots")
    send("F03", sara, housing, tidigare="no", barn="no", beslut="rad", motivering=TOLD)
    send("S02", sara, housing, skede="ko", datum="2026-02-01", skal="Klart.")
    send("F11", berit, housing, lagenhet=FLAT, datum="2026-03-01", svar="ja")
    send("F12", berit, housing, **{**MOVE_IN, "lagenhet": FLAT, "hyresvard": "Gömd värd"})
    eviction = send("F02", None, "", **NOTICE | {"hyresgast": NAME, "personnummer": NUMBER, "adress": STREET}).receipt
    return Case.everything.get(pk=housing), Case.everything.get(pk=eviction)


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


# What somebody wrote in their own words is read by those who work with the person


def assessment(case):
    return Submission.everything.select_related("version", "root", "processing").get(
        about=case.number, version__form_key="F03", root=None
    )


@pytest.fixture
def corrected(person, cases):
    """The assessment with a correction of it, whose reason tells where the person is."""
    first = assessment(cases[0])
    answers = first.answers() | {"motivering": f"{TOLD} Vill ha stöd."}
    made = actions.correct(
        submission=first, answers=answers, reason="Hon heter Hemlig.", key=uuid.uuid4(), by=person("sara")
    )
    return Submission.everything.select_related("version", "root", "processing", "replaces").get(pk=made.pk)


@pytest.fixture
def registrator(client_of):
    """Reads, corrects and takes out the assessments of the whole office, and works with nobody."""
    for right in ("read", "handle", "export"):
        group = Group.objects.get(name="Registrator")
        FormAccess.objects.create(form_key="F03", group=group, right=right, all_units=True)
    return client_of("rolf")


def test_the_page_withholds_the_text_and_says_whom_to_ask(client_of, registrator, corrected):
    url = f"/blanketter/inskickat/{corrected.receipt}/"
    page, full = registrator.get(url).content.decode(), client_of("sara").get(url).content.decode()

    assert page.count(concealing.WITHHELD) == 3  # the answer, the reason above, the reason in the history
    assert "Påhittsboda" not in page
    assert "Hemlig" not in page
    assert "Be den som är handläggare i ärendet att rätta blanketten." in page
    assert re.search(r"<dd>\s*Råd\s*</dd>", page)  # choices stay
    assert concealing.WITHHELD not in full
    assert TOLD in full
    assert "Hon heter Hemlig." in full


def test_who_is_not_told_corrects_nothing_and_sees_no_consequences(person, registrator, corrected):
    origin = actions.Origin(kind="correction", replaces=corrected, reason="Fel beslut.")
    answers = corrected.answers() | {"motivering": "Något annat."}
    candidate = actions.unstored(
        version=corrected.version, answers=answers, about=corrected.about, by=person("rolf"), origin=origin
    )

    assert registrator.get(f"/blanketter/inskickat/{corrected.receipt}/ratta/").status_code == 403
    assert preview_of(person("rolf"), candidate).sections == [("Ärendet", [telling.HIDDEN])]
    told = preview_of(person("sara"), candidate).sections
    assert any("Påhittsboda" in line for _title, lines in told for line in lines)


def test_every_kind_of_export_withholds_the_text(client_of, registrator, corrected):
    for kind in ("csv", "json", "xlsx"):
        response = registrator.get("/blanketter/inskickat/uttag/", {"blankett": "F03", "filtyp": kind})
        text = response.content.decode("utf-8-sig") if kind != "xlsx" else sheets(response.content)
        assert response.status_code == 200
        assert concealing.WITHHELD in text
        assert "Påhittsboda" not in text
        assert "Hemlig" not in text
    single = registrator.get(f"/blanketter/inskickat/{corrected.receipt}/svar.json").json()
    assert single["answers"]["motivering"] == single["reason"] == concealing.WITHHELD


def sheets(content):
    with zipfile.ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_an_export_by_who_works_with_the_person_holds_the_text(person, corrected):
    sara = person("sara")
    for text in (exports.csv("F03", [corrected], sara).decode(), sheets(exports.workbook("F03", [corrected], sara))):
        assert TOLD in text
        assert "Hon heter Hemlig." in text


def test_a_print_holds_the_text_only_for_who_works_with_the_person(person, cases, corrected):
    mine = list(Case.everything.filter(pk=cases[0].pk).select_related("person"))
    told, withheld = (json.dumps(extracts.everything_about(mine, person(each)), ensure_ascii=False)
                      for each in ("sara", "rolf"))  # fmt: skip

    assert TOLD in told
    assert "Påhittsboda" not in withheld
    assert concealing.WITHHELD in withheld


def test_the_hand_over_and_the_log_withhold_the_text(corrected):
    payload = handover.payload(corrected)

    assert payload["answers"]["motivering"] == payload["reason"] == concealing.WITHHELD
    assert concealing.WITHHELD in AuditEvent.objects.get(target=corrected.receipt, action="write").reason


def test_the_timeline_and_the_trace_are_for_those_who_work_with_the_person(client_of, cases, corrected):
    """Who sees the case sees its words: with protected identity that is by assignment only, or in an emergency."""
    url = f"/arenden/{cases[0].number}/"

    assert "Påhittsboda" in client_of("sara").get(url).content.decode()
    for username in ("arvid", "rolf", "samir"):
        assert client_of(username).get(url).status_code in {403, 404}
        hits = client_of(username).post("/arenden/sok/", {"term": cases[0].number})
        assert "Påhittsboda" not in hits.content.decode()


def test_the_sender_who_works_with_the_person_no_more_is_told_no_more(client_of, person, cases):
    sent = send("F04", person("bo"), cases[0].number, datum="2026-02-01", anteckning=TOLD)
    url = f"/blanketter/inskickat/{sent.receipt}/"

    page = client_of("bo").get(url).content.decode()
    assert concealing.WITHHELD in page
    assert "Påhittsboda" not in page
    assert client_of("bo").get(f"{url}ratta/").status_code == 403
    send("S04", person("sara"), cases[0].number, kollega="bo", uppdrag="boendestödjare")
    assert TOLD in client_of("bo").get(url).content.decode()
    assert client_of("bo").get(f"{url}ratta/").status_code == 200


def test_files_are_for_those_who_work_with_the_person(client_of, registrator, cases):
    first = assessment(cases[0])
    upload = Upload.objects.create(
        submission=first,
        token="t" * 43,
        key=first.key,
        question="x",
        name="Hemlig.pdf",
        content_type="application/pdf",
        size=4,
        sha256="0" * 64,
        data=b"%PDF",
        uploaded_at=timezone.now(),
    )
    url = f"/blanketter/inskickat/{first.receipt}/fil/{upload.token}/"

    assert registrator.get(url).status_code == 403
    assert client_of("sara").get(url).status_code == 200
    assert "content" not in handover._with_data(upload, 1)


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
