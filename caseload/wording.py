"""Words for what the caseload keeps: what its columns are called, and how the forms word its codes.

The words for codes are for lists in which each value's own form is not read.
"""

from django.db import models

from forms.models import newest_versions
from forms.schema import Question


def label_of(row: models.Model | type[models.Model], column: str) -> str:
    """What a column is called inside a sentence; first on a line it gets a capital (`capfirst`)."""
    return str(row._meta.get_field(column).verbose_name)  # type: ignore[union-attr]  # a column, not a relation from elsewhere


def options_of(effect: str, parameter: str, column: str = "") -> dict[str, str]:
    """Code → words, of the newest forms that give the effect its parameter (or the column of its rows)."""
    found: dict[str, str] = {}
    for version in newest_versions():
        schema = version.read()
        for binding in schema.bindings:
            question = schema.question(binding.arguments.get(parameter, "")) if binding.effect == effect else None
            if question:
                found |= dict(_asked(question, column).options)
    return found


def _asked(question: Question, column: str) -> Question:
    return (question.column(column) or question) if column else question


def debt_words() -> dict[str, dict[str, str]]:
    """The words for kinds and states of debts, whichever form they came from."""
    kinds: dict[str, str] = {}
    states = options_of("debt_state", "status")
    for effect in ("debt_review", "follow_up_plan"):
        kinds |= options_of(effect, "debts", "kind")
        states = options_of(effect, "debts", "status") | states
    return {"kind": kinds, "status": states}
