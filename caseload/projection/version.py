"""Which fold wrote the stored rows: a fingerprint of the code that decides what the submissions give.

It is made of the files themselves and not of a number that somebody must remember to raise. A change that changes no
row costs one proof at the next start; one that was forgotten would leave an office with cases that two versions wrote.
A test fails when the fold begins to use a file that is named neither here nor there.
"""

import hashlib
from pathlib import Path

from caseload.models import Fold

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("caseload/effects", "caseload/projection", "caseload/models")
FILES = (
    "caseload/stages.py",
    "caseload/deadlines.py",
    "forms/effects.py",
    "forms/schema.py",
    "forms/models/submissions.py",
    "forms/models/versions.py",
    "portal/identity.py",
    "portal/workdays.py",
)


def sources() -> list[str]:
    """The files that decide what the rows are, from the root of the installation, in a fixed order."""
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return sorted({*(path.relative_to(ROOT).as_posix() for path in inside), *FILES})


def fingerprint() -> str:
    digest = hashlib.sha256()
    for name in sources():
        digest.update(f"{name}\n".encode() + (ROOT / name).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether this version of the fold wrote the stored rows, or proved that it would write the same."""
    return Fold.objects.filter(fingerprint=fingerprint()).exists()


def note() -> None:
    """This version's fold gives the stored rows."""
    Fold.objects.update_or_create(pk=Fold.ONLY, defaults={"fingerprint": fingerprint()})
