"""A person whose identity is protected, and what of her may stand nowhere."""

from caseload.models import Case
from tests.casework import MOVE_IN, NOTICE, REGISTRATION, send

NUMBER = "189001019802"
NAME, PHONE, STREET, FLAT = "Hemlig Påhittad", "070-174 06 05", "Gömda gatan 7", "LGH-HEMLIG"
TOLD = "Bor nu hos sin syster i Påhittsboda."
SECRETS = ("Hemlig", "174 06 05", "Gömda", NUMBER[-4:] + '"', FLAT, "Gömd värd")


def protected_cases(person):
    """A protected person with a housing case and an eviction case, both Sara's, in which everything is filled in."""
    sara, berit = person("sara"), person("berit")
    answers = {"namn": NAME, "personnummer": NUMBER, "skydd": "sekretessmarkering", "telefon": PHONE}
    housing = send("F01", sara, "", **{**REGISTRATION, **answers}).receipt
    send("S01", sara, housing)
    send("S04", sara, housing, kollega="berit", uppdrag="boendelots")
    send("F03", sara, housing, tidigare="no", barn="no", beslut="rad", motivering=TOLD)
    send("S02", sara, housing, skede="ko", datum="2026-02-01", skal="Klart.")
    send("F11", berit, housing, lagenhet=FLAT, datum="2026-03-01", svar="ja")
    send("F12", berit, housing, **{**MOVE_IN, "lagenhet": FLAT, "hyresvard": "Gömd värd"})
    eviction = send("F02", None, "", **NOTICE | {"hyresgast": NAME, "personnummer": NUMBER, "adress": STREET}).receipt
    return Case.everything.get(pk=housing), Case.everything.get(pk=eviction)
