"""The demo office's cases: invented people, sent in through the same forms and actions that users go through.

Every name says that it is invented. Numbers are Skatteverket's published test numbers only.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from caseload.demo_people import FIRST_NAMES, LANDLORDS, STREETS, TEST_NUMBERS
from caseload.models import Task
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
        supplied = {"uppgifter": self.open_tasks(step.case, step.at.date())} if step.form == "S05" else {}
        answers = step.answers | {key: [task for task, _title in items] for key, items in supplied.items()}
        if step.form == "S05" and not supplied["uppgifter"]:
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
    yield office.step(case, offer, "F11", "berit", lagenhet=office.flat(case), datum=iso(offer), svar="ja")
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
        yield office.step(case, end, "F17", by, datum=iso(end), hyresvard=LANDLORDS[case % len(LANDLORDS)])
        if far == 9:
            close = end + 80 * DAY
            yield office.step(case, close, "S03", by, datum=iso(close), orsak="eget_kontrakt")


def economy(office: Office, case: int, day: date, far: int) -> Iterator[Step]:
    yield office.step(case, day, "F06", "rut", **meeting(day))
    if far >= 3:
        yield office.step(case, day + 14 * DAY, "F07", "rut", **debts(office, day + 14 * DAY))
    if far >= 5:
        yield office.step(case, day + 60 * DAY, "F08", "anna", **plan(day + 60 * DAY))


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
    yield office.step(case, start + 15 * DAY, "S05", by, datum=iso(start + 15 * DAY))
    if far >= 3:
        on = start + 18 * DAY
        outcome = ("avvarjd_genom_betalning", "forhindrad", "flyttat_sjalv")[case % 3 if case % 2 else 0]
        yield office.step(case, on, "F20", by, datum=iso(on), kontakt="yes", betald=iso(on), utfall=outcome)
        if far == 4:
            yield office.step(case, on + 40 * DAY, "S03", by, datum=iso(on + 40 * DAY), orsak="behovet_upphort")


def notice_of_today(office: Office) -> Iterator[Step]:
    yield office.step(CASES, office.today, "F02", "", **notice(office, CASES, office.today))


def posted(answers: dict[str, Any]) -> QueryDict:
    """The answers as a browser would send them."""
    data = QueryDict(mutable=True)
    for key, value in answers.items():
        if value and isinstance(value, list) and isinstance(value[0], dict):
            data[f"{key}-count"] = str(len(value))
            for index, row in enumerate(value):
                data.update({f"{key}-{index}-{column}": text for column, text in row.items()})
        elif isinstance(value, list):
            data.setlist(key, value)
        else:
            data[key] = value
    return data


def iso(day: date) -> str:
    return day.isoformat()


def registration(office: Office, case: int, day: date) -> dict[str, Any]:
    person = office.person(case)
    return {
        "namn": person["name"],
        "personnummer": person["number"],
        "skydd": "sekretessmarkering" if case == 41 else "nej",
        "sakert": "ja",
        "hushall": 1 + case % 4,
        "barn": case % 4 // 2,
        "situation": office.chance.choice(["akut", "institution", "kommunal", "kortsiktigt"]),
        "onskad": ["forsok"] if case % 2 else ["traning"],
        "kodatum": iso(day),
        "behov": [office.chance.choice(["missbruk", "psykisk_ohalsa", "social", "bostadslos"])],
        "forsorjning": office.chance.choice(["forsorjningsstod", "lon", "sjuk", "akassa"]),
    }


def notice(office: Office, case: int, day: date) -> dict[str, Any]:
    person = office.person(case)
    return {
        "hyresvard": LANDLORDS[case % len(LANDLORDS)],
        "kontaktperson": "Vera Värd",
        "kontakt_telefon": "08-465 004 " + f"{case % 90 + 10}",
        "hyresgast": person["name"],
        "personnummer": person["number"],
        "adress": f"{STREETS[case % len(STREETS)]} {1 + case % 30}",
        "lagenhetsnummer": f"1{case % 4}0{1 + case % 5}",
        "barn": ("ja", "nej", "vet_ej")[case % 3],
        "typ": "uppsagning",
        "orsak": ["hyresskuld"],
        "skuld": f"{6400 + case * 317}.00",
        "antal_hyror": 1 + case % 3,
        "uppsagd": iso(day - 3 * DAY),
        "delgiven": iso(day - 2 * DAY) if case % 4 else "",
        "meddelande": iso(day),
        "gjort": "Två påminnelser och ett telefonsamtal.",
    }


def assessment(office: Office, decision: str, day: date | None = None) -> dict[str, Any]:
    rows = [{"on": iso(day), "way": "telefon", "result": "Pratade om läget"}] if day else []
    return {
        "kontaktforsok": rows,
        "tidigare": "yes" if office.chance.random() < 0.4 else "no",
        "barn": "no",
        "beslut": decision,
        "motivering": "Behöver stöd för att få ordning på hyra och ekonomi.",
        "orsak": "hyresskuld" if day else "",
    }


def meeting(day: date) -> dict[str, Any]:
    return {
        "datum": iso(day),
        "form": "besok",
        "deltagare": ["klient", "radgivare", "socialsekreterare"],
        "problembild": "Räkningarna har legat oöppnade sedan i våras. Hyran betalas sent.",
        "mal": "Betala hyran i tid varje månad och slippa oroa sig för posten.",
        "ansvar": [
            {"task": "Samla all post i en kasse till nästa träff", "role": "Klienten", "due_on": iso(day + 7 * DAY)},
            {"task": "Begära saldo från Kronofogden", "role": "Budget- och skuldrådgivare",
             "due_on": iso(day + 14 * DAY)},
        ],
        "samsyn": "ja",
    }  # fmt: skip


def debts(office: Office, day: date) -> dict[str, Any]:
    return {
        "datum": iso(day),
        "skede": "ko",
        "skulder": [
            {"creditor": "Exempelbostäder", "kind": "hyresskuld_gammal", "amount": "18400.00", "status": "kronofogden",
             "arose_on": iso(day - 700 * DAY)},
            {"creditor": "Påhittade Elbolaget", "kind": "el", "amount": f"{office.chance.randrange(9, 60) * 100}.00",
             "status": "inkasso"},
        ],
        "hinder": ["hyresskuld", "betalningsanmarkning"],
        "sammanfattning": "Du har två skulder. Vi börjar med den gamla hyresskulden.",
    }  # fmt: skip


def plan(day: date) -> dict[str, Any]:
    return {
        "fran": iso(day),
        "till": iso(day + 180 * DAY),
        "mal": [
            {"goal": "Hyran på autogiro", "due_on": iso(day + 30 * DAY)},
            {"goal": "Öppna posten varje måndag", "due_on": iso(day + 14 * DAY)},
        ],
    }


def moving_in(office: Office, case: int, day: date) -> dict[str, Any]:
    return {
        "datum": iso(day),
        "lagenhet": office.flat(case),
        "boendeform": "försökslägenhet" if case % 2 else "träningslägenhet",
        "hyresvard": LANDLORDS[case % len(LANDLORDS)],
        "hyra": f"{5200 + case * 40}.00",
        "uppsagning": "en vecka" if case % 2 == 0 else "tre månader",
        "beslut": f"B-{case:03d}" if case % 5 else "",
        "beslut_till": iso(day + 365 * DAY) if case % 5 else "",
        "overtagande": iso(day + 540 * DAY),
        "hembesok": "varje_vecka" if case % 2 == 0 else "varannan_manad",
    }
