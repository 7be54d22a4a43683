"""The caseload as it was on any day is what the stored rows said on that day."""

from datetime import datetime, timedelta
from io import StringIO

import time_machine
from django.core.management import call_command
from django.utils import timezone

from caseload.models import Case, Task
from caseload.projection.history import as_of
from tests.casework import ASSESSMENT, NOTICE, REGISTRATION, send

START = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.get_fixed_timezone(60))


def stored(day):
    """The same picture from the tables as they are now."""
    cases = Case.everything.filter(closed_on=None)
    late = Task.everything.filter(done_on=None, case__closed_on=None, due_on__lt=day)
    queue = cases.filter(stage="ko").order_by("queue_since", "number")
    rows = cases.values_list("number", "kind", "stage", "eviction")
    return (
        {number: (kind, eviction or stage) for number, kind, stage, eviction in rows},
        [case.number for case in queue],
        sorted((task.due_on, task.case_id, task.kind) for task in late),
    )


def test_each_day_is_shown_as_it_was(person):
    sara, days, seen = person("sara"), [], {}
    first = second = None
    for step in range(6):
        at = START + timedelta(days=7 * step)
        with time_machine.travel(at, tick=False):
            if step == 0:
                first = send("F01", sara, at=at, **REGISTRATION).receipt
            elif step == 1:
                send("F03", sara, first, at=at, **ASSESSMENT)
                second = send("F01", sara, at=at, **REGISTRATION | {"namn": "Andra Påhittad"}).receipt
            elif step == 2:
                send("S02", sara, first, at=at, skede="ko", datum="2026-03-16", skal="Klart.", kostart="2026-02-01")
                send("F03", sara, second, at=at, **ASSESSMENT)
            elif step == 3:
                send("S02", sara, second, at=at, skede="ko", datum="2026-03-23", skal="Klart.", kostart="2026-01-01")
            elif step == 4:
                send("F02", None, "", at=at, **NOTICE)
            else:
                send("S03", sara, first, at=at, datum="2026-04-06", orsak="behovet_upphort")
            day = at.date()
            seen[day] = stored(day)
            days.append(day)

    for day in days:
        cases, queue, late = seen[day]
        picture = as_of(day)
        assert picture.open.total() == len(cases), day
        assert sorted(picture.open.elements()) == sorted(cases.values()), day
        assert picture.queue == queue, day
        assert [tuple(each) for each in picture.late] == late, day
    assert seen[days[3]][1] == [second, first]


def test_the_command_shows_numbers_and_codes_and_no_names(person):
    case = send("F01", person("sara"), at=START, **REGISTRATION).receipt
    output = StringIO()

    call_command("rebuild_caseload", "--as-of", "2026-03-02", stdout=output)

    assert "housing aktualiserad: 1" in output.getvalue()
    assert "Påhittad" not in output.getvalue()
    before = StringIO()
    call_command("rebuild_caseload", "--as-of", "2026-03-01", stdout=before)
    assert "open cases at the end of 2026-03-01: 0" in before.getvalue()
    assert case
