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
from forms.schema import Question
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
            {"title": step.title, "questions": [_question(question) for question in step.questions]}
            for step in schema.steps
        ],
    }
    return printing.pdf("forms/paper", data)


def shown(number: str) -> str:
    return f"{number[:4]}-{number[4:]}"


def _question(question: Question) -> dict[str, Any]:
    options = [label for _value, label in question.options]
    if question.type == "bool":
        options = ["Ja", "Nej"]
    if question.type == "scale" and not options:
        low, high = question.minimum or 1, question.maximum or 5
        options = [str(number) for number in range(low, high + 1)]
    return {
        "label": question.label,
        "help": question.help,
        "kind": question.type,
        "optional": question.is_typed and not question.required,
        "options": options,
        "columns": [column.label for column in question.columns],
        "lines": LINES.get(question.type, 1),
    }
