"""The office's virus scanner, when there is one: clamd over its socket (CLAMD_SOCKET, a path or host:port)."""

import logging
import socket
import struct

from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger("forms")
CHUNK = 64 * 1024
SECONDS = 30
INFECTED = "Filen innehåller något skadligt och har inte tagits emot."
NO_SCANNER = "Filer kan inte tas emot just nu. Försök igen om en stund, eller skicka blanketten utan fil."


def check(data: bytes) -> None:
    """Raises ValidationError when the scanner finds something, and when it should be there but does not answer."""
    if not settings.CLAMD_SOCKET:
        return
    try:
        answer = _ask(data)
    except OSError as error:
        logger.exception("scanner", extra={"event": type(error).__name__})
        raise ValidationError(NO_SCANNER) from error
    if answer.endswith("FOUND"):
        logger.warning("scanner", extra={"event": "found"})
        raise ValidationError(INFECTED)
    if not answer.endswith("OK"):
        logger.error("scanner", extra={"event": "strange answer"})
        raise ValidationError(NO_SCANNER)


def _ask(data: bytes) -> str:
    with _connect() as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            connection.sendall(struct.pack(">I", len(part)) + part)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := connection.recv(1024)):
            answer += more
    return answer.rstrip(b"\0\n ").decode(errors="replace")


def _connect() -> socket.socket:
    place = settings.CLAMD_SOCKET
    if "/" in place:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        try:
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
