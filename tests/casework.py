"""Sends forms about cases as the tests' people would: real versions of the shipped forms, real actions."""

import tomllib
import uuid
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from caseload.models import Case
from forms import actions, guard
from forms.content.loader import FOLDER, page_from
from forms.models import FormVersion, Submission
from forms.schema import Schema, fingerprint

NOTICE: dict[str, Any] = {
    "hyresvard": "Exempelbostäder",
    "kontaktperson": "Vera Värd",
    "kontakt_telefon": "08-465 004 10",
    "hyresgast": "Testa Påhittad",
    "adress": "Provgatan 1",
    "barn": "vet_ej",
    "typ": "uppsagning",
    "orsak": ["hyresskuld"],
    "skuld": "12450.00",
    "delgiven": "2026-03-02",
    "meddelande": "2026-03-05",
}
REGISTRATION: dict[str, Any] = {
    "namn": "Prova Påhittad",
    "skydd": "nej",
    "sakert": "ja",
    "hushall": 2,
    "barn": 1,
    "situation": "akut",
    "onskad": ["forsok"],
    "kodatum": "2026-01-10",
    "forsorjning": "lon",
    "tolk": "no",
    "enhet": "vuxen",
    "handlaggare": "sara",
}
ASSESSMENT: dict[str, Any] = {
    "tidigare": "no",
    "barn": "no",
    "beslut": "inleda_utredning",
    "motivering": "Behöver stöd.",
}
MOVE_IN: dict[str, Any] = {
    "datum": "2026-04-01",
    "lagenhet": "LGH-1",
    "boendeform": "försökslägenhet",
    "hyresvard": "Exempelbostäder",
    "hyra": "6100.00",
    "uppsagning": "tre månader",
    "hembesok": "varje_vecka",
    "avstaende": "ej_aktuellt",
    "hemforsakring": "yes",
    "brandvarnare": "yes",
    "arbetsplan": "yes",
}


def publish_shipped_forms() -> None:
    """Versions of all shipped forms, without their pages; nothing more when they are there."""
    there = set(FormVersion.objects.values_list("form_key", flat=True))
    versions = [
        FormVersion(form_key=schema.key, number=1, title=schema.title, schema=text, sha256=fingerprint(text),
                    published_at=timezone.now(), published_by="test")
        for schema, text in shipped_forms() if schema.key not in there
    ]  # fmt: skip
    FormVersion.objects.bulk_create(versions)


@cache
def shipped_forms() -> tuple[tuple[Schema, str], ...]:
    """Each with its canonical text. Read and checked once in a process: hundreds of tests publish them anew."""
    sources = [tomllib.loads(path.read_text()) for path in sorted(FOLDER.glob("*.toml"))]
    schemas = [page_from(source).schema() for source in sources]
    assert not [fault for schema in schemas for fault in guard.faults(schema)]
    return tuple((schema, schema.to_json()) for schema in schemas)


def send(form: str, by: Any = None, about: str = "", /, *, at: datetime | None = None, **answers: Any) -> Submission:
    """Receive and process; raises AssertionError with the reason when it was parked."""
    version = FormVersion.objects.in_force(form)
    assert version is not None
    submission = actions.receive(version=version, answers=answers, key=uuid.uuid4(), by=by, about=about, at=at)
    processing = actions.process(submission)
    assert processing.state == "processed", processing.reason
    return submission


def open_eviction(by: Any = None, **answers: Any) -> Case:
    return Case.everything.get(number=send("F02", by, **NOTICE | answers).receipt)


def open_housing(by: Any, **answers: Any) -> Case:
    return Case.everything.get(number=send("F01", by, **REGISTRATION | answers).receipt)


def house(by: Any, bosamordnare: Any, **answers: Any) -> Case:
    """A housing case taken as far as moving in."""
    case = open_housing(by)
    send("F03", by, case.number, **ASSESSMENT)
    send("S02", by, case.number, skede="ko", datum="2026-02-01", skal="Klart för kö.")
    send("F11", bosamordnare, case.number, lagenhet="LGH-1", datum="2026-03-01", svar="ja")
    send("F12", bosamordnare, case.number, **MOVE_IN | answers)
    return Case.everything.get(number=case.number)
