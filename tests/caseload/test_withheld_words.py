"""What somebody wrote in their own words about a protected person is read by those who work with the person."""

import json
import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from caseload import extracts, telling
from caseload.models import Case
from forms import actions, concealing, exports, handover
from forms.consequences import preview_of
from forms.models import FormAccess, Submission, Upload
from portal.models import AuditEvent
from tests.caseload.protected import TOLD
from tests.casework import send


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
