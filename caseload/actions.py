"""What crosses several cases. Each case is changed by a form of its own, sent by the one who acts."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import QueryDict

from caseload.models import Case
from caseload.preview import faults
from forms import actions
from forms.builder import form_class
from forms.models import FormVersion, Processing, Submission, newest_versions


class NotPossible(Exception):
    """Nothing was done; the sentences say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class HandedOver(NamedTuple):
    done: list[Submission]
    stopped: list[tuple[str, str]]
    """Case number and reason: what came in between after everything had been tried."""


def hand_over(*, cases: Iterable[Case], to: str, note: str, key: uuid.UUID, by: Any) -> HandedOver:
    """Send the form for handing over once for each case. All are tried first; the same `key` sends nothing twice.

    Raises NotPossible when any of them can't be carried out; then nothing has been stored.
    """
    version, answers = _filled_in(to, note, by)
    cases = list(cases)
    said = [(case.number, sentence) for case in cases for sentence in faults(version, answers, case.number, by)]
    if said:
        raise NotPossible([f"Ärende {number}: {sentence}" for number, sentence in said])
    handed = HandedOver([], [])
    for case in cases:
        made = actions.receive(
            version=version, answers=answers, key=uuid.uuid5(key, case.number), by=by, about=case.number
        )
        processing = actions.process(made)
        if processing.state == Processing.State.PROCESSED:
            handed.done.append(made)
        else:
            handed.stopped.append((case.number, processing.reason))
    return handed


def _filled_in(to: str, note: str, by: Any) -> tuple[FormVersion, dict[str, Any]]:
    """The form with the effect of handing over, filled in as the office has it now."""
    for version in newest_versions():
        schema = version.read()
        binding = next((each for each in schema.bindings if each.effect == "hand_over"), None)
        if binding and schema.audience == "case" and by.may(schema.permission):
            data = QueryDict(mutable=True)
            data[binding.arguments["colleague"]] = to
            if question := binding.arguments.get("note"):
                data[question] = note
            form = form_class(schema, {})(data)
            if not form.is_valid():
                raise NotPossible([f"Blanketten {schema.title} behöver fyllas i för varje ärende för sig."])
            return version, form.answers()
    raise NotPossible(["Din roll har ingen blankett för att lämna över ärenden."])
