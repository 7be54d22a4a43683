"""Answers as text: the wording of the choice instead of its value, dates and money the Swedish way."""

from typing import Any

from django import template

from forms.schema import Question, decode
from portal.templatetags.swedish import datum, klockan, kronor

register = template.Library()


@register.filter
def as_text(item: dict[str, Any]) -> str:
    """`{"question", "value"}` as one line of text; rows are shown by the template instead."""
    return text_of(item["question"], item["value"])


def text_of(question: Question, value: Any) -> str:
    typed = decode(question, value)
    if typed is None:
        return ""
    if question.type == "bool":
        return "Ja" if value == "yes" else "Nej"
    if question.type == "choice":
        return question.option_label(value)
    if question.type == "choices":
        return ", ".join(question.option_label(each) for each in value)
    if question.type == "items":
        return ", ".join(each["label"] for each in value)
    if question.type == "kr":
        return kronor(typed)
    if question.type == "date":
        return datum(typed)
    if question.type == "datetime":
        return f"{datum(typed)} {klockan(typed)}"
    return str(typed)


@register.filter
def row_texts(item: dict[str, Any]) -> list[list[str]]:
    columns = item["question"].columns
    return [[text_of(column, row.get(column.key)) for column in columns] for row in item["value"]]
