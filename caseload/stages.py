"""The three tracks of a case: housing, economy and eviction, with the steps that may follow each other."""

from django.db import models


class Kind(models.TextChoices):
    HOUSING = "housing", "Boende"
    EVICTION = "eviction", "Vräkning"


class Stage(models.TextChoices):
    """Housing: the staircase, which may be left in any direction when a reason is given."""

    REGISTERED = "aktualiserad", "Aktualiserad"
    ASSESSMENT = "bedomning", "Bedömning"
    QUEUE = "ko", "I kö"
    OFFERED = "erbjuden", "Erbjuden"
    HOUSED = "boende", "Boende med stöd"
    LEAVING = "utslussning", "Utslussning"
    FOLLOW_UP = "uppfoljning", "Uppföljning"
    RESTING = "vilande", "Vilande"
    CLOSED = "avslutad", "Avslutad"


NEXT_STAGES: dict[str, frozenset[str]] = {
    "aktualiserad": frozenset({"bedomning", "avslutad"}),
    "bedomning": frozenset({"ko", "erbjuden", "avslutad"}),
    "ko": frozenset({"erbjuden", "vilande", "avslutad", "bedomning"}),
    "erbjuden": frozenset({"boende", "ko", "avslutad"}),
    "boende": frozenset({"boende", "utslussning", "bedomning", "vilande", "uppfoljning", "avslutad"}),
    "utslussning": frozenset({"boende", "uppfoljning", "avslutad"}),
    "uppfoljning": frozenset({"avslutad", "bedomning"}),
    "vilande": frozenset({"ko", "boende", "bedomning", "avslutad"}),
    "avslutad": frozenset(),
}


class Economy(models.TextChoices):
    NOT_STARTED = "ej_paborjad", "Ej påbörjad"
    MEETING_BOOKED = "trepartssamtal_bokat", "Trepartssamtal bokat"
    MEETING_HELD = "trepartssamtal_hallet", "Trepartssamtal hållet"
    SCANNING = "skuldscanning_pagar", "Skuldscanning pågår"
    SCANNED = "skuldscanning_klar", "Skuldscanning klar"
    PLAN = "arbetsplan_aktiv", "Arbetsplan aktiv"
    PLAN_FOLLOWED = "arbetsplan_uppfoljd", "Arbetsplan uppföljd"
    DECLINED = "avbojt", "Avböjt"
    CLOSED = "avslutad", "Avslutad"


OPEN_ECONOMY = frozenset(set(Economy.values) - {"ej_paborjad", "avbojt", "avslutad"})


class Eviction(models.TextChoices):
    RECEIVED = "inkommen", "Inkommen"
    TRYING = "kontaktforsok", "Kontaktförsök"
    CONTACT = "kontakt", "Kontakt etablerad"
    WORKING = "pagar", "Pågår"
    PREVENTED = "forhindrad", "Förhindrad"
    PAID = "avvarjd_genom_betalning", "Avvärjd genom betalning"
    MOVED = "flyttat_sjalv", "Flyttat själv"
    EVICTED = "avhyst", "Avhyst"
    NOT_REACHED = "ej_natt", "Ej nådd"
    MISTAKE = "fel_arende", "Fel ärende"
    FOLLOWED_UP = "uppfoljd", "Uppföljd"
    CLOSED = "avslutad", "Avslutad"


OUTCOMES = frozenset({"forhindrad", "avvarjd_genom_betalning", "flyttat_sjalv", "avhyst", "ej_natt", "fel_arende"})
