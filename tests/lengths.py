"""Functions over 60 lines and files over 300 fail (`python -m tests.lengths`). What may be longer says why."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FUNCTION, LONGEST_FILE = 60, 300
LONGEST_TEST_FILE = 450  # many small functions that are read one at a time
ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("portal", "methods", "courses", "forms", "caseload", "supervision", "search", "templates", "tests")
SUFFIXES = {".py", ".html", ".css", ".js"}

# Path -> reason. Nothing else may be longer.
MAY_BE_LONGER = {
    "portal/static/portal/portal.css": "one stylesheet, in layers; splitting it would cost every reader a request",
}


def faults() -> Iterator[str]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES and "migrations" not in path.parts:
                yield from _faults_of(path)


def _faults_of(path: Path) -> Iterator[str]:
    name, text = str(path.relative_to(ROOT)), path.read_text()
    lines = text.count("\n")
    longest = LONGEST_TEST_FILE if name.startswith("tests/") else LONGEST_FILE
    if lines > longest and name not in MAY_BE_LONGER:
        yield f"{name}: {lines} lines; make it a package of the same name (at most {longest})"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{name}:{node.lineno} {node.name}: {length} lines (at most {LONGEST_FUNCTION})"


if __name__ == "__main__":
    found = list(faults())
    print(*found, sep="\n")
    sys.exit(bool(found))
