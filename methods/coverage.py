"""How far the read confirmations have come, unit by unit."""

from dataclasses import dataclass, field
from typing import Any

from methods.models import ReadRequest
from methods.permissions import may_read_names, may_review
from portal.models import Unit, User


@dataclass
class UnitCoverage:
    """Those of a unit whom a request concerns. `missing` has names only for who may see them."""

    unit: Unit | None
    concerned: int = 0
    confirmed: int = 0
    missing: list[User] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.confirmed / self.concerned

    @property
    def left(self) -> int:
        return self.concerned - self.confirmed


def coverage(request: ReadRequest, *, user: Any) -> list[UnitCoverage]:
    """One row for each unit that the request concerns and the user may see, by name; people without unit come last."""
    confirmed = set(request.confirmations().values_list("by", flat=True))
    rows: dict[int | None, UnitCoverage] = {}
    for reader in request.readers().select_related("unit").order_by("first_name", "last_name"):
        if not _sees(user, reader.unit_id):
            continue
        row = rows.setdefault(reader.unit_id, UnitCoverage(reader.unit))
        row.concerned += 1
        row.confirmed += reader.pk in confirmed
        if reader.pk not in confirmed and may_read_names(user, reader.unit):
            row.missing.append(reader)
    return sorted(rows.values(), key=lambda row: (row.unit is None, str(row.unit)))


def _sees(user: Any, unit_id: int | None) -> bool:
    """A unit's people see their own unit; editors and who belongs to no unit (steering group) see all."""
    return may_review(user) or user.unit_id is None or user.unit_id == unit_id
