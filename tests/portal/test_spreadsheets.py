"""Spreadsheets: real dates and numbers, and no text that becomes a formula."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from portal.spreadsheets import Sheet, csv, download, xlsx

FORMULAS = ["=1+1", "+46", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("x")']


def read(content):
    return load_workbook(io.BytesIO(content))


def test_dates_and_numbers_are_dates_and_numbers():
    when = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    made = read(
        xlsx(
            [
                Sheet(
                    "Blad",
                    ["Dag", "Tid", "Antal", "Kronor", "Ja"],
                    [[date(2026, 7, 6), when, 3, Decimal("12.50"), True]],
                )
            ]
        )
    )
    row = [cell.value for cell in made["Blad"][2]]

    assert row == [datetime(2026, 7, 6), datetime(2026, 7, 1, 10, 30), 3, 12.5, "Ja"]
    assert made["Blad"].freeze_panes == "A2"
    assert made["Blad"]["A1"].font.bold


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    sheet = read(xlsx([Sheet("Blad", [text], [[text]])]))["Blad"]

    assert {cell.data_type for row in sheet for cell in row} == {"s"}
    assert sheet["A2"].value.strip() == text.strip()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(text):
    for line in csv([text], [[text]]).decode("utf-8-sig").splitlines():
        assert line.lstrip('"').startswith("'")


def test_a_csv_is_what_a_swedish_spreadsheet_program_opens():
    made = csv(["Namn", "Belopp", "Dag"], [["Åsa; Örjan", Decimal("1280.50"), date(2026, 7, 6)], [None, -3, 1.5]])

    assert made == '\ufeffNamn;Belopp;Dag\r\n"Åsa; Örjan";1280,50;2026-07-06\r\n;-3;1,5\r\n'.encode()


def test_letters_that_a_file_can_not_hold_are_left_out():
    assert read(xlsx([Sheet("Blad", ["a"], [["x\x00\x0by"]])]))["Blad"]["A2"].value == "xy"


def test_a_download_says_what_it_is():
    assert download(b"", "lista.csv")["Content-Type"].startswith("text/csv")
    assert "attachment" in download(b"", "lista.xlsx")["Content-Disposition"]
