"""Makes form pages from the TOML files. A form that the office has changed is left alone."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction

from forms.models import FormPage, FormsIndexPage
from portal.content.pages import publish_below
from portal.models import StartPage

FOLDER = Path(__file__).parent
INDEX = {
    "slug": "blanketter",
    "title": "Blanketter",
    "summary": "För hyresvärdar och för dig som arbetar i verksamheten.",
    "show_in_menus": True,
}


@transaction.atomic
def load(*, only: Collection[str] = ()) -> None:
    """Make the form pages that are missing: all that are shipped, or those with the keys in `only`."""
    index = publish_below(StartPage.objects.get(), FormsIndexPage(**INDEX))
    for path in sorted(FOLDER.glob("*.toml")):
        if only and path.stem not in only:
            continue
        source = tomllib.loads(path.read_text())
        if not FormPage.objects.filter(key=source["key"]).exists():
            publish_below(index, page_from(source))


def page_from(source: dict[str, Any]) -> FormPage:
    """An unsaved page with the questions and bindings of a TOML source."""
    plain = ("key", "slug", "title", "summary", "audience", "permission", "intro", "thanks")
    return FormPage(
        **{name: source.get(name, "") for name in plain},
        steps=[("step", _step(step)) for step in source["steps"]],
        bindings=[("binding", _binding(binding)) for binding in source.get("bindings", [])],
    )


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {"title": step.get("title", ""), "questions": [_question(each) for each in step["questions"]]}


def _question(question: dict[str, Any]) -> dict[str, Any]:
    defaults = {"required": False, "help": "", "minimum": None, "maximum": None, "default": ""}
    return {
        **defaults,
        **question,
        "options": _options(question),
        "columns": [
            {"required": False, **column, "options": _options(column)} for column in question.get("columns", [])
        ],
        "show_if": question.get("show_if", {"question": "", "values": []}),
    }


def _options(question: dict[str, Any]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in question.get("options", [])]


def _binding(binding: dict[str, Any]) -> dict[str, Any]:
    pairs = binding.get("arguments", {})
    return {
        "effect": binding["effect"],
        "arguments": [{"parameter": parameter, "question": question} for parameter, question in pairs.items()],
    }
