"""Sums of handledning over a period, scoped by permission: what the page, the PDF and the workbook all show.

Nothing here reads what was written in a log: only when, how long, who took part and which themes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from portal.charts import PATTERNS, Chart, Kind, Series
from portal.models import User
from portal.roles import ROLES
from supervision.models import Group, Membership, PlannedSession, SupervisionSession
from supervision.models.groups import covers

WITHOUT_DAYS = 30
# Those who meet people of their own and so need handledning.
CLIENT_ROLES = [role.name for role in ROLES if "caseload.read_assigned_cases" in role.permissions]
OTHERS = "Övriga"


@dataclass(frozen=True)
class Figures:
    """Of the groups that `user` leads and, for those who read the unit's digest, of the unit. Both days included."""

    user: Any
    first: date
    last: date

    @cached_property
    def groups(self) -> list[Group]:
        return list(Group.objects.counted_for(self.user))

    @property
    def sessions(self) -> Any:
        return SupervisionSession.objects.countable_by(self.user).between(self.first, self.last)

    @cached_property
    def total(self) -> timedelta:
        return self.sessions.total()

    @cached_property
    def number(self) -> int:
        return self.sessions.count()

    @cached_property
    def per_group(self) -> list[dict[str, Any]]:
        return self.sessions.per_group()

    @cached_property
    def per_person(self) -> list[dict[str, Any]]:
        """`{"name", "sessions", "time"}` of everybody who took part, by name."""
        rows = self.sessions.per_person(User.objects.all())
        people = User.objects.in_bulk([row["person_id"] for row in rows])
        return [{"name": str(people[row["person_id"]]), **row} for row in rows]

    @cached_property
    def planned(self) -> list[dict[str, Any]]:
        """Planned against held by group: what lies ahead can't have been held."""
        rows = PlannedSession.objects.filter(group__in=self.groups).between(self.first, self.last).due().per_group()
        return [{**row, "share": row["held"] / row["planned"] if row["planned"] else None} for row in rows]

    @cached_property
    def without(self) -> list[Any]:
        """Those who have taken part in nothing for WITHOUT_DAYS days, with `last_time`; those who never did first."""
        since = timezone.localdate() - timedelta(days=WITHOUT_DAYS)
        rows = self._attended.absent_from(self._expected, since=since)
        return sorted(rows, key=lambda person: (person.last_time or date.min, str(person)))

    @property
    def _attended(self) -> Any:
        """For one's own unit any session counts, wherever it was held; otherwise those one may count."""
        if self.reads_unit:
            return SupervisionSession.objects.unscoped("only whether the unit's own staff took part").signed()
        return SupervisionSession.objects.countable_by(self.user)

    @property
    def reads_unit(self) -> bool:
        return self.user.may("supervision.read_unit_digest") and self.user.unit_id is not None

    @property
    def _expected(self) -> Any:
        """Members of the groups today and, for those responsible for a unit, its staff who meet clients."""
        member = Membership.objects.filter(
            covers(timezone.localdate()), group__in=self.groups, person_id=OuterRef("pk")
        )
        which = Q(Exists(member))
        if self.reads_unit:
            which |= Q(unit_id=self.user.unit_id, groups__name__in=CLIENT_ROLES)
        return User.objects.filter(which, is_active=True).distinct()

    @cached_property
    def themes(self) -> dict[str, int]:
        """In how many sessions each theme was up, the most common first."""
        counted: dict[str, int] = {}
        for row in self._themes_by_month:
            counted[row["theme"]] = counted.get(row["theme"], 0) + row["sessions"]
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def _themes_by_month(self) -> list[dict[str, Any]]:
        return self.sessions.themes_by_month()

    @cached_property
    def chart(self) -> Chart:
        """The themes over time: the most common each with a pattern of its own, the rest together."""
        names = list(self.themes)
        alone = names if len(names) <= PATTERNS else names[: PATTERNS - 1]
        by_place = {(row["theme"], row["month"]): row["sessions"] for row in self._themes_by_month}
        months = self._months()
        series = [Series(name, [by_place.get((name, month), 0) for month in months]) for name in alone]
        if rest := names[len(alone) :]:
            series.append(Series(OTHERS, [sum(by_place.get((name, month), 0) for name in rest) for month in months]))
        labels = [date_format(month, "F Y") for month in months]
        return Chart(
            Kind.STACKED, "teman", "Teman per månad", labels, series, label_title="Månad",
            unit="antal pass där temat var uppe",
        )  # fmt: skip

    def _months(self) -> list[date]:
        """Every month from the first to the last with a session, also the empty ones between."""
        found = self.sessions.aggregate(first=Min("date"), last=Max("date"))
        if found["first"] is None:
            return []
        months, month = [], found["first"].replace(day=1)
        while month <= found["last"]:
            months.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return months


def minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
