"""From when to when, for figures and lists."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from supervision.forms.groups import day_field

MOST_DAYS = 3 * 366


class PeriodForm(forms.Form):
    """Sent by GET. Without dates it is the three latest months; both days are included."""

    fran = day_field("Från och med")
    till = day_field("Till och med")

    def __init__(self, data: Any) -> None:
        given = {name: data.get(name, "") for name in ("fran", "till")}
        super().__init__(given if any(given.values()) else usual(), label_suffix="")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("fran"), cleaned.get("till")
        if first and last and last < first:
            self.add_error("till", "Sista dagen ska inte ligga före den första.")
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("till", "Välj högst tre år åt gången.")
        return cleaned

    @property
    def period(self) -> tuple[date, date]:
        """What was chosen; when that can't be used, the usual one."""
        chosen = self.cleaned_data if self.is_valid() else usual()
        return chosen["fran"], chosen["till"]

    @property
    def query(self) -> str:
        """The period as it stands in links."""
        first, last = self.period
        return f"fran={first.isoformat()}&till={last.isoformat()}"


def usual() -> dict[str, Any]:
    today = timezone.localdate()
    month = today.year * 12 + today.month - 1 - 2
    return {"fran": date(month // 12, month % 12 + 1, 1), "till": today}
