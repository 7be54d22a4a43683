"""A small form for the tests of sending: published, with or without its page."""

from typing import Any

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
