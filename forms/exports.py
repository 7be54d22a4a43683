"""What was sent, as files: one column for each meaning over all versions of a form, and a code book beside it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from forms import concealing
from forms.codebook import Column, columns
from forms.models import FormVersion, Submission
from forms.schema import decode
from portal import spreadsheets

FACTS = ("Kvittonummer", "Inkommen", "Version", "Läge", "Enhet", "Gäller", "Slag", "Källa", "Ersätter", "Skäl",
         "I kraft")  # fmt: skip


def keys_of(form_key: str) -> list[str]:
    """The form's own key and those of its translations, which share its columns."""
    others = FormVersion.objects.exclude(form_key=form_key).order_by("form_key", "number")
    return [form_key, *{each.form_key for each in others if each.read().original == form_key}]


def workbook(form_key: str, submissions: list[Submission], by: Any = None) -> bytes:
    """An Excel file for `by`: the submissions, a sheet for each question with rows, and the code book."""
    concealing.mark(submissions, by)
    found = columns(form_key)
    flat = [column for column in found if not column.columns]
    in_force = _in_force(submissions)
    sheets = [spreadsheets.Sheet("Svar", _header(flat), _rows(flat, submissions, in_force))]
    sheets += [
        spreadsheets.Sheet(
            column.name[:31],
            ["Kvittonummer", "Rad", *(inner.name for inner in column.columns)],
            _inner_rows(column, submissions),
        )
        for column in found
        if column.columns
    ]
    book = spreadsheets.Sheet("Kodbok", ["Kolumn", "Version", "Fråga", "Typ", "Värde", "Betyder"], list(_book(found)))
    return spreadsheets.xlsx([*sheets, book])


def csv(form_key: str, submissions: list[Submission], by: Any = None) -> bytes:
    """One line for each submission; rows within a question stand as text in one cell."""
    concealing.mark(submissions, by)
    found = columns(form_key)
    return spreadsheets.csv(_header(found), _rows(found, submissions, _in_force(submissions)))


def as_json(submission: Submission) -> dict[str, Any]:
    """One submission as data, as it was marked for its reader, with the address of the JSON Schema of its version."""
    version = submission.version
    return {
        "$schema": reverse("forms_schema", args=[version.form_key, version.number]),
        "receipt": submission.receipt,
        "form": version.form_key,
        "version": version.number,
        "received_at": submission.received_at.isoformat(),
        "unit": submission.unit,
        "about": submission.about,
        "kind": submission.kind,
        "source": submission.source,
        "replaces": submission.replaces.receipt if submission.replaces else "",
        "reason": concealing.reason(submission),
        "answers": concealing.told(submission),
    }


def _header(found: list[Column]) -> list[str]:
    return [*FACTS, *(column.name for column in found)]


def _in_force(submissions: list[Submission]) -> set[int]:
    chosen = Submission.objects.unscoped("which of the rows are in force").filter(
        pk__in=[each.pk for each in submissions]
    )
    return set(chosen.in_force().values_list("pk", flat=True))


def _rows(found: list[Column], submissions: list[Submission], in_force: set[int]) -> Iterator[list[Any]]:
    for each in submissions:
        facts = [
            each.receipt,
            timezone.localtime(each.received_at).replace(tzinfo=None, microsecond=0),
            f"{each.version.form_key} {each.version.number}",
            each.processing.get_state_display(),
            each.unit,
            each.about,
            each.get_kind_display(),
            each.get_source_display(),
            each.replaces.receipt if each.replaces else "",
            concealing.reason(each),
            each.pk in in_force,
        ]
        yield [*facts, *(_cell(column, each) for column in found)]


def _cell(column: Column, submission: Submission) -> Any:
    """The answer, when the submission's own version asked what the column means."""
    question = submission.version.read().question(column.key)
    if question is None or not column.holds(question):
        return None
    return _value(question.type, decode(question, concealing.told(submission).get(column.key)))


def _value(kind: str, value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(_text(each) for each in value)
    if kind == "bool" and value in {"yes", "no"}:
        return "Ja" if value == "yes" else "Nej"
    return value


def _text(value: Any) -> str:
    if isinstance(value, dict):
        words = {key: each for key, each in value.items() if key not in {"token", "sha256", "type", "size"}}
        return ", ".join(f"{key}: {each}" for key, each in words.items() if each is not None)
    return str(value)


def _inner_rows(column: Column, submissions: list[Submission]) -> Iterator[list[Any]]:
    for each in submissions:
        question = each.version.read().question(column.key)
        if question is None or not column.holds(question):
            continue
        for number, row in enumerate(decode(question, concealing.told(each).get(column.key)) or [], start=1):
            cells = [_inner(question, inner, row) for inner in column.columns]
            yield [each.receipt, number, *cells]


def _inner(question: Any, inner: Column, row: dict[str, Any]) -> Any:
    asked = question.column(inner.key)
    return _value(asked.type, row.get(inner.key)) if asked is not None and inner.holds(asked) else None


def _book(found: list[Column], within: str = "") -> Iterator[list[Any]]:
    """How each column has been put in each version, and what its values mean."""
    for column in found:
        name = f"{within}{column.name}"
        for wording in column.wordings:
            yield [name, wording.version, wording.label, column.type, None, None]
        for value, wordings in column.options.items():
            for wording in wordings:
                yield [name, wording.version, None, None, value, wording.label]
        yield from _book(column.columns, f"{name}.")
