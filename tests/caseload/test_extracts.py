"""The person's own papers are read by somebody who has never seen a code or a column."""

import pytest

from caseload import extracts
from tests.casework import ASSESSMENT, open_eviction, send


@pytest.fixture
def case(person):
    case = open_eviction()
    send("F03", person("sara"), case.number, **ASSESSMENT | {"kontaktforsok": [{"on": "2026-03-06", "way": "brev"}]})
    return case


def test_answers_stand_in_the_words_of_the_form(person, case):
    sent = extracts.everything_about([case], person("sara"))["submissions"]
    notice, assessment = (dict(each["answers"]) for each in sent)

    assert notice["Vad vill du meddela?"] == "Uppsägning på grund av obetald hyra (12 kap. 44 § jordabalken)"
    assert notice["Orsak"] == "Obetald hyra"
    assert notice["Skuldbelopp"].replace("\xa0", " ") == "12 450 kronor"
    assert assessment["Beslut"] == "Inleda utredning"
    assert any(text.startswith("Datum: 2026-03-06, ") and "Brev" in text for text in assessment.values())


def test_an_unknown_number_is_said_in_words(person):
    case = open_eviction(personnummer="saknas")

    notice = extracts.everything_about([case], person("sara"))["submissions"][0]

    assert "saknas" not in [text for _label, text in notice["answers"]]


def test_who_has_read_names_even_those_without_an_account_in_words(client_of, person, case):
    client_of("sara").get(f"/arenden/{case.number}/vem-har-last/")

    rows = extracts.readers_of([case], person("sara"))["rows"]

    assert "Utan inloggning" in {row[1] for row in rows}
    assert "-" not in {row[1] for row in rows}
    assert any("vem har läst" in row[5] for row in rows)
