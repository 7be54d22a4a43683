"""Opening a case, and the first assessment of it."""

from collections.abc import Iterator
from datetime import timedelta

from caseload.effects.vocabulary import TEXT, done, effect, rows_of, takes, task
from caseload.projection.state import CaseState, Change, Entry, put
from caseload.stages import Eviction, Kind, Stage
from forms.effects import Call
from portal import identity

PERSON = ("protection", "phone", "safe_to_contact", "language", "household", "children")
HOUSING = ("situation", "queue_since", "needs", "wanted", "income")
THREE_PARTY_DAYS = 14

# What a decision means for an eviction case that is open.
EVICTION_STEP = {
    "inleda_utredning": Eviction.WORKING,
    "erbjuda_insats": Eviction.WORKING,
    "rad": Eviction.CONTACT,
    "ingen_atgard": Eviction.CONTACT,
    "ej_nadd": Eviction.TRYING,
}


def person_changes(case: CaseState, call: Call) -> Iterator[Change]:
    answers = call.answers
    yield from put("person", case.person, name=answers.get("name"))
    number = answers.get("identity_number")
    if number:
        hashed = number._replace(value=identity.number_hash(number.value))
        yield from put("person", case.person, identity_number=number, identity_hash=hashed)
    yield from put("person", case.person, **{name: answers.get(name) for name in PERSON})


@effect(
    "open_housing_case",
    "Öppna ett boendeärende",
    takes("name", "Namn", "text", required=True),
    takes("identity_number", "Personnummer", "pnr"),
    takes("protection", "Skyddade personuppgifter", "choice"),
    takes("phone", "Telefon", "tel"),
    takes("safe_to_contact", "Säkert att ringa", "choice"),
    takes("language", "Språk", "text"),
    takes("household", "Hushållets storlek", "int"),
    takes("children", "Barn under 18 år", "int"),
    takes("situation", "Boendesituation", "choice"),
    takes("queue_since", "Ködatum", "date"),
    takes("needs", "Behov", "choices"),
    takes("wanted", "Önskad boendeform", "choices"),
    takes("income", "Försörjning", "choice"),
    opens_case=True,
    kinds=[Kind.HOUSING],
)
def open_housing_case(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    yield from person_changes(case, call)
    yield from put(
        "case",
        case.number,
        kind=Kind.HOUSING.value,
        unit=entry.unit,
        opened_on=entry.day,
        stage=Stage.REGISTERED.value,
        stage_since=entry.day,
        **{name: call.answers.get(name) for name in HOUSING},
    )
    due = entry.day + timedelta(days=THREE_PARTY_DAYS)
    yield from task(case, entry, "fordela", "Utse handläggare", due=entry.day, role="Arbetsledare")
    yield from task(case, entry, "trepartssamtal", "Boka trepartssamtal", due=due, role="Socialsekreterare")


@effect(
    "assess",
    "Bedöma ärendet",
    takes("decision", "Beslut", "choice", required=True),
    takes("reason", "Motivering", *TEXT, required=True),
    takes("previously_known", "Tidigare aktuell", "bool"),
    takes("cause_confirmed", "Bekräftad orsak", "choice"),
    takes("attempts", "Kontaktförsök", "rows"),
)
def assess(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    """The decision moves the eviction track, or a new housing case to assessment."""
    yield from _attempts(call, entry)
    yield from put(
        "case", case.number, assessment=call.answers.get("decision"), assessment_reason=call.answers.get("reason")
    )
    if case.case["kind"] == Kind.EVICTION:
        known = call.answers.get("previously_known")
        yield from put(
            "matter",
            case.number,
            previously_known=known and known._replace(value=known.value == "yes"),
            cause_confirmed=call.answers.get("cause_confirmed"),
        )
        step = EVICTION_STEP[call.value("decision")]
        yield from put("case", case.number, eviction=step.value, eviction_since=entry.day)
    elif case.case["stage"] == Stage.REGISTERED:
        yield from put("case", case.number, stage=Stage.ASSESSMENT.value, stage_since=entry.day)
    if call.value("decision") != "ej_nadd":
        yield from done(case, "kontakt", entry.day)


def _attempts(call: Call, entry: Entry) -> Iterator[Change]:
    rows, question = rows_of(call, "attempts")
    for index, row in enumerate(rows):
        key = f"{entry.receipt}:{index}"
        for name in ("on", "way", "result"):
            if row.get(name):
                yield Change("attempt", key, name, row[name], question)
