"""Answers as text: the wording of the choice instead of its value, dates and money the Swedish way."""

from typing import Any

from django import template
from django.conf import settings

from forms import concealing
from forms.models import Submission
from forms.phrases import SWEDISH
from forms.schema import MISSING, Question, decode
from portal.templatetags.swedish import datum, klockan, kronor

register = template.Library()


@register.filter
def as_text(item: dict[str, Any]) -> str:
    """`{"question", "value"}` (and "words", when not Swedish) as one line of text; rows are shown by the template."""
    return text_of(item["question"], item["value"], item.get("words", SWEDISH))


def text_of(question: Question, value: Any, words: dict[str, str] = SWEDISH) -> str:
    """`words` is what the system says in the form's language (forms/phrases.py)."""
    if question.type == "pnr" and value == MISSING:
        return words["missing"]
    typed = decode(question, value)
    if typed is None:
        return ""
    if question.type == "bool":
        return words["yes"] if value == "yes" else words["no"]
    if question.type in {"choice", "scale"}:
        worded = question.option_label(str(value))
        return f"{value} – {worded}" if question.type == "scale" and worded != str(value) else worded
    if question.type == "choices":
        return ", ".join(question.option_label(each) for each in value)
    if question.type in {"items", "file"}:
        return ", ".join(each.get("label") or each["name"] for each in value)
    if question.type in {"kr", "sum"}:
        return kronor(typed)
    if question.type == "date":
        return datum(typed)
    if question.type == "datetime":
        return f"{datum(typed)} {klockan(typed)}"
    return str(typed)


@register.filter
def told_reason(submission: Submission) -> str:
    """Why it was corrected or withdrawn, as the reader may know it."""
    return concealing.reason(submission)


@register.filter
def sprakets_namn(code: str) -> str:
    """A language in its own words."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def row_texts(item: dict[str, Any]) -> list[list[str]]:
    columns = item["question"].columns
    return [[text_of(column, row.get(column.key)) for column in columns] for row in item["value"] or []]
