"""What can be done in handledning. Each act is atomic and says who acts."""

from supervision.actions.digests import make_digest, recipients, send_unsent
from supervision.actions.logs import (
    AlreadySigned,
    NotReady,
    add,
    change_agreement,
    clean_drafts,
    confirm,
    read,
    save_draft,
    sign,
    take_out,
)
from supervision.actions.plans import AlreadyPlanned, cancel_planned, move_planned, plan_series, set_up_group
from supervision.actions.questions import answer, answer_suggestion, ask
from supervision.actions.ratings import rate, read_rating, remove_rating, share, stop_sharing

__all__ = [
    "AlreadyPlanned",
    "AlreadySigned",
    "NotReady",
    "add",
    "answer",
    "answer_suggestion",
    "ask",
    "cancel_planned",
    "change_agreement",
    "clean_drafts",
    "confirm",
    "make_digest",
    "move_planned",
    "plan_series",
    "rate",
    "read",
    "read_rating",
    "recipients",
    "remove_rating",
    "save_draft",
    "send_unsent",
    "set_up_group",
    "share",
    "sign",
    "stop_sharing",
    "take_out",
]
