"""What a correction or a withdrawal would do, and what a submission has done: other apps tell, this app knows no case.

Nothing is stored by asking.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple


class Section(NamedTuple):
    """A heading and sentences in Swedish."""

    title: str
    lines: list[str]


@dataclass(frozen=True)
class Preview:
    """Exactly what would change. `seal` is of what is shown: who has seen it sends it back, and a change in the
    meantime shows."""

    sections: list[Section]

    @property
    def seal(self) -> str:
        return hashlib.sha256(repr(self.sections).encode()).hexdigest()[:32]


Previewer = Callable[[Any, Any], list[Section]]
Teller = Callable[[Any, Any], dict[str, Any] | None]

_previewers: list[Previewer] = []
_tellers: list[tuple[str, Teller]] = []


def register_preview(previewer: Previewer) -> None:
    """`previewer(user, candidate)` tells what an unstored correction or withdrawal would change."""
    _previewers.append(previewer)


def register_account(template: str, teller: Teller) -> None:
    """`teller(user, submission)` gives the template's context: what the submission wrote; None when the user may not
    know, or when it wrote nothing."""
    _tellers.append((template, teller))


def preview_of(user: Any, candidate: Any) -> Preview | None:
    """None when no app has anything to do with the form."""
    told = [section for previewer in _previewers for section in previewer(user, candidate)]
    return Preview(told) if told else None


def accounts_of(user: Any, submission: Any) -> list[dict[str, Any]]:
    """For the submission's page: `{"template": …, **context}` of each app that has something to tell."""
    told = ((template, teller(user, submission)) for template, teller in _tellers)
    return [{"template": template, **context} for template, context in told if context is not None]
