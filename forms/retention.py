"""How long what was sent is kept, by the rule of its form. This says what is due; taking away is a decision."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from forms.models import FormRules, FormVersion, Submission


@dataclass(frozen=True)
class Due:
    """One form of which something is due: receipts only, nothing of what they say."""

    title: str
    rule: str
    count: int
    oldest: datetime
    receipts: list[str]


MOST = 200  # receipts shown for each form


def due(today: date) -> list[Due]:
    """The forms with submissions older than their rule, those with the oldest first."""
    found = [_of_form(rules, today) for rules in FormRules.objects.all() if rules.years]
    return sorted((each for each in found if each), key=lambda each: each.oldest)


def _of_form(rules: FormRules, today: date) -> Due | None:
    before = timezone.make_aware(datetime.combine(_years_before(today, rules.years or 0), time()))
    everything = Submission.objects.unscoped("receipt numbers and times only")
    old = everything.filter(version__form_key=rules.form_key, received_at__lt=before).in_order()
    rows = list(old.values_list("receipt", "received_at")[:MOST])
    if not rows:
        return None
    version = FormVersion.objects.in_force(rules.form_key)
    title = version.title if version else rules.form_key
    return Due(title, rules.get_retention_display(), old.count(), rows[0][1], [receipt for receipt, _at in rows])


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
