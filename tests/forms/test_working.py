"""Working with what was sent: lists, rights of each form, reading log, exports without formulas, corrections in the pages."""

import csv
import io
import json
import re
import uuid

import openpyxl
import pytest

from forms import actions, exports, json_schema
from forms.models import FormAccess, FormRules, FormVersion, Processing, Submission
from portal.models import AuditEvent, Unit
from tests.casework import NOTICE, open_housing, publish_shipped_forms, send
from tests.forms.making import publish

LIST = "/blanketter/inskickat/"
EXPORT = "/blanketter/inskickat/uttag/"
# What a spreadsheet program could take for the beginning of a formula, or for a new cell.
PREFIXES = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", '"=', "'=", ";="]


def receive(version, by=None, **answers):
    return actions.receive(version=version, answers={"namn": "Prova"} | answers, key=uuid.uuid4(), by=by)


@pytest.fixture
def sent(db):
    version = publish()
    return [receive(version, text=f"nummer {number}") for number in range(3)]


def give(person, username, right, **more):
    return FormAccess.objects.create(form_key="T1", group=person(username).groups.first(), right=right, **more)


def listed(client, **filters):
    return client.get(LIST, filters).content.decode()


def test_without_a_right_nothing_is_listed_or_read(sent, client_of):
    sara = client_of("sara")

    assert sent[0].receipt not in listed(sara)
    for way in ("", "svar.json", "ratta/"):
        assert sara.get(f"{LIST}{sent[0].receipt}/{way}").status_code == 404
    assert sara.post(f"{LIST}{sent[0].receipt}/aterta/", {"skal": "x"}).status_code == 404
    assert sara.get(EXPORT).status_code == 403


def test_a_right_to_read_holds_in_ones_own_unit(sent, client_of, person):
    give(person, "sara", "read")

    assert sent[0].receipt in listed(client_of("sara"))
    assert sent[0].receipt not in listed(client_of("samir"))
    FormAccess.objects.update(all_units=True)
    assert sent[0].receipt in listed(client_of("samir"))


def test_reading_gives_no_right_to_change_or_take_out(sent, client_of, person):
    give(person, "sara", "read")
    sara = client_of("sara")

    assert sara.get(f"{LIST}{sent[0].receipt}/").status_code == 200
    assert sara.get(f"{LIST}{sent[0].receipt}/ratta/").status_code == 403
    assert sara.post(f"{LIST}{sent[0].receipt}/aterta/", {"skal": "x"}).status_code == 403
    assert sara.get(f"{LIST}{sent[0].receipt}/svar.json").status_code == 403
    assert sara.get(EXPORT).status_code == 403


def test_the_list_is_filtered_by_form_version_day_state_and_unit(sent, client_of, person):
    give(person, "sara", "read", all_units=True)
    Unit.objects.get_or_create(key="vuxen", defaults={"name": "Vuxenenheten"})
    sara = client_of("sara")
    Processing.objects.filter(pk=sent[0].pk).update(state="parked", reason="Prov.")
    parked = listed(sara, lage="parked")

    assert sent[0].receipt in parked
    assert sent[1].receipt not in parked
    for filters in ({"version": 2}, {"till": "2001-01-01"}, {"fran": "2098-01-01"}, {"enhet": "vuxen"}):
        assert sent[1].receipt not in listed(sara, **filters), filters
    assert sent[1].receipt in listed(sara, blankett="T1", version=1, lage="processed")
    assert "Skriv datumet som" in listed(sara, fran="igår")


def test_reading_listing_and_taking_out_are_logged(sent, client_of, person):
    give(person, "sara", "read")
    give(person, "sara", "export")
    sara = client_of("sara")
    listed(sara)
    sara.get(f"{LIST}{sent[0].receipt}/")
    sara.get(EXPORT, {"blankett": "T1", "filtyp": "csv"})

    assert set(AuditEvent.objects.filter(actor="sara").values_list("action", flat=True)) == {"list", "read", "export"}


@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_no_answer_becomes_a_formula_and_its_text_is_there(db, prefix):
    """K30."""
    version = publish()
    text = f"{prefix}1+1"
    rows = [receive(version, text=text)]
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(exports.workbook("T1", rows)))
        for row in sheet
        for cell in row
    ]
    written = list(csv.reader(io.StringIO(exports.csv("T1", rows).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert any(isinstance(cell.value, str) and cell.value.strip().endswith("1+1") for cell in cells)
    assert not [cell for row in written for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert any(cell.endswith(text) for row in written for cell in row)


def test_one_column_for_each_meaning_over_versions_and_a_code_book(db):
    first = publish(questions=[{"key": "namn", "label": "Namn", "type": "text"}])
    second = publish(
        questions=[
            {"key": "namn", "label": "Hela namnet", "type": "text"},
            {
                "key": "barn",
                "label": "Barn",
                "type": "rows",
                "columns": [{"key": "alder", "label": "Ålder", "type": "int"}],
            },
        ]
    )
    rows = [
        actions.receive(version=first, answers={"namn": "Ett"}, key=uuid.uuid4()),
        actions.receive(
            version=second, answers={"namn": "Två", "barn": [{"alder": 3}, {"alder": 5}]}, key=uuid.uuid4()
        ),
    ]
    book = openpyxl.load_workbook(io.BytesIO(exports.workbook("T1", rows)))
    header, *body = book["Svar"].iter_rows(values_only=True)

    assert header.count("namn") == 1
    assert [row[header.index("namn")] for row in body] == ["Ett", "Två"]
    assert list(book["barn"].iter_rows(values_only=True))[1:] == [(rows[1].receipt, 1, 3), (rows[1].receipt, 2, 5)]
    words = {(row[0], row[1], row[2]) for row in book["Kodbok"].iter_rows(values_only=True)}
    assert {("namn", "1", "Namn"), ("namn", "2", "Hela namnet")} <= words


def test_the_export_is_served_in_three_kinds(sent, client_of, person):
    give(person, "sara", "export")
    sara = client_of("sara")
    for kind in ("xlsx", "csv", "json"):
        answer = sara.get(EXPORT, {"blankett": "T1", "filtyp": kind})
        assert answer["Content-Disposition"] == f'attachment; filename="blanketter-T1.{kind}"'
    data = json.loads(answer.content)
    assert [each["answers"]["text"] for each in data["submissions"]] == ["nummer 0", "nummer 1", "nummer 2"]
    assert sara.get(EXPORT, {"blankett": "F02", "filtyp": "csv"}).status_code == 422
    assert sara.get(data["submissions"][0]["$schema"]).json()["properties"]["namn"] == {
        "title": "Namn",
        "type": "string",
    }


def test_every_shipped_form_has_a_json_schema_that_its_answers_follow(db):
    publish_shipped_forms()
    answers = send("F02", None, "", **NOTICE).answers()
    schema = json_schema.of(FormVersion.objects.in_force("F02"))

    assert set(answers) <= set(schema["properties"])
    assert answers["typ"] in schema["properties"]["typ"]["enum"]
    assert all(json_schema.of(version) for version in FormVersion.objects.all())


def _seal(page):
    """Of the preview that was shown, as the page sends it back."""
    return re.search(r'name="sett" value="([^"]+)"', page).group(1)


def test_sara_corrects_in_the_page_with_a_reason(db, client_of, person):
    publish_shipped_forms()
    case = open_housing(person("sara"))
    sara, url = client_of("sara"), f"{LIST}{case.number}/ratta/"
    page = sara.get(url).content.decode()
    from tests.casework import REGISTRATION

    fields = {"blankettnyckel": str(uuid.uuid4())} | REGISTRATION | {"hushall": 4, "personnummer-saknas": "on"}
    fields |= {"med_flit": "ja", "ga": "skicka"}
    assert "Prova Påhittad" in page
    assert "Skriv varför du rättar" in sara.post(url, fields).content.decode()
    shown = sara.post(url, fields | {"skal": "Ett barn till."}).content.decode()
    assert "Det här ändras" in shown
    answer = sara.post(url, fields | {"skal": "Ett barn till.", "sett": _seal(shown)})
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    shown = sara.get(answer["Location"]).content.decode()

    assert case.person.household == 4
    assert "Ett barn till." in shown
    assert "Det finns en senare" in sara.get(f"{LIST}{case.number}/").content.decode()
    assert sara.get(url).status_code == 404
    assert client_of("samir").get(url).status_code == 404


def test_sara_withdraws_in_the_page_and_a_refusal_says_why(db, client_of, person):
    publish_shipped_forms()
    receipt = send("F02", None, "", **NOTICE).receipt
    sara, url = client_of("sara"), f"{LIST}{receipt}/aterta/"

    assert sara.get(url).status_code == 405
    assert "Skriv varför" in sara.post(url).content.decode()
    shown = sara.post(url, {"skal": "Dubblett."}).content.decode()
    assert not Submission.everything.filter(kind="withdrawal").exists()
    assert sara.post(url, {"skal": "Dubblett.", "sett": _seal(shown)}).status_code == 302
    assert Submission.everything.filter(kind="withdrawal").get().reason == "Dubblett."


def test_rules_are_set_and_logged_and_access_given_and_taken(sent, client_of, person):
    arne, url = client_of(_leader()), "/blanketter/regler/T1/"
    group = person("sara").groups.first()

    assert arne.post(url, {"gor": "regler", "retention": "2y", "handover": "folder"}).status_code == 302
    assert arne.post(url, {"gor": "regler", "retention": "x", "handover": "y"}).status_code == 422
    assert arne.post(url, {"gor": "lagg-till", "group": group.pk, "right": "read"}).status_code == 302
    row = FormAccess.objects.get()
    assert (FormRules.objects.get().retention, row.right) == ("2y", "read")
    assert arne.post(url, {"gor": f"bort-{row.pk}"}).status_code == 302
    assert not FormAccess.objects.exists()
    assert AuditEvent.objects.filter(target_kind="form_rules").count() == 3


def _leader():
    from portal.demo import PEOPLE

    return next(row[0] for row in PEOPLE if "Arbetsledare" in row[-1])


def test_what_is_due_is_listed_and_nothing_is_taken_away(sent, client_of):
    import time_machine

    FormRules.objects.create(form_key="T1", retention="2y")
    rolf = client_of("rolf")
    assert sent[0].receipt not in rolf.get("/blanketter/gallring/").content.decode()
    from forms import retention

    with time_machine.travel("2099-03-01"):
        from django.utils import timezone

        due = retention.due(timezone.localdate())
    assert [(each.count, len(each.receipts)) for each in due] == [(3, 3)]
    assert Submission.everything.count() == 3
