"""Small forms for the tests: a schema in one line, and a form that is published, with or without its page."""

from typing import Any

from django.http import QueryDict

from forms.builder import form_class
from forms.content.loader import page_from
from forms.models import FormPage, FormsIndexPage, FormVersion
from forms.schema import Schema
from portal.content import load as load_pages
from portal.content.pages import publish_below
from portal.models import StartPage

QUESTIONS: list[dict[str, Any]] = [
    {"key": "namn", "label": "Namn", "type": "text", "required": True},
    {"key": "text", "label": "Text", "type": "textarea"},
]
FILE: dict[str, Any] = {"key": "intyg", "label": "Intyg", "type": "file"}
URL = "/blanketter/prov/"


def publish(key: str = "T1", *, questions: list[dict[str, Any]] | None = None, **more: Any) -> FormVersion:
    schema = {"key": key, "title": "Prov", "audience": "public", "steps": [{"questions": questions or QUESTIONS}]}
    return FormVersion.objects.publish(Schema.from_dict(schema | more), by="test")


def publish_page(*, questions: list[dict[str, Any]] | None = None, **more: Any) -> FormPage:
    """The form at /blanketter/prov/."""
    load_pages()
    index = publish_below(StartPage.objects.get(), FormsIndexPage(slug="blanketter", title="Blanketter"))
    source = {
        "key": "T1",
        "slug": "prov",
        "title": "Prov",
        "audience": "public",
        "steps": [{"questions": questions or QUESTIONS}],
    }
    page = page_from(source | more)
    index.add_child(instance=page)
    page.save_revision().publish()
    return FormPage.objects.get(key="T1")


def schema(*questions, **more):
    """One step of questions; a question is `(key, type, {other properties})`."""
    return Schema.from_dict(
        {
            "key": "T1",
            "title": "Prov",
            "audience": "public",
            "steps": [{"questions": [*map(question_from, questions)]}],
        }
        | more
    )


def question_from(parts):
    key, kind, *rest = parts
    options = {"options": [["a", "A"], ["b", "B"]]} if kind in {"choice", "choices"} else {}
    return {"key": key, "label": key.capitalize(), "type": kind} | options | (rest[0] if rest else {})


def data(**answers):
    posted = QueryDict(mutable=True)
    for key, value in answers.items():
        posted.setlist(key.replace("__", "-"), value if isinstance(value, list) else [value])
    return posted


def answers(form_schema: Schema, **posted: Any) -> dict[str, Any]:
    """What would be stored; the test fails when the form is not right."""
    form = form_class(form_schema)(data(**posted))
    assert form.is_valid(), form.errors
    return form.answers()


A = {"question": "x", "values": ["a"]}
B = {"question": "y", "values": ["b"]}
COLUMNS = [
    question_from(("typ", "choice", {"required": True})),
    question_from(("kr", "kr", {"required": True})),
    question_from(("vard", "text", {"required": True, "show_if": {"question": "typ", "values": ["a"]}})),
    question_from(("not", "text", {"show_if": {"question": "x", "values": ["a"]}})),
]
DEBTS = ("skuld", "rows", {"columns": COLUMNS})
