"""A form of 250 questions with conditions: how long it takes to render and to check. Part of `make bench`.

Prints a table and, as the last line, the same as JSON. Ends with 1 when a mark is missed.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

QUESTIONS = 250
ROUNDS = 30
MARK_MS = 100.0
KINDS = ("text", "choice", "bool", "date", "int", "kr", "textarea", "choices", "scale", "tel")
VALUES = {
    "text": "Svar", "choice": "b", "bool": "yes", "date": "2026-03-02", "int": "7", "kr": "1 250,50",
    "textarea": "Ett längre svar.", "choices": "a", "scale": "4", "tel": "08-465 004 10",
}  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-forms-") as folder:
        prepare(Path(folder))
        found = measured()
    for name, milliseconds in found.items():
        print(f"{name:<32}{milliseconds:>8.1f} ms")
    missed = [f"{name} took {ms:.1f} ms, at most {MARK_MS:.0f}" for name, ms in found.items() if ms > MARK_MS]
    print("Marks: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps({"forms": found, "missed": missed}))
    return 1 if missed else 0


def prepare(folder: Path) -> None:
    """Settings as in production but for HTTPS, with a data folder that is thrown away."""
    os.environ |= {"PORTAL_DATA": str(folder), "PORTAL_DEMO": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    import django

    django.setup()


def questions() -> list[dict[str, Any]]:
    """Every third question depends on one before it, every ninth on two; each kind of question comes 25 times."""
    made: list[dict[str, Any]] = []
    for number in range(QUESTIONS):
        kind = KINDS[number % len(KINDS)]
        question: dict[str, Any] = {"key": f"f{number}", "label": f"Fråga {number}", "type": kind, "required": True}
        if kind in {"choice", "choices"}:
            question["options"] = [[value, f"Svar {value}"] for value in "abcde"]
        if number > 10 and number % 3 == 0:
            earlier = number // 10 * 10 - 9
            tests: list[dict[str, Any]] = [{"question": f"f{earlier}", "values": ["b", "c"]}]
            if number % 9 == 0:
                tests.append({"question": f"f{earlier + 1}", "values": ["yes"]})
            question["show_if"] = {"match": "any", "tests": tests}
        made.append(question)
    return made


def measured() -> dict[str, float]:
    from django.http import QueryDict
    from django.template.loader import get_template

    from forms import stepping
    from forms.builder import form_class
    from forms.schema import Schema

    steps = [{"title": f"Steg {start // 25 + 1}", "questions": questions()[start : start + 25]}
             for start in range(0, QUESTIONS, 25)]  # fmt: skip
    text = Schema.from_dict({"key": "B1", "title": "Mätning", "audience": "public", "steps": steps}).to_json()
    template = get_template("components/answers_form.html")
    posted = QueryDict(mutable=True)
    posted.update({question["key"]: VALUES[question["type"]] for question in questions()})

    def render(data: QueryDict | None = None) -> None:
        """From the stored text of the version to HTML, as a request does it."""
        form = form_class(Schema.from_json(text))(data)
        html = template.render({"view": stepping.first(form), "form": form, "words": form.words, "key_name": "n"})
        assert html.count('<div class="question field') == QUESTIONS

    def check() -> None:
        form = form_class(Schema.from_json(text))(posted)
        assert form.is_valid(), form.errors
        assert len(form.answers()) == QUESTIONS

    return {f"{QUESTIONS} questions, empty": timed(render), f"{QUESTIONS} questions, check": timed(check)}


def timed(work: Callable[[], None]) -> float:
    """The median of the rounds, in milliseconds of this process: other programs on the machine do not count."""
    work()
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1000)
    return median(took)


if __name__ == "__main__":
    sys.exit(main())
