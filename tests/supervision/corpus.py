"""500 sentences made from a seed: 300 in which a client is pointed out, 200 in which nobody is.

Nobody in them exists. Identity numbers are of people born in the 1890s, telephone numbers are from the series that
Post- och telestyrelsen keeps for fiction, and names are put together here. Among the 300 are ways of writing that a
check of patterns has a hard time with: names in small letters, rare names alone, a number split in two.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from supervision.identity_guard import Kind

SEED = 20261121
EACH = {Kind.NUMBER: 50, Kind.PHONE: 50, Kind.EMAIL: 40, Kind.ADDRESS: 50, Kind.NAME: 70, Kind.KNOWN_NAME: 40}
CLEAN = 200
# Names that the caseload knows in the corpus: no list of first names has them.
KNOWN = ("Zhaleh", "Tsegayqvist", "Ngozipå", "Qadirsdotter", "Wuttipong", "Björklöv", "Skog", "Ek")


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]` points out a client, by the kind; in a clean sentence the kind is None."""

    text: str
    kind: Kind | None = None
    start: int = 0
    end: int = 0


def corpus(seed: int = SEED) -> list[Sentence]:
    chance = random.Random(seed)
    dirty = [_about(kind, chance) for kind, number in EACH.items() for _ in range(number)]
    return dirty + list(_clean(chance))


def _about(kind: Kind, chance: random.Random) -> Sentence:
    value, frame = VALUES[kind](chance), chance.choice(FRAMES.get(kind, ORDINARY_FRAMES))
    before, after = frame.split("{}")
    if not before:
        value = value[0].upper() + value[1:]
    return Sentence(before + value + after, kind, len(before), len(before) + len(value))


def _number(chance: random.Random) -> str:
    year, month, day = chance.randint(1890, 1899), chance.randint(1, 12), chance.randint(1, 28)
    short = f"{year % 100:02}{month:02}{day:02}{chance.randint(980, 998)}"
    digits = short + str(_check_digit(short))
    return chance.choice(
        [
            f"{year}{digits[2:6]}-{digits[6:]}",
            f"{year}{digits[2:]}",
            f"{digits[:6]}+{digits[6:]}",
            f"{year} {digits[2:4]} {digits[4:6]} {digits[6:]}",
            f"{year}-{digits[2:4]}-{digits[4:6]}-{digits[6:]}",
            f"{digits[:6]}\u2013{digits[6:]}",
            f"{digits[:6]} {digits[6:]}",
            f"{year}{digits[2:6]}-xxxx",  # hard: the last four left out
            f"{chance.randint(1, 28)} maj {year}",  # hard: a birthday in words
        ]
    )


def _check_digit(nine: str) -> int:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def _phone(chance: random.Random) -> str:
    mobile, stockholm = f"0701740{chance.randint(605, 699)}", f"084650{chance.randint(400, 499):04}"
    goteborg, malmo = f"0313900{chance.randint(600, 699)}", f"0406280{chance.randint(400, 499)}"
    return chance.choice(
        [
            f"{mobile[:3]}-{mobile[3:6]} {mobile[6:8]} {mobile[8:]}",
            mobile,
            f"+46{mobile[1:]}",
            f"+46 (0){mobile[1:3]} {mobile[3:]}",
            f"{mobile[:3]} {mobile[3:]}",
            f"0046{mobile[1:]}",
            f"{stockholm[:2]}-{stockholm[2:5]} {stockholm[5:7]} {stockholm[7:]}",
            f"{goteborg[:3]}-{goteborg[3:]}",
            f"{malmo[:3]}/{malmo[3:6]} {malmo[6:]}",
            f"{mobile[3:6]} {mobile[6:8]} {mobile[8:]}",  # hard: without its first digits
            "noll sju noll ett sju fyra noll sex noll fem",  # hard: in words
        ]
    )


def _mail(chance: random.Random) -> str:
    name, host = (
        chance.choice(["solros", "p.provsson", "hemma_77", "å.test"]),
        chance.choice(["exempel.se", "post.example"]),
    )
    return chance.choice(
        [f"{name}@{host}", f"{name} (at) {host}", f"{name} snabel-a {host}", f"{name}@{host.upper()}"]
    )


def _address(chance: random.Random) -> str:
    street = chance.choice(
        ["Provgatan", "Testvägen", "Norra Exempelgatan", "Påhittsgränd", "Krokiga stigen", "Lindallén"]
    )
    number, town = chance.randint(1, 98), chance.choice(["Provstad", "Exempelby"])
    return chance.choice(
        [
            f"{street} {number}",
            f"{street} {number} B",
            f"{street.lower()} {number}",
            f"{street} {number}, lgh 1{chance.randint(1, 9)}0{chance.randint(1, 4)}",
            f"{street} {number}, 123 45 {town}",
            f"lägenhet 1{chance.randint(1, 9)}0{chance.randint(1, 4)}",
            f"{street}, port {number}",  # hard: no number after the street
            f"{street} i {town}",  # hard: no number at all
        ]
    )


COMMON = ("Amina", "Lars", "Johan", "Fatima", "Birgitta", "Yusuf", "Elin", "Håkan", "Maryam", "Tomas")
RARE = ("Zhaleh", "Wuttipong", "Ngozi", "Tsegay", "Xhevdet", "Aurvandil")  # in no list of first names
SURNAMES = ("Provsson", "Påhittström", "Exempelqvist", "Testlund", "Hassanzadeh", "Warsame", "Ekblad")


def _name(chance: random.Random) -> str:
    common, rare, surname = chance.choice(COMMON), chance.choice(RARE), chance.choice(SURNAMES)
    return chance.choice(
        [
            f"{common} {surname}",
            f"{common} {surname}",
            f"{rare} {surname}",
            common,
            common,
            f"{common}s",
            f"{common}-{chance.choice(COMMON)}",
            f"herr {surname}",
            common.lower(),  # hard: as it is written on a phone
            rare,  # hard: one capital word that no list has
            f"{common[0]}.{surname[0]}.",  # hard: initials
            f"{surname[:4].lower()}an",  # hard: a nickname
        ]
    )


def _known(chance: random.Random) -> str:
    name = chance.choice(KNOWN)
    if name in {"Skog", "Ek"}:
        return name
    return chance.choice([name, f"{name}s", name.lower(), name.upper()])


VALUES: dict[Kind, Callable[[random.Random], str]] = {
    Kind.NUMBER: _number,
    Kind.PHONE: _phone,
    Kind.EMAIL: _mail,
    Kind.ADDRESS: _address,
    Kind.NAME: _name,
    Kind.KNOWN_NAME: _known,
}
ORDINARY_FRAMES = (
    "Vi pratade om {} i dag.",
    "Jag skrev upp {} på lappen.",
    "Det stod {} i pärmen, och då visste alla vem det var.",
    "Kolla {} innan nästa pass!",
    "Slutsats: ring {} på måndag.",
)
FRAMES = {
    Kind.NUMBER: (
        "Hen är född {} och har bott länge i området.",
        "Jag sökte på {} i systemet.",
        "Vi tog ärendet ({}) som exempel.",
    ),
    Kind.ADDRESS: (
        "Hemma på {} gick det bättre.",
        "Vi träffas på {} varje tisdag.",
        "Posten till {} låg oöppnad.",
        "I {} bor fyra personer.",
    ),
    Kind.NAME: (
        "I går ringde {} och var orolig.",
        "Vi tog upp läget hemma hos {} den här gången.",
        "{} vågade öppna sin post för första gången.",
        "Fråga: hur länge ska {} ha stöd?",
    ),
    Kind.KNOWN_NAME: (
        "I går ringde {} och var orolig.",
        "Vi tog upp läget hemma hos {} den här gången.",
        "Fråga: hur länge ska {} ha stöd?",
    ),
}

SAID = (
    "Vi läste sidan om treveckorsfristen tillsammans", "Mötet börjar kl. 13.15 i rum 204", "Budgeten gick ihop på 12 450 kronor",
    "Under vecka 28 provar gruppen veckobladet", "Mindre steg fungerar bättre än stora", "Tre av fyra hem hade öppnat posten",
    "Kronofogden svarar oftast inom två veckor", "Vi övade skalfrågor från 0 till 10", "Boskolan har fyra träffar i höst",
    "Motiverande samtal är svårt när man har bråttom", "Läs 12 kap. 44 § jordabalken", "Hyran kommer den 25:e varje månad",
    "Försäkringskassan vill ha intyget före 2026-03-05", "Handlingsplan 2 är den som gäller", "Vi är på väg 4 av 6 i materialet",
    "Skulden var 86 500 kronor när vi började", "Gränsen mot rådgivning behöver bli tydligare", "Posten sorteras i tre högar",
    "Ett nytt kapitel i Metodpärmen skulle hjälpa", "Arbetsledaren vill ha siffror per den 31 december",
    "Det är personen själv som väljer", "Ingen ska behöva skämmas för oöppnad post", "Skriv mål som går att följa upp",
    "Plan 3 är stängd för ombyggnad", "Två av oss går utbildningen i Malmö den 4–5 maj", "Samtalet tog 45 minuter",
    "Ring växeln om du kör fast", "Kontot ska vara ett ICA-konto eller i Swedbank", "Hyresvärden svarade samma dag",
    "MITI ger 14 mått på ett samtal", "BÖRS betyder bekräfta, öppna frågor, reflektera, sammanfatta", "Vi sågs i Rinkeby i våras",
    "Autogiro är bättre än pappersfaktura", "Diarienummer 2026/4711 gäller riktlinjen", "Åtta pass är bokade till jul",
    "Rådgivaren kommer var tredje vecka", "Hen vill bo kvar och vi ska stötta det", "Barnens perspektiv saknas ofta i planen",
    "Etikfrågan om nycklar tar vi nästa gång", "Vräkning ska alltid gå att förebygga", "Varje dag räknas när fristen löper",
    "Min känsla är att vi tar över för mycket", "Mina anteckningar räcker inte", "Per vecka blir det tre hembesök",
    "Hans fråga om gränser var viktig för oss alla", "Stigen dit är lång men rak", "Ett storgatan-perspektiv hjälper inte alltid",
    "Socialtjänstlagen gäller från den 1 juli 2025", "Underlaget ligger i Outlook och i Excel", "Öppna frågor ger längre svar",
    "Kassakalendern fyller man i varje dag", "Den som har bråttom reflekterar mindre", "I Skåne gör de på ett annat sätt",
    "Konsumentverket har ett bra material", "Vi provade att spela in ett eget rollspel", "Läxan blev inte gjord, och det är okej",
    "Gruppen är överens om tystnadsplikten", "På onsdag möter vi Hyresgästföreningen", "Procenten steg från 40 till 52 %",
    "Ett kort är bättre än tre", "Betalningsplan 1 höll inte, betalningsplan 2 håller", "Sidan 14 i arbetsboken är bäst",
    "Du kan fråga: vad skulle vara annorlunda?", "Solen sken när vi gick hem", "Ella-modellen är något annat än MI",
    "Region Stockholm har egna rutiner", "Från 08.30 till 10.00 är rummet ledigt", "Summan 150 00 var fel inmatad",
)  # fmt: skip
LINKS = (". ", ", och ", ". Slutsats: ", " – ", ". Fråga: ")


def _clean(chance: random.Random) -> Iterator[Sentence]:
    for _ in range(CLEAN):
        first, second = chance.sample(SAID, 2)
        link = chance.choice(LINKS)
        if link in {", och ", " – "} and not second.split()[0].isupper():
            second = second if second.split()[0] in CAPITAL else second[0].lower() + second[1:]
        yield Sentence(f"{first}{link}{second}.")


CAPITAL = {
    "Försäkringskassan",
    "Kronofogden",
    "Boskolan",
    "Konsumentverket",
    "Socialtjänstlagen",
    "Region",
    "Ella-modellen",
}
