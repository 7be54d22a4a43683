"""SMS by one small adapter: `file` writes to the data folder (the demo), an address is an HTTP gateway.

The gateway gets a POST with JSON: `{"to": "+46…", "from": "Kurs", "text": "…"}`, and a bearer token when
there is one. 2xx is sent; 429 and 5xx are tried again; other answers are final.
"""

import json
import os
import urllib.error
import urllib.request

from django.conf import settings

from portal.post.outcomes import Later, Never

SECONDS = 20
LONGEST = 1000


def send(to: str, text: str) -> None:
    number = international(to)
    if settings.SMS_GATEWAY == "file":
        _write(number, text)
    else:
        _post(number, text)


def international(number: str) -> str:
    """+46701234567 from 070-123 45 67. Raises Never for what can't be a number."""
    digits = "".join(each for each in number if each.isdigit() or each == "+").lstrip("+")
    if number.strip().startswith("+"):
        found = digits
    elif digits.startswith("00"):
        found = digits[2:]
    else:
        found = "46" + digits.removeprefix("0") if digits.startswith("0") else ""
    if not found.isdigit() or not 8 <= len(found) <= 15:
        raise Never("Inget telefonnummer")
    return "+" + found


def _write(number: str, text: str) -> None:
    line = json.dumps({"to": number, "text": text}, ensure_ascii=False) + "\n"
    descriptor = os.open(settings.DATA_DIR / "sms.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(line)


def _post(number: str, text: str) -> None:
    content = json.dumps({"to": number, "from": settings.SMS_FROM, "text": text[:LONGEST]}).encode()
    headers = {"Content-Type": "application/json"}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    # The address is the administrator's own setting and checked to be http(s) at the start.
    request = urllib.request.Request(settings.SMS_GATEWAY, content, headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310 - the same
            return
    except urllib.error.HTTPError as error:
        raise (Later if error.code == 429 or error.code >= 500 else Never)(f"Svar {error.code}") from error
    except OSError as error:
        raise Later(type(error).__name__) from error
