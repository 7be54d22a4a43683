"""One big office, measured from inside: `python -m tests.benchmarks.big_office STEP SUBMISSIONS`; prints a line of JSON.

Run by tests/benchmarks/caseload.py with a data folder of its own.
"""

import gc
import hashlib
import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

STORY_LENGTH = 10
MINE = 30  # open cases of the one who works
OPEN_SHARE = 10  # one case in so many is open
UNIT_SIZE = 300  # open cases in a unit
BATCH = 5_000
SYLLABLES = ("Pro", "Låt", "Övn", "Dem", "Exe", "Tes", "Påh", "Fik", "Sim", "Ima", "Fan", "Ske", "Att", "Bli", "Dra")


def main(step: str, size: int) -> dict[str, float]:
    """One step: each in a process of its own, as in operations, so that none carries what another one left."""
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    return {"storing": storing, "rebuilding": rebuilding, "working": working}[step](size)


def storing(size: int) -> dict[str, float]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people()
    began = time.perf_counter()
    return {"submissions": float(store(size)), "storing s": time.perf_counter() - began}


def people() -> None:
    from portal import demo
    from tests.casework import publish_shipped_forms

    demo.load()
    publish_shipped_forms()


def rebuilding(size: int) -> dict[str, float]:
    """The rebuild folds and writes all rows, as the command does; the proof folds and compares."""
    from caseload.projection import crew, rebuild

    def restored() -> None:
        rebuild.restore(helpers=crew.helpers())

    def proven() -> None:
        comparison = rebuild.verify()
        assert comparison.equal, comparison.differing[:5]

    def folded() -> None:
        for _batch in rebuild.folded():
            pass

    gc.freeze()  # as the command does
    found = {"rebuild helpers": float(crew.helpers())}
    memory = Memory()
    for name, work in (("rebuild", restored), ("proof", proven), ("fold only", folded)):
        began, worked = time.perf_counter(), cpu_seconds()
        work()
        found[f"{name} submissions/s"] = size / (time.perf_counter() - began)
        found[f"{name} submissions/CPU s"] = size / (cpu_seconds() - worked)
    gc.unfreeze()
    return found | {"rebuild memory MB": memory.stop()}


def cpu_seconds() -> float:
    """Of this process and of those that it has started and that have ended."""
    return sum(os.times()[:4])


class Memory(threading.Thread):
    """The most that this process and its helpers have had at once; what they share is counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.ended = 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(0.5):
            self.most = max(self.most, sum(map(megabytes, [os.getpid(), *helpers_now()])))

    def stop(self) -> float:
        self.ended.set()
        self.join()
        return self.most


def helpers_now() -> list[int]:
    threads = Path("/proc/self/task").iterdir()
    return [int(each) for thread in threads for each in (thread / "children").read_text().split()]


def megabytes(process: int) -> float:
    """Its own memory and its part of what it shares; nothing of one that has ended meanwhile."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(told.partition("\nPss:")[2].split()[0]) / 1024


def working(_size: int) -> dict[str, float]:
    """A day's pages for Sara, in this process through Django's own client: once for each line that comes in, each time
    a line of milliseconds goes out. So offices can take turns, and the machine is as quick for the one as the other."""
    from django.test import Client

    from caseload.models import Case
    from portal.models import User

    client = Client()
    client.force_login(User.objects.get(username="sara"), backend="portal.auth.RoleBackend")
    mine = Case.everything.filter(responsible="sara", closed_on=None).select_related("person")[:5]
    case = mine[0]
    pages: dict[str, Callable[[], Any]] = {
        "Min sida": lambda: client.get("/min-sida/"),
        "work list": lambda: client.get("/arenden/"),
        "case list": lambda: client.get("/arenden/lista/"),
        "case page": lambda: client.get(f"/arenden/{case.number}/"),
        "search by name": lambda: client.post("/arenden/sok/", {"term": case.person.name}),
        "search by number": lambda: client.post("/arenden/sok/", {"term": case.number}),
    }
    for _line in sys.stdin:
        print(json.dumps({name: took_ms(page) for name, page in pages.items()}), flush=True)
    return {}


def took_ms(page: Callable[[], Any]) -> float:
    began = time.perf_counter()
    response = page()
    took = time.perf_counter() - began
    assert response.status_code == 200, response.status_code
    return took * 1000


def store(size: int) -> int:
    """Submissions and their states in bulk, as if every form had been sent and carried out in its time."""
    from django.db import transaction

    from forms.models import Processing, Submission

    count = 0
    with transaction.atomic():
        batch: list[Submission] = []
        for submission in submissions(size // STORY_LENGTH):
            batch.append(submission)
            if len(batch) == BATCH:
                count += _write(batch)
                batch = []
        count += _write(batch)
    assert Processing.objects.count() == Submission.everything.count() == count
    return count


def _write(batch: list[Any]) -> int:
    from forms.models import Processing, Submission

    made = Submission.everything.bulk_create(batch)
    Processing.objects.bulk_create(
        Processing(submission=each, state=Processing.State.PROCESSED, attempts=1) for each in made
    )
    return len(made)


def submissions(cases: int) -> Iterator[Any]:
    from django.utils import timezone

    from forms.models import FormVersion, Submission
    from forms.schema import canonical

    versions = {version.form_key: version for version in FormVersion.objects.newest_of_each()}
    start = datetime(2023, 1, 1, tzinfo=timezone.get_current_timezone())  # the forms tell of days in 2025
    taken: set[str] = set()
    opened = 0
    for case in range(cases):
        is_open = case % (2 * OPEN_SHARE) in {0, 11}  # as many about housing as about evictions
        handler, unit = ("sara", "boende") if is_open and opened < MINE else (f"h{case % 997}", unit_of(opened))
        opened += is_open
        number, at = "", start + timedelta(days=case * 600 / cases)
        for step, (form, by, answers) in enumerate(story(case, is_open)):
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"{case}:{step}")
            content = canonical(answers)
            receipt = free_receipt(key, at, taken)
            number = number or receipt
            yield Submission(
                key=key, receipt=receipt, version=versions[form], content=content,
                content_sha256=hashlib.sha256(content.encode()).hexdigest(), received_at=at + timedelta(days=step * 6),
                actor=by or handler, actor_name=by or handler, unit=unit, about="" if step == 0 else number,
            )  # fmt: skip


def unit_of(opened: int) -> str:
    return "boende" if opened < UNIT_SIZE else f"enhet-{opened // UNIT_SIZE}"


def free_receipt(key: uuid.UUID, at: datetime, taken: set[str]) -> str:
    """As forms.actions.receiving draws them, without asking the database each time."""
    from forms.actions.receiving import ALPHABET, RECEIPT_LETTERS

    for attempt in range(50):
        number = int.from_bytes(hashlib.sha256(f"{key}:{attempt}".encode()).digest())
        letters = "".join(
            ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(RECEIPT_LETTERS)
        )
        if (receipt := f"{at:%y}-{letters}") not in taken:
            taken.add(receipt)
            return receipt
    raise RuntimeError("No free receipt number was found.")


def name_of(case: int) -> str:
    base = len(SYLLABLES)
    first = SYLLABLES[case % base] + SYLLABLES[case // base % base].lower()
    last = SYLLABLES[case // base**2 % base] + SYLLABLES[case // base**3 % base].lower() + "sson"
    return f"{first}a {last}"


def story(case: int, is_open: bool) -> list[tuple[str, str, dict[str, Any]]]:
    """Ten forms: `(form, who when not the handler, answers)`."""
    return housing(case, is_open) if case % 2 else eviction(case, is_open)


MEETING = {"datum": "2025-03-01", "form": "besok", "deltagare": ["klient"], "problembild": "Räkningar har legat oöppnade.",
           "mal": "Betala hyran i tid.", "samsyn": "ja"}  # fmt: skip
DEBTS = {"datum": "2025-03-15", "skede": "ko", "sammanfattning": "Tre skulder.", "skulder": [
    {"creditor": f"Bolag {number}", "kind": "el", "amount": f"{number}00.00", "status": "inkasso"} for number in (1, 2, 3)
]}  # fmt: skip
PLAN = {"fran": "2025-04-01", "till": "2025-10-01"}


def housing(case: int, is_open: bool) -> list[tuple[str, str, dict[str, Any]]]:
    from tests.casework import ASSESSMENT, MOVE_IN, REGISTRATION

    flat = f"LGH-{case}"
    ended = [("F17", "", {"datum": "2025-06-01", "hyresvard": "Exempelbostäder"}),
             ("S03", "", {"datum": "2025-07-01", "orsak": "eget_kontrakt"})]  # fmt: skip
    return [
        ("F01", "", REGISTRATION | {"namn": name_of(case)}),
        ("S01", "", {}),
        ("F03", "", ASSESSMENT),
        ("F06", "rut", MEETING),
        ("S02", "", {"skede": "ko", "datum": "2025-02-01", "skal": "Klart för kö."}),
        ("F11", "berit", {"lagenhet": flat, "datum": "2025-03-01", "svar": "ja"}),
        ("F12", "berit", MOVE_IN | {"lagenhet": flat, "datum": "2025-04-01"}),
        ("S04", "", {"kollega": "bo", "uppdrag": "boendestödjare"}),
        *([("F07", "rut", DEBTS), ("F08", "rut", PLAN)] if is_open else ended),
    ]


def eviction(case: int, is_open: bool) -> list[tuple[str, str, dict[str, Any]]]:
    from tests.casework import ASSESSMENT, NOTICE

    step = {"datum": "2025-03-20", "kontakt": "yes"}
    ended = [("F20", "", step | {"utfall": "avvarjd_genom_betalning"}),
             ("S03", "", {"datum": "2025-07-01", "orsak": "behovet_upphort"})]  # fmt: skip
    return [
        ("F02", "", NOTICE | {"hyresgast": name_of(case)}),
        ("S01", "", {}),
        ("F03", "", ASSESSMENT),
        ("F20", "", step),
        ("F06", "rut", MEETING),
        ("F07", "rut", DEBTS),
        ("F08", "rut", PLAN),
        ("S04", "", {"kollega": "anna", "uppdrag": "boendestödjare"}),
        *([("F20", "", step), ("F06", "rut", MEETING)] if is_open else ended),
    ]


if __name__ == "__main__":
    if figures := main(sys.argv[1], int(sys.argv[2])):
        print(json.dumps(figures))
