"""Landlords' notices and what comes of them.

Law: 12 kap. 44 § jordabalken; 11 kap. 3 § socialtjänstförordningen (2025:468).
"""

from collections.abc import Iterator
from datetime import timedelta

from caseload.deadlines import earliest_decision, payment_deadline
from caseload.effects.intake import person_changes
from caseload.effects.vocabulary import TEXT, done, effect, takes, task
from caseload.projection.state import CaseState, Change, Entry, put
from caseload.stages import OUTCOMES, Eviction, Kind
from forms.effects import Call
from portal.workdays import add_weekdays

MATTER = (
    "notice_kind", "causes", "landlord", "contact", "contact_phone", "contact_mail", "address", "apartment", "debt",
    "unpaid_rents", "periods", "noticed_on", "served_on", "message_on", "eviction_at", "children_in_home",
    "landlord_did",
)  # fmt: skip
FOLLOW_UP_DAYS = 90
BEFORE_CONTACT = {Eviction.RECEIVED.value, Eviction.TRYING.value}


@effect(
    "open_eviction_case",
    "Öppna ett vräkningsärende",
    takes("name", "Hyresgästens namn", "text", required=True),
    takes("identity_number", "Hyresgästens personnummer", "pnr"),
    takes("address", "Adress", "text", required=True),
    takes("apartment", "Lägenhetsnummer", "text"),
    takes("landlord", "Hyresvärd", "text", required=True),
    takes("contact", "Kontaktperson", "text"),
    takes("contact_phone", "Kontaktpersonens telefon", "tel"),
    takes("contact_mail", "Kontaktpersonens e-post", "email"),
    takes("notice_kind", "Typ av meddelande", "choice", required=True),
    takes("causes", "Orsak", "choices", required=True),
    takes("debt", "Skuldbelopp", "kr"),
    takes("unpaid_rents", "Antal obetalda hyror", "int"),
    takes("periods", "Avser perioder", "text"),
    takes("noticed_on", "Datum för uppsägningen", "date"),
    takes("served_on", "Delgivningsdatum", "date"),
    takes("message_on", "Datum för meddelandet till nämnden", "date", required=True),
    takes("eviction_at", "Avhysningsdag", "datetime"),
    takes("children_in_home", "Barn i bostaden", "choice"),
    takes("landlord_did", "Vad hyresvärden gjort", *TEXT),
    opens_case=True,
    kinds=[Kind.EVICTION],
)
def open_eviction_case(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    yield from person_changes(case, call)
    yield from put(
        "case",
        case.number,
        kind=Kind.EVICTION.value,
        unit=entry.unit,
        opened_on=entry.day,
        eviction=Eviction.RECEIVED.value,
        eviction_since=entry.day,
    )
    yield from put("matter", case.number, **{name: call.answers.get(name) for name in MATTER})
    yield from _deadline(case, call, entry)
    yield from task(case, entry, "fordela", "Ta ärendet", due=entry.day, role="Socialsekreterare", urgent=True)
    yield from task(
        case, entry, "kontakt", "Kontakta hyresgästen", due=add_weekdays(entry.day, 1), role="Socialsekreterare"
    )
    if call.value("eviction_at") or call.value("notice_kind") == "avhysningsdag":
        yield from task(
            case,
            entry,
            "kronofogden",
            "Bekräfta till Kronofogden vem som är handläggare, i dag",
            due=entry.day,
            role="Socialsekreterare",
            urgent=True,
        )


def _deadline(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    deadline = payment_deadline(call.value("served_on"), call.value("message_on"))
    if deadline is None:
        return
    yield from put("matter", case.number, deadline=deadline, decision_earliest=earliest_decision(deadline))
    yield from task(
        case, entry, "frist", "Sista dag att betala hyran och behålla bostaden", due=deadline,
        role="Socialsekreterare", urgent=True,
    )  # fmt: skip


@effect(
    "eviction_step",
    "Föra in handläggning och utfall i ett vräkningsärende",
    takes("on", "Datum", "date", required=True),
    takes("served_on", "Delgivningsdatum, när det blivit känt", "date"),
    takes("contact", "Kontakt etablerad", "bool"),
    takes("paid_on", "Hyran betald den", "date"),
    takes("outcome", "Utfall", "choice"),
    kinds=[Kind.EVICTION],
)
def eviction_step(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    on = call.value("on")
    if call.value("contact") == "yes":
        yield from done(case, "kontakt", on)
        if case.case.get("eviction") in BEFORE_CONTACT:  # who is spoken to again is not back at the first talk
            yield from put("case", case.number, eviction=Eviction.CONTACT.value, eviction_since=on)
    if "served_on" in call.answers and case.matter.get("message_on"):
        yield from put("matter", case.number, served_on=call.answers["served_on"])
        deadline = payment_deadline(call.value("served_on"), case.matter["message_on"])
        assert deadline is not None  # noqa: S101 - both dates are there
        yield from put("matter", case.number, deadline=deadline, decision_earliest=earliest_decision(deadline))
    if call.value("outcome") in OUTCOMES:
        yield from _outcome(case, call, entry)


def _outcome(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    on, outcome = call.value("on"), call.answers["outcome"]
    yield from put("case", case.number, eviction=outcome, eviction_since=on)
    yield from put("matter", case.number, outcome=outcome, outcome_on=on)
    for kind in ("frist", "kontakt", "kronofogden"):
        yield from done(case, kind, on)
    if outcome.value in {"forhindrad", "avvarjd_genom_betalning"}:
        due = on + timedelta(days=FOLLOW_UP_DAYS)
        yield from task(case, entry, "uppfoljning", "Följ upp att bostaden är kvar", due=due, role="Socialsekreterare")


@effect(
    "confirm_enforcement",
    "Bekräfta till Kronofogden",
    takes("confirmed_on", "Bekräftelsen skickad", "date", required=True),
    takes("eviction_at", "Avhysningsdag", "datetime"),
    kinds=[Kind.EVICTION],
)
def confirm_enforcement(case: CaseState, call: Call, entry: Entry) -> Iterator[Change]:
    yield from put("matter", case.number, eviction_at=call.answers.get("eviction_at"))
    yield from done(case, "kronofogden", call.value("confirmed_on"))
