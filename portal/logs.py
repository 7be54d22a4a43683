"""Structured logs without personal data: one JSON object a line, with the name of the route instead of the path."""

import contextvars
import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

# Ten or twelve digits in the shape of a personnummer or samordningsnummer, wherever they stand.
IDENTITY_NUMBER = re.compile(r"\b(?:\d{2})?\d{6}[-+ ]?\d{4}\b")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
EXTRA = ("route", "method", "status", "ms", "user_roles", "receipt", "event")


def current_request_id() -> str:
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


class NoPersonalData(logging.Filter):
    """The last net: masks numbers and addresses that slip into a message; tracebacks keep frames but lose values."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        record.msg, record.args = mask(message), ()
        return True


def mask(text: str) -> str:
    return MAIL.sub("[adress]", IDENTITY_NUMBER.sub("[nummer]", text))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": current_request_id(),
        }
        line |= {name: value for name in EXTRA if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _frames(trace: object) -> list[str]:
    """File, line and function of each frame; never the message, which may quote what somebody wrote."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code  # type: ignore[attr-defined]
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return frames[-12:]
