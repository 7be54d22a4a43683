"""What may stand in a message to a client: nothing that tells those around that the social services are involved."""

import re

WORDS = (
    "socialtjänst", "socialnämnd", "socialsekreterare", "socialkontor", "soc", "handläggare", "boskola", "bostadslös",
    "hemlös", "försörjningsstöd", "socialbidrag", "bistånd", "insats", "ärende", "klient", "vräk", "avhys", "skuld",
    "kronofogde", "missbruk", "beroende", "behandling", "boendestöd", "personnummer", "diagnos", "skyddat boende",
    "träningslägenhet", "försökslägenhet", "jourlägenhet", "utredning",
)  # fmt: skip
# A word may be the beginning of another ("hemlösa"), but not stand inside one ("sociala" does not hold "soc").
PATTERN = re.compile(r"\b(?:" + "|".join(word + (r"\b" if word == "soc" else "") for word in WORDS) + r")\w*", re.I)
IDENTITY_NUMBER = re.compile(r"\b(?:\d{2})?\d{6}[-+ ]?\d{4}\b")


class NotNeutral(ValueError):
    """The message would tell something about its receiver to whoever sees the screen."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("Skriv neutralt. Det här kan avslöja något om mottagaren: " + ", ".join(found) + ".")


def faults(*texts: str) -> list[str]:
    """The words that may not stand there, each once."""
    text = "\n".join(texts)
    found = [match.group().lower() for match in PATTERN.finditer(text)]
    if IDENTITY_NUMBER.search(text):
        found.append("ett personnummer")
    return list(dict.fromkeys(found))
