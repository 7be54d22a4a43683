"""The demo office's cases: invented people, sent in through the same forms and actions that users go through.

Every name says that it is invented. Numbers are Skatteverket's published test numbers only.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from caseload.demo.answers import (
    assessment,
    debts,
    followed,
    iso,
    meeting,
    moving_in,
    notice,
    plan,
    posted,
    registration,
)
from caseload.demo.people import FIRST_NAMES, LANDLORDS, TEST_NUMBERS
from caseload.models import Case, Task
from caseload.supplied import choices_for
from forms import actions
from forms.builder import form_class
from forms.models import FormVersion, Submission
from portal.models import User

SEED = 20260101
NAMESPACE = uuid.UUID("6d65746f-6470-6172-6d65-6e2d64656d6f")
CASES = 60
DAY = timedelta(days=1)
HANDLERS = ("sara", "samir")


def load() -> None:
    """Build about 60 cases in every stage, unless they are there already."""
    if Submission.everything.exists():
        return
    office = Office(random.Random(SEED), timezone.localdate())  # noqa: S311 - a play, not a secret
    for step in sorted(office.steps(), key=lambda step: (step.at, step.order)):
        office.play(step)


@dataclass
class Step:
    """One form sent at one time; `case` is the play's own name for the case."""

    at: datetime
    order: int
    case: int
    form: str
    by: str
    answers: dict[str, Any]


@dataclass
class Office:
    chance: random.Random
    today: date
    receipts: dict[int, str] = field(default_factory=dict)
    count: int = 0

    def play(self, step: Step) -> None:
        version = FormVersion.objects.in_force(step.form)
        assert version is not None  # noqa: S101 - shipped content is loaded before the demo
        supplied, answers = self.offered(step, version)
        if any(not items for items in supplied.values()):
            return
        form = form_class(version.read(), supplied)(posted(answers))
        if not form.is_valid():
            raise RuntimeError(f"The demo's own form {step.form} is not filled in right: {form.errors.as_json()}")
        submission = actions.receive(
            version=version,
            answers=form.answers(),
            key=uuid.uuid5(NAMESPACE, f"{step.case}:{step.order}:{step.form}"),
            by=User.objects.get(username=step.by) if step.by else None,
            about=self.receipts.get(step.case, ""),
            at=step.at,
        )
        done = actions.process(submission)
        if done.state != done.State.PROCESSED:
            raise RuntimeError(f"The demo's own form {step.form} was refused: {done.reason}")
        self.receipts.setdefault(step.case, submission.receipt)

    def offered(self, step: Step, version: FormVersion) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the form offers to choose from, and the answers with what is chosen of it."""
        if step.form == "S05":
            supplied = {"uppgifter": self.open_tasks(step.case, step.at.date())}
        elif step.case in self.receipts:
            case = Case.everything.get(pk=self.receipts[step.case])
            supplied = choices_for(version, case, User.objects.get(username=step.by))
        else:
            supplied = {}
        few = {"S07": slice(1, 3), "S08": slice(0, 1)}.get(step.form, slice(None))
        return supplied, step.answers | {key: [value for value, _ in items][few] for key, items in supplied.items()}

    def open_tasks(self, case: int, day: date) -> list[tuple[str, str]]:
        """What is due in the case by the day, and not done."""
        tasks = Task.everything.filter(case=self.receipts.get(case), done_on=None, due_on__lte=day)
        return [(task.pk, task.title) for task in tasks.order_by("key")]

    def steps(self) -> Iterator[Step]:
        for case in range(CASES):
            story = eviction_story if case % 3 == 0 else housing_story
            yield from story(self, case)
        yield from notice_of_today(self)

    def step(self, case: int, day: date, form: str, by: str, /, **answers: Any) -> Step:
        self.count += 1
        local = datetime.combine(day, time(8 + self.count % 9, self.count * 7 % 60), timezone.get_current_timezone())
        return Step(min(local, timezone.now()), self.count, case, form, by, answers)

    def person(self, case: int) -> dict[str, Any]:
        name = f"{FIRST_NAMES[case % len(FIRST_NAMES)]} Påhittad{'sson' if case % 2 else 'dotter'}"
        number = TEST_NUMBERS[case] if case < len(TEST_NUMBERS) else ""
        return {"name": name, "number": number}

    def flat(self, case: int) -> str:
        return f"LGH-{1000 + case}"


def housing_story(office: Office, case: int) -> Iterator[Step]:
    """A housing case that has come as far as its number says, told in weeks since it was opened."""
    far = case % 10
    start = office.today - DAY * (40 + far * 55 + office.chance.randrange(25))
    by = HANDLERS[case % 2]
    yield office.step(case, start, "F01", by, **registration(office, case, start))
    if far == 0:
        return
    yield office.step(case, start + DAY, "S01", by)
    yield office.step(case, start + 8 * DAY, "F03", by, **assessment(office, "inleda_utredning"))
    if far == 1:
        return
    yield from economy(office, case, start + 20 * DAY, far)
    for weeks in range(6, (office.today - start).days // 7 - 1 - case % 3, 6):
        on = start + 7 * weeks * DAY
        yield office.step(case, on, "S05", by, datum=iso(on))
    yield office.step(case, start + 30 * DAY, "S02", by, skede="ko", datum=iso(start + 30 * DAY),
                      skal="Bedöms klara eget boende med stöd.", kostart=iso(start))  # fmt: skip
    yield from housed(office, case, start, by, far)


def housed(office: Office, case: int, start: date, by: str, far: int) -> Iterator[Step]:
    offer, move = start + 60 * DAY, start + 75 * DAY
    if far == 2:
        return
    if far == 3:
        yield office.step(case, offer, "F19", by, datum=iso(offer), orsak="behandling", ater="yes")
        return
    yield office.step(case, offer, "F11", "berit", lagenhet=office.flat(case),
                      boendeform="försökslägenhet" if case % 2 else "träningslägenhet", datum=iso(offer), svar="ja")  # fmt: skip
    if far == 4:
        return
    yield office.step(case, move, "F12", "berit", **moving_in(office, case, move))
    yield office.step(case, move + DAY, "S04", by, kollega="bo" if case % 2 else "anna", uppdrag="boendestödjare")
    if far == 7:
        leave = start + 300 * DAY
        yield office.step(case, leave, "S02", by, skede="utslussning", datum=iso(leave),
                          skal="Hyran betald i tid i sex månader. Värden vill skriva kontrakt.")  # fmt: skip
    if far >= 8:
        end = start + (350 + far * 8) * DAY
        yield office.step(case, end, "F17", by, datum=iso(end), hyresvard=LANDLORDS[case % len(LANDLORDS)],
                          samtycke="samtycke", hyresskuld="0", eftervard="yes")  # fmt: skip
        if far == 9:
            close = end + 80 * DAY
            yield office.step(case, close, "S03", by, datum=iso(close), orsak="eget_kontrakt")


def economy(office: Office, case: int, day: date, far: int) -> Iterator[Step]:
    yield office.step(case, day, "F06", "rut", **meeting(day))
    if far >= 3:
        yield office.step(case, day + 14 * DAY, "F07", "rut", **debts(office, day + 14 * DAY))
    if far >= 5:
        yield office.step(case, day + 60 * DAY, "F08", "anna", **plan(day + 60 * DAY))
        yield from everyday(office, case, day + 60 * DAY)


def everyday(office: Office, case: int, day: date) -> Iterator[Step]:
    """What happens with the plan and the debts afterwards."""
    yield office.step(case, day + 14 * DAY, "S07", "anna", datum=iso(day + 14 * DAY), laxa="Läsa brevet från banken")
    yield office.step(case, day + 30 * DAY, "S08", "rut", datum=iso(day + 30 * DAY), betalt="1500.00")
    yield office.step(case, day + 32 * DAY, "F09", "anna", **followed(day + 32 * DAY))


def eviction_story(office: Office, case: int) -> Iterator[Step]:
    far = case // 3 % 5
    start = office.today - DAY * (1 + far * 24 + office.chance.randrange(6))
    yield office.step(case, start, "F02", "", **notice(office, case, start))
    if far == 0:
        return
    by = HANDLERS[0]
    yield office.step(case, start + DAY, "S01", by)
    decision = "ej_nadd" if far == 1 else "erbjuda_insats"
    yield office.step(case, start + 2 * DAY, "F03", by, **assessment(office, decision, start + 2 * DAY))
    if far == 1:
        return
    yield office.step(case, start + 6 * DAY, "F06", "rut", **meeting(start + 6 * DAY))
    for days in (15,) if case % 12 == 0 else (15, 28):  # a few are late, as in any office
        yield office.step(case, start + days * DAY, "S05", by, datum=iso(start + days * DAY))
    if far >= 3:
        on = start + 18 * DAY
        outcome = ("avvarjd_genom_betalning", "forhindrad", "flyttat_sjalv")[case % 3 if case % 2 else 0]
        yield office.step(case, on, "F20", by, datum=iso(on), kontakt="yes", inom_fristen="yes", betald=iso(on),
                          utfall=outcome)  # fmt: skip
        if far == 4:
            yield office.step(case, on + 40 * DAY, "S03", by, datum=iso(on + 40 * DAY), orsak="behovet_upphort")


def notice_of_today(office: Office) -> Iterator[Step]:
    yield office.step(CASES, office.today, "F02", "", **notice(office, CASES, office.today))
