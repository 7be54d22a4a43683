"""What is done with submissions: receiving, carrying out, correcting and withdrawing."""

from forms.actions.changing import correct, restorable, trial, unstored, withdraw
from forms.actions.processing import SYSTEM_FAULT, catch_up, process
from forms.actions.receiving import Conflict, Origin, receive

__all__ = [
    "SYSTEM_FAULT",
    "Conflict",
    "Origin",
    "catch_up",
    "correct",
    "process",
    "receive",
    "restorable",
    "trial",
    "unstored",
    "withdraw",
]
