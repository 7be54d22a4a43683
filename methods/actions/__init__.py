"""What changes more than one model of the handbook."""

from methods.actions.confirming import ask_to_confirm, confirm
from methods.actions.reading import choose_favourite, close_remark, mark_read, remark
from methods.actions.reviewing import mark_reviewed, remind_of_reviews
from methods.actions.sessions import note_session
from methods.actions.versions import (
    Outdated,
    keep_missing_versions,
    keep_version,
    keep_versions_of_new_amounts,
    keep_versions_showing,
    showing,
)

__all__ = [
    "Outdated",
    "ask_to_confirm",
    "choose_favourite",
    "close_remark",
    "confirm",
    "keep_missing_versions",
    "keep_version",
    "keep_versions_of_new_amounts",
    "keep_versions_showing",
    "mark_read",
    "mark_reviewed",
    "note_session",
    "remark",
    "remind_of_reviews",
    "showing",
]
