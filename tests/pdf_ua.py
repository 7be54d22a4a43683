"""Asks veraPDF whether a PDF keeps PDF/UA-1 (ISO 14289-1): tests/services/verapdf.sh says where it comes from."""

import hashlib
import os
import shlex
import subprocess
import tempfile
from typing import IO, Any


class Validator:
    """One running veraPDF. Starts with the first PDF; the same bytes are looked at once."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[str, list[str]] = {}

    def broken_rules(self, pdf: bytes) -> list[str]:
        """The rules of PDF/UA-1 that the file breaks, each with where; empty when it keeps them all."""
        digest = hashlib.sha256(pdf).hexdigest()
        if digest not in self._known:
            self._known[digest] = self._ask(pdf)
        return self._known[digest]

    def _ask(self, pdf: bytes) -> list[str]:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            asked, answered = self._pipes()
            print(file.name, file=asked, flush=True)
            lines = list(iter(answered.readline, ".\n"))
        if not lines or "" in lines or " after 0 checks" in lines[-1]:
            raise RuntimeError(f"veraPDF did not answer: {lines}")
        return [] if lines[-1].startswith("true ") else lines

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        assert self._process.stdin and self._process.stdout
        return self._process.stdin, self._process.stdout

    def stop(self) -> None:
        if self._process is not None:
            self._process.communicate()


def checking(printed: Any, validator: Validator) -> Any:
    """The function that prints, with every PDF looked at; data that is only asked for is left alone."""

    def checked(order: dict[str, str], seconds: float) -> bytes:
        made: bytes = printed(order, seconds)
        broken = [] if order["query"] else validator.broken_rules(made)
        if broken:
            raise AssertionError(f"{order['template']} is not PDF/UA-1:\n{''.join(broken)}")
        return made

    return checked


def validator() -> Validator | None:
    command = os.environ.get("VERAPDF")
    return Validator(command) if command else None
