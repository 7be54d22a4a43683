"""Where the import system stops one process, right before the first file that may be broken, for others to fork from.

Everything that does not know the files has been imported by then, and nothing that does.
"""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutation.places import FILES, ROOT

Trees = dict[Path, ast.Module]
NAMES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}
# What every test with a page imports, and what knows no case: the first process imports it once for all forks.
AHEAD = (
    "hypothesis", "django.test.client", "wagtail.urls", "wagtail.admin.urls", "wagtail.documents.urls", "portal.views",
    "portal.account_urls", "courses.urls", "forms.urls", "methods.urls", "search.urls", "supervision.urls",
)  # fmt: skip
REACHED: set[str] = set()  # "path:line" of the statements that ran since it was last emptied


class Gate(MetaPathFinder):
    """`serve` is called before the first of the files is imported, and returns in each fork what it shall import."""

    def __init__(self, serve: Callable[[], Trees]) -> None:
        self.serve = serve
        self.trees: Trees | None = None

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in NAMES:
            return None
        if self.trees is None:
            for module in AHEAD:
                importlib.import_module(module)
            if sys.modules.keys() & NAMES.keys():
                raise ImportError(f"one of {', '.join(AHEAD)} imports what may be broken")
            self.trees = self.serve()
        file = NAMES[name]
        return importlib.util.spec_from_file_location(name, file, loader=Loader(name, file, self.trees.get(file)))


class Loader(SourceFileLoader):
    """Compiles the tree instead of the file, and never from or to a cache."""

    def __init__(self, name: str, path: Path, tree: ast.Module | None) -> None:
        super().__init__(name, str(path))
        self.tree = tree or ast.parse(path.read_text())

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self.tree, self.path, "exec", dont_inherit=True)
        return code


def noting() -> Trees:
    """All files, with each statement of a function noted in REACHED before it runs."""
    return {path: _noting(path) for path in FILES}


def _noting(path: Path) -> ast.Module:
    name, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in {inner for function in functions for inner in ast.walk(function)}:
        for block in ("body", "orelse", "finalbody"):
            if isinstance(statements := getattr(node, block, None), list):
                setattr(node, block, [each for old in statements for each in (_note(name, old.lineno), old)])
    tree.body.insert(1, ast.parse("from tests.mutation.gate import REACHED").body[0])  # after the docstring
    return ast.fix_missing_locations(tree)


def _note(name: str, line: int) -> ast.stmt:
    return ast.parse(f"REACHED.add({f'{name}:{line}'!r})").body[0]
