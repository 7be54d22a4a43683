"""The leader's checklist after a session of the boskola."""

from datetime import date
from typing import Any

from django.db import transaction

from methods.actions.versions import keep_version
from methods.models import ChapterPage, SessionNote
from portal import audit


@transaction.atomic
def note_session(*, chapter: ChapterPage, on: date, marks: list[str], learned: str, by: Any) -> SessionNote:
    """Keep how the plan held on a day. Sent again for the same day it replaces what the same leader wrote before.

    `marks` has one mark for each part of the plan, in order; raises ValueError when the plan has changed meanwhile.
    """
    plan = chapter.session_plan
    if plan is None or len(plan["parts"]) != len(marks):
        raise ValueError("The marks do not belong to this plan.")
    parts = [
        {"title": part["title"], "minutes": part["minutes"], "mark": mark}
        for part, mark in zip(plan["parts"], marks, strict=True)
    ]
    version = keep_version(chapter=chapter)
    note, _made = SessionNote.objects.update_or_create(
        chapter=chapter, on=on, by=by, defaults={"version": version, "parts": parts, "learned": learned}
    )
    audit.record(audit.Action.WRITE, by=by, kind="session_note", target=str(note.pk), fields=["parts", "learned"])
    return note
