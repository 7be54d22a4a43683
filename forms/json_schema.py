"""A form version as JSON Schema (2020-12): what its answers look like as data, for whoever receives them."""

from typing import Any

from forms.models import FormVersion
from forms.schema import Question

TEXT = {"type": "string"}
TYPES: dict[str, dict[str, Any]] = {
    "date": TEXT | {"format": "date"},
    "datetime": TEXT | {"format": "date-time"},
    "int": {"type": "integer"},
    "kr": TEXT | {"pattern": r"^-?\d+(\.\d+)?$"},
    "sum": TEXT | {"pattern": r"^-?\d+(\.\d+)?$"},
    "bool": {"enum": ["yes", "no"]},
    "scale": {"type": "integer"},
    "email": TEXT | {"format": "email"},
}
ITEM = {"type": "object", "properties": {"value": TEXT, "label": TEXT}, "required": ["value", "label"]}
FILE = {
    "type": "object",
    "properties": {"token": TEXT, "name": TEXT, "type": TEXT, "size": {"type": "integer"}, "sha256": TEXT},
    "required": ["name", "sha256"],
}


def of(version: FormVersion) -> dict[str, Any]:
    """Unanswered and hidden questions are left out of the answers, so only the others' types are promised."""
    asked = [question for question in version.read().questions if question.is_asked]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sha256:{version.sha256}",
        "title": f"{version.title}, version {version.number}",
        "type": "object",
        "additionalProperties": False,
        "properties": {question.key: _property(question) for question in asked},
    }


def _property(question: Question) -> dict[str, Any]:
    return {"title": question.label} | _type(question)


def _type(question: Question) -> dict[str, Any]:
    if question.type == "choice":
        return {"enum": [value for value, _label in question.options]}
    if question.type == "choices":
        return {"type": "array", "items": {"enum": [value for value, _label in question.options]}}
    if question.type == "items":
        return {"type": "array", "items": ITEM}
    if question.type == "file":
        return {"type": "array", "items": FILE}
    if question.type == "rows":
        columns = {column.key: _property(column) for column in question.columns}
        return {
            "type": "array",
            "items": {"type": "object", "properties": columns, "additionalProperties": False},
        }
    return TYPES.get(question.type, TEXT)
