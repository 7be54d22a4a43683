"""Repeating rows: a question whose answer is a list of rows with typed columns."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forms.conditions import holds
from forms.phrases import SWEDISH
from forms.schema import MAX_ROWS, Condition

BLANK_ROWS = 1


class RowsWidget(forms.Widget):
    """Each row a group of labelled fields; buttons for one row more and for taking a row away."""

    template_name = "forms/widgets/rows.html"
    use_fieldset = True

    def __init__(self, columns: Mapping[str, forms.Field], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.columns = columns
        self.conditions: dict[str, Condition] = {}
        self.words: dict[str, str] = dict(SWEDISH)
        self.faults: dict[tuple[int, str], str] = {}

    def __deepcopy__(self, memo: Any) -> "RowsWidget":
        copied: RowsWidget = super().__deepcopy__(memo)
        copied.faults = {}
        return copied

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]]:
        return [self._row(data, files, f"{name}-{index}-") for index in range(self._count(data, name))]

    def _row(self, data: Mapping[str, Any], files: Any, prefix: str) -> dict[str, Any]:
        return {
            key: field.widget.value_from_datadict(data, files, prefix + key) for key, field in self.columns.items()
        }

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-count" not in data

    def _count(self, data: Mapping[str, Any], name: str) -> int:
        try:
            count = int(data.get(f"{name}-count", 0))
        except (TypeError, ValueError):
            return 0
        return max(0, min(count, MAX_ROWS))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        blank = 0 if rows and not any(map(_filled, rows[-1].values())) else BLANK_ROWS
        rows = (rows + [{} for _ in range(blank)])[:MAX_ROWS]
        context["widget"] |= {"count": len(rows), "words": self.words, "full": len(rows) >= MAX_ROWS}
        context["widget"]["rows"] = [
            [self._cell(name, index, key, field, row.get(key)) for key, field in self.columns.items()]
            for index, row in enumerate(rows)
        ]
        return context

    def _cell(self, rows: str, index: int, key: str, field: forms.Field, value: Any) -> dict[str, Any]:
        name = f"{rows}-{index}-{key}"
        fault = self.faults.get((index, key), "")
        attrs = {"id": f"id_{name}"} | (
            {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"} if fault else {}
        )
        condition = self.conditions.get(key)
        return {
            "id": f"id_{name}",
            "label": field.label,
            "required": field.required,
            "help": field.help_text,
            "fault": fault,
            "html": field.widget.render(name, value, attrs),
            "group": field.widget.use_fieldset,
            "show_if": as_json(condition) if condition else "",
        }


class RowsField(forms.Field):
    """Empty rows are dropped; a fault names its row and column. `outer` holds the answers before the rows."""

    widget: RowsWidget

    def __init__(
        self,
        columns: Mapping[str, forms.Field],
        conditions: Mapping[str, Condition] | None = None,
        words: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.columns = columns
        self.conditions = dict(conditions or {})
        self.outer: Mapping[str, Any] = {}
        super().__init__(widget=RowsWidget(columns), **options)
        self.widget.conditions = self.conditions
        self.widget.words |= words or {}

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        faults: list[ValidationError] = []
        for index, raw in enumerate(value or []):
            if any(map(_filled, raw.values())):
                rows.append(self._clean_row(index, raw, faults))
        if faults:
            raise ValidationError(faults)
        if self.required and not rows:
            raise ValidationError(self.widget.words["one_row"], code="required")
        return rows

    def _clean_row(self, index: int, raw: dict[str, Any], faults: list[ValidationError]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for key, field in self.columns.items():
            if not holds(self.conditions.get(key), self.outer, row):
                row[key] = None  # not asked in this row; the key stays, so that later tests find it unanswered
                continue
            try:
                row[key] = field.clean(raw.get(key))
            except ValidationError as error:
                row[key] = None
                self.widget.faults[index, key] = " ".join(error.messages)
                faults.append(
                    ValidationError(
                        f"{self.widget.words['row']} {index + 1}, {field.label}: {' '.join(error.messages)}"
                    )
                )
        return row

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(any(map(_filled, row.values())) for row in data or [])


def _filled(value: Any) -> bool:
    """Whether somebody put something there; a widget of several parts gives a list of them."""
    return any(map(_filled, value)) if isinstance(value, list | tuple) else bool(value)


def as_json(condition: Condition) -> str:
    """The condition as the script in the browser reads it."""

    def plain(each: Condition) -> dict[str, Any]:
        if each.tests:
            return {"match": each.match, "tests": [plain(test) for test in each.tests]}
        return {"question": each.question, "values": each.values, "operator": each.operator}

    return json.dumps(plain(condition), ensure_ascii=False, separators=(",", ":"))
