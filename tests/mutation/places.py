"""The places where the code can be broken, and the code broken there."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = [*sorted((ROOT / "caseload/effects").glob("*.py")), ROOT / "caseload/permissions.py"]
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip


class Mutant(NamedTuple):
    path: Path
    index: int  # of the node, as ast.walk meets it
    kind: str
    line: int
    statement: int | None  # the line of the statement inside a function; None: it runs when the module is imported

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.kind}"

    def tree(self) -> ast.Module:
        tree = ast.parse(self.path.read_text())
        _break(list(ast.walk(tree))[self.index], self.kind)
        return ast.fix_missing_locations(tree)


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    tree = ast.parse(path.read_text())
    inside = dict(_statements(tree))
    for index, node in enumerate(ast.walk(tree)):
        for kind in _kinds(node):
            broken = _left_out(node, kind) or node
            yield Mutant(path, index, kind, getattr(broken, "lineno", 0), inside[broken])


def _statements(node: ast.AST, line: int | None = None, within: bool = False) -> Iterator[tuple[ast.AST, int | None]]:
    """Each node with the line of the innermost statement of a function that it is part of."""
    within = within or isinstance(node, ast.FunctionDef)
    for child in ast.iter_child_nodes(node):
        own = child.lineno if within and isinstance(child, ast.stmt) else line
        yield child, own
        yield from _statements(child, own, within)


def _kinds(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        return ["comparison"]
    if isinstance(node, ast.BoolOp):
        return ["and/or"]
    if isinstance(node, ast.If | ast.IfExp):
        return ["condition true", "condition false"]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        return ["constant"]
    if isinstance(node, ast.FunctionDef) and node.name != "__init__":
        return [f"leaves out statement {number}" for number, each in enumerate(node.body) if _matters(each)]
    return []


def _matters(statement: ast.stmt) -> bool:
    """A statement that does something: an expression that is no docstring, or a raise."""
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Expr | ast.Raise) and not is_text


def _left_out(node: Any, kind: str) -> ast.stmt | None:
    body: list[ast.stmt] = node.body if kind.startswith("leaves out") else []
    return body[int(kind.rpartition(" ")[2])] if body else None


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
