"""Paper forms: printed empty with a number of their own, filled in by hand, and keyed in once in the same layout."""

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from forms.actions.receiving import ALPHABET
from forms.models import FormVersion, Sheet
from forms.schema import Condition, Question, Schema
from portal import audit, printing
from portal.printing import qr
from portal.templatetags.swedish import langdatum

LETTERS = 8
LINES = {"textarea": 6, "rows": 5}


@transaction.atomic
def make_sheet(*, version: FormVersion, by: Any, about: str = "") -> Sheet:
    """A new number for one printed sheet."""
    number = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    sheet = Sheet.objects.create(
        number=number, version=version, about=about, printed_by=by.username, printed_at=timezone.now()
    )
    audit.record(audit.Action.PRINT, by=by, kind="sheet", target=number)
    return sheet


def printed(*, version: FormVersion, by: Any, about: str = "") -> HttpResponse:
    """A new sheet as a file to print."""
    made = make_sheet(version=version, by=by, about=about)
    return printing.download(pdf(made), f"blankett-{version.form_key}-{made.number}.pdf")


def pdf(sheet: Sheet) -> bytes:
    """The empty form with its number in letters and as a QR code that leads to the page for keying in."""
    schema = sheet.version.read()
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("forms_sheet", args=[sheet.number])
    data = {
        "title": schema.title,
        "number": shown(sheet.number),
        "about": f"Gäller {sheet.about}" if sheet.about else "",
        "version": f"{sheet.version.form_key}, version {sheet.version.number}, {langdatum(sheet.printed_at)}",
        "qr": qr.matrix(url),
        "steps": [
            {
                "title": step.title,
                "only_if": _only_if(schema, step.show_if),
                "questions": [_question(schema, question) for question in step.questions],
            }
            for step in schema.steps
        ],
    }
    return printing.pdf("forms/paper", data)


def shown(number: str) -> str:
    return f"{number[:4]}-{number[4:]}"


def _question(schema: Schema, question: Question) -> dict[str, Any]:
    return {
        "label": question.label,
        "help": question.help,
        "only_if": _only_if(schema, question.show_if),
        "kind": question.type,
        "optional": question.is_typed and not question.required,
        "options": _options(question),
        "columns": [column.label for column in question.columns],
        "lines": LINES.get(question.type, 1),
    }


def _options(question: Question) -> list[str]:
    """What can be ticked. A scale has all its steps, with words at those that have some."""
    if question.type == "bool":
        return ["Ja", "Nej"]
    if question.type != "scale":
        return [label for _value, label in question.options]
    low = 1 if question.minimum is None else question.minimum
    high = 5 if question.maximum is None else question.maximum
    words = dict(question.options)
    return [f"{step} – {words[str(step)]}" if str(step) in words else str(step) for step in range(low, high + 1)]


def _only_if(schema: Schema, condition: Condition | None) -> str:
    """On paper nothing is hidden; so it says when a question is to be answered."""
    tests = [(schema.question(test.question), test) for test in condition.leaves()] if condition else []
    word = " eller " if condition and condition.match == "any" else " och "
    said = word.join(_said(question, test) for question, test in tests if question)
    return f"Svara bara om {said}." if said else ""


def _said(question: Question, test: Condition) -> str:
    label, words = question.label.rstrip("?"), {"yes": "Ja", "no": "Nej"} if question.type == "bool" else {}
    values = " eller ".join(words.get(value, question.option_label(value)) for value in test.values)
    said = {"answered": "är besvarad", "not": f"inte är {values}", "at_least": f"är minst {values}",
            "at_most": f"är högst {values}"}  # fmt: skip
    return f"”{label}” {said.get(test.operator, f'är {values}')}"
