"""Files for a spreadsheet program: XLSX and CSV, in which no cell can become a formula."""

import csv as csv_module
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
ILLEGAL = {code: None for code in range(32) if code not in {9, 10, 13}}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title (at most 31 characters), the header row, and rows of texts, numbers, dates and None."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with real dates and numbers, and the header row frozen. Times are written in local time."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:31])
        page.freeze_panes = "A2"
        head = [_cell(WriteOnlyCell(page), title) for title in sheet.header]
        for cell in head:
            cell.font = Font(bold=True)
        page.append(head)
        for row in sheet.rows:
            page.append([_cell(WriteOnlyCell(page), value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons and a byte order mark, which is what a Swedish Excel opens rightly."""
    out = io.StringIO()
    writer = csv_module.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_guarded(title) for title in header])
    writer.writerows([_written(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def download(content: bytes, filename: str) -> HttpResponse:
    """As a file to save; `filename` ends in .xlsx or .csv and says nothing about a person."""
    kind = XLSX if filename.endswith(".xlsx") else "text/csv; charset=utf-8"
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "X-Content-Type-Options": "nosniff"},
    )


def _cell(cell: Any, value: Any) -> Any:
    """A text stays a text, whatever it begins with: openpyxl would make a formula of "=1+1"."""
    value = _value(value)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    return cell


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return (
        value if value is None or isinstance(value, int | float | date) or hasattr(value, "as_tuple") else _text(value)
    )


def _text(value: Any) -> str:
    return str(value).translate(ILLEGAL)[:LONGEST_CELL]


def _written(value: Any) -> str:
    value = _value(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str):
        return _guarded(value)
    return str(value).replace(".", ",") if isinstance(value, float) or hasattr(value, "as_tuple") else str(value)


def _guarded(text: Any) -> str:
    """An apostrophe keeps a spreadsheet program from reading a text as a formula."""
    text = _text(text)
    return f"'{text}" if text.startswith(FORMULA) else text
