"""After an upgrade the caseload is what the new version makes of the submissions: proven first, rewritten only if need be."""

import logging
from collections import Counter

from django.db import DatabaseError, transaction

from caseload import proving
from caseload.projection import crew, rebuild, version
from caseload.projection.rebuild import Comparison

logger = logging.getLogger("caseload")


def is_left() -> bool:
    """Asked at every start: one row and some fifty small files."""
    return not version.is_current()


def bring_up_to_date() -> str:
    """Make the stored rows those of this version's fold. Returns what was done, without naming anybody.

    Cut off at any point it is done again at the next start, since the note is written together with the rows.
    """
    if version.is_current():
        return "The caseload is this version's already."
    try:
        found = rebuild.verify()
    except DatabaseError:
        raise
    except Exception as fault:
        # Better a portal that serves what the last version wrote than none: the nightly proof tells it loudly.
        logger.exception("the new version can't fold the submissions", extra={"event": type(fault).__name__})
        return f"The submissions can't be folded ({type(fault).__name__}): the caseload stays as the last version left it."
    return _rewrite(found) if found.differing else _approve(found)


def _approve(found: Comparison) -> str:
    with transaction.atomic():
        version.note()
    return f"The caseload is proven: {found.submissions} submissions give the same rows as before."


def _rewrite(found: Comparison) -> str:
    people = rebuild.restore(helpers=crew.helpers(), unless=version.is_current)
    if people is None:
        return "The caseload was rewritten by another process meanwhile."
    proof = proving.prove()
    return f"The caseload is rewritten: {people} people, {proof.submissions} submissions. Rows that differed: {_counts(found)}."


def _counts(found: Comparison) -> str:
    """By table only: a key may be a receipt number."""
    tables = Counter(place.split(" ", 1)[0] for place in found.differing)
    return ", ".join(f"{table} {count}" for table, count in sorted(tables.items()))
