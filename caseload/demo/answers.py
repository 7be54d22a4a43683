"""What the demo office's people write in the forms."""

from datetime import date, timedelta
from typing import Any, Protocol

from django.http import QueryDict

from caseload.demo.people import LANDLORDS, STREETS

DAY = timedelta(days=1)


class Office(Protocol):
    """What the answers need to know of the play: its chance, its people and flats."""

    chance: Any

    def person(self, case: int) -> dict[str, Any]: ...

    def flat(self, case: int) -> str: ...


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
        **({"personnummer": person["number"]} if person["number"] else {"personnummer-saknas": "on"}),
        "skydd": "sekretessmarkering" if case == 41 else "nej",
        "sakert": "ja",
        "tolk": "no",
        "hushall": 1 + case % 4,
        "barn": case % 4 // 2,
        "situation": office.chance.choice(["akut", "institution", "kommunal", "kortsiktigt"]),
        "onskad": ["forsok"] if case % 2 else ["traning"],
        "kodatum": iso(day),
        "behov": [office.chance.choice(["missbruk", "psykisk_ohalsa", "social", "bostadslos"])],
        "forsorjning": office.chance.choice(["forsorjningsstod", "lon", "sjuk", "akassa"]),
        "enhet": "hemloshet" if case % 2 else "vuxen",
        "handlaggare": "samir" if case % 2 else "sara",
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
        "radgivare": "rut",
        "skede": "ko",
        "inkomster": [{"typ": "forsorjningsstod", "netto": "12600.00", "betalningsdag": 27}],
        "utgifter": [{"typ": "hyra", "kr": "6100.00"}, {"typ": "el", "kr": "450.00"}, {"typ": "mobil", "kr": "300.00"}],
        "anmarkningar": "ja",
        "utdrag": "yes",
        "utdrag_datum": iso(day - 5 * DAY),
        "utmatning": "no",
        "skonstaxering": "nej",
        "ny_skuld": "no",
        "skulder": [
            {"creditor": "Exempelbostäder", "kind": "hyresskuld_gammal", "amount": "18400.00", "status": "kronofogden",
             "this_home": "no", "landlord": "Exempelbostäder", "arose_on": iso(day - 700 * DAY)},
            {"creditor": "Påhittade Elbolaget", "kind": "el", "amount": f"{office.chance.randrange(9, 60) * 100}.00",
             "status": "inkasso"},
        ],
        "hinder": ["hyresskuld", "betalningsanmarkning"],
        "atgard": ["avbetalningsplan"],
        "sammanfattning": "Du har två skulder. Vi börjar med den gamla hyresskulden.",
    }  # fmt: skip


def plan(day: date) -> dict[str, Any]:
    return {
        "datum": iso(day),
        "fran": iso(day),
        "till": iso(day + 180 * DAY),
        "mal": [
            {
                "goal": "Hyran på autogiro",
                "steps": "Ring banken; Fyll i medgivandet; Se att första hyran drogs",
                "homework": "Ta med bankdosan",
                "who": "klient",
                "due_on": iso(day + 30 * DAY),
            },
            {"goal": "Öppna posten varje måndag", "due_on": iso(day + 14 * DAY)},
        ],
        "krav": [{"krav": "Hyran betalas senast sista vardagen i månaden"}],
        "hyra_via": "autogiro",
        "metod": "parm",
        "ansvarig_socialsekreterare": "sara",
        "ansvarig_assistent": "anna",
        "intervall": "tva_veckor",
    }


def followed(day: date) -> dict[str, Any]:
    return {
        "datum": iso(day),
        "mal": [{"mal": "Öppna posten varje måndag", "resultat": "delvis", "kommentar": "Två måndagar av fyra."}],
        "hyra": "yes",
        "nya_skulder": "no",
        "parmen": "ja",
        "laxa": "Lägga räkningarna i flik 2",
        "nasta": iso(day + 14 * DAY),
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
        "avstaende": "ej_aktuellt",
        "overtagande": iso(day + 540 * DAY),
        "hemforsakring": "yes",
        "brandvarnare": "yes",
        "arbetsplan": "yes",
        "hembesok": "varje_vecka" if case % 2 == 0 else "varannan_manad",
    }
