"""Makes form pages from the TOML files. A form that the office has changed is left alone."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Locale

from forms.models import FormPage, FormsIndexPage
from forms.schema import NOT_TYPED
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
        _load_translations(index, source)


def _load_translations(index: FormsIndexPage, source: dict[str, Any]) -> None:
    """A translation is a page of the same form in another of Wagtail's locales, with the same questions and keys."""
    original = FormPage.objects.get(key=source["key"])
    for path in sorted(FOLDER.glob(f"translations/*/{source['key']}.toml")):
        page = page_from(translated(source, tomllib.loads(path.read_text()), path.parent.name))
        if original.locale.language_code == "sv" and not FormPage.objects.filter(key=page.key).exists():
            page.locale = Locale.objects.get_or_create(language_code=path.parent.name)[0]
            page.translation_key = original.translation_key
            publish_below(index, page)


def translated(source: dict[str, Any], words: dict[str, Any], language: str) -> dict[str, Any]:
    """The source of a form with the words of a translation; what has no translation keeps its own words."""
    suffix = language.rpartition("-")[2]
    steps = [
        step
        | {"title": title, "questions": [_worded(each, words["questions"][each["key"]]) for each in step["questions"]]}
        for step, title in zip(source["steps"], words["steps"], strict=True)
    ]
    own = {name: words.get(name, "") for name in ("title", "summary", "intro", "thanks")}
    return source | own | {"key": f"{source['key']}-{suffix}", "slug": f"{source['slug']}-{suffix}", "steps": steps}


def _worded(question: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    options = [(value, words["options"][value]) for value, _label in question.get("options", [])]
    columns = [_worded(column, words["columns"][column["key"]]) for column in question.get("columns", [])]
    return (
        question
        | {name: words[name] for name in ("label", "help") if name in words}
        | ({"options": options} if options else {})
        | ({"columns": columns} if columns else {})
    )


def page_from(source: dict[str, Any]) -> FormPage:
    """An unsaved page with the questions and bindings of a TOML source."""
    plain = ("key", "slug", "title", "summary", "audience", "permission", "intro", "thanks")
    flags = ("paged", "reviewed", "unstored")
    return FormPage(
        **{name: source.get(name, "") for name in plain},
        **{name: source.get(name, False) for name in flags},
        steps=[("step", _step(step)) for step in source["steps"]],
        bindings=[("binding", _binding(binding)) for binding in source.get("bindings", [])],
    )


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": step.get("title", ""),
        "show_if": _condition(step),
        "questions": [_question(each) for each in step["questions"]],
    }


def _question(question: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    value = {name: each for name, each in question.items() if name not in {"type", "required", "wanted"}}
    value["show_if"] = _condition(question)
    if question["type"] not in NOT_TYPED:
        value["need"] = "required" if question.get("required") else "wanted" if question.get("wanted") else "optional"
    if "options" in question:
        value["options"] = "\n".join(f"{option} = {label}" for option, label in question["options"])
    if "columns" in question:
        value["columns"] = [_question(each) for each in question["columns"]]
    if "terms" in question:
        value["terms"] = [term | {"values": "\n".join(term.get("values", []))} for term in question["terms"]]
    return question["type"], value


def _condition(source: dict[str, Any]) -> dict[str, Any]:
    condition = source.get("show_if")
    tests = condition.get("tests", [condition]) if condition else []
    return {
        "match": (condition or {}).get("match", "all"),
        "tests": [
            {
                "question": test["question"],
                "operator": test.get("operator", "is"),
                "values": "\n".join(test.get("values", [])),
            }
            for test in tests
        ],
    }


def _binding(binding: dict[str, Any]) -> dict[str, Any]:
    pairs = binding.get("arguments", {})
    return {
        "effect": binding["effect"],
        "arguments": [{"parameter": parameter, "question": question} for parameter, question in pairs.items()],
    }
