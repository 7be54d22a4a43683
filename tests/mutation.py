"""Do the tests notice when the code is wrong? `python -m tests.mutation [MUTANTS]` breaks it, one place at a time.

Each mutant is one changed comparison, constant, condition or left-out statement in caseload/effects or
caseload/permissions.py. The tests run in a process of their own in which the import gives the mutant; the tree itself is
never touched. A mutant that all tests pass has survived, and is printed. `make soak` runs a sample that is the same
each time; MUTANTS=0 runs them all.
"""

import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MARKS = {"effects": 0.85, "permissions": 0.95}
FILES = [*sorted((ROOT / "caseload/effects").glob("*.py")), ROOT / "caseload/permissions.py"]
TESTS = ["tests/caseload", "--ignore=tests/caseload/test_stories.py"]
SECONDS = 900
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip


def mutants(path: Path) -> Iterator[tuple[int, str, ast.Module]]:
    """`(line, what was changed, mutated module)` for every place in the file that can be broken."""
    source = ast.parse(path.read_text())
    for index, node in enumerate(ast.walk(source)):
        for kind in _kinds(node):
            changed = copy.deepcopy(source)
            _break(list(ast.walk(changed))[index], kind)
            yield getattr(node, "lineno", 0), kind, ast.fix_missing_locations(changed)


def _kinds(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        return ["comparison"]
    if isinstance(node, ast.BoolOp):
        return ["and/or"]
    if isinstance(node, ast.If | ast.IfExp):
        return ["condition true", "condition false"]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return ["constant"]
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ["constant"]
    if isinstance(node, ast.FunctionDef) and node.name != "__init__":
        return [f"leaves out statement {number}" for number, each in enumerate(node.body) if _matters(each)]
    return []


def _matters(statement: ast.stmt) -> bool:
    """A statement that does something: an expression that is no docstring, or a raise."""
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Expr | ast.Raise) and not is_text


def _break(node: Any, kind: str) -> None:
    if kind == "comparison":
        node.ops[0] = COMPARISONS[type(node.ops[0])]()
    elif kind == "and/or":
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif kind.startswith("condition"):
        node.test = ast.Constant(kind.endswith("true"))
    elif kind == "constant":
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    else:
        node.body[int(kind.rpartition(" ")[2])] = ast.Pass()


class Finder(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives one module as its mutant."""

    def __init__(self, path: Path, number: int) -> None:
        self.path, self.tree = path, list(mutants(path))[number][2]
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        is_package = self.path.name == "__init__.py"
        return importlib.util.spec_from_loader(name, self, is_package=is_package) if name == self.name else None

    def get_filename(self, name: str) -> str:
        return str(self.path)

    def get_data(self, path: str) -> bytes:
        return ast.unparse(self.tree).encode()

    def is_package(self, name: str) -> bool:
        return self.path.name == "__init__.py"


# As a plug-in of the process that runs the tests (`-p tests.mutation`): break what MUTANT names.
if os.environ.get("MUTANT"):
    _name, _, _number = os.environ["MUTANT"].rpartition(":")
    sys.meta_path.insert(0, Finder(ROOT / _name, int(_number)))


def killed(path: Path, number: int) -> bool:
    """Whether a test fails with the mutant; one that never ends is killed too."""
    name = str(path.relative_to(ROOT))
    environment = os.environ | {"MUTANT": f"{name}:{number}", "PORTAL_DEMO": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutation", "-x", "-q", "--no-header", *TESTS]
    try:
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=SECONDS,
                              check=False).returncode != 0  # fmt: skip
    except subprocess.TimeoutExpired:
        return True


def main(sample: int) -> int:
    places = [(path, number, line, kind) for path in FILES for number, (line, kind, _tree) in enumerate(mutants(path))]
    if sample:
        places = sorted(random.Random(1).sample(places, min(sample, len(places))), key=str)
    found: dict[str, list[bool]] = {name: [] for name in MARKS}
    for path, number, line, kind in places:
        area = "permissions" if path.stem == "permissions" else "effects"
        found[area].append(killed(path, number))
        if not found[area][-1]:
            print(f"survived: {path.relative_to(ROOT)}:{line} {kind}", flush=True)
    missed = 0
    for area, results in found.items():
        share = sum(results) / len(results) if results else 1.0
        missed |= share < MARKS[area]
        print(f"{area}: {sum(results)} of {len(results)} mutants killed, {share:.0%} (mark {MARKS[area]:.0%})")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
