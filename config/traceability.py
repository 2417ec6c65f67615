"""Which tests prove which requirement, read from the tests' `covers` marks without running them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

REQUIREMENTS = tuple(f"R{n}" for n in range(1, 135)) + tuple(f"N{n}" for n in range(1, 15))


def covers_marks(tests: Path) -> dict[str, list[str]]:
    """Requirement id -> names of the tests that are marked with it, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        whole = list(_module_ids(tree))
        name = file.relative_to(tests.parent)
        for function in _functions(tree):
            own = [i for mark in function.decorator_list for i in _ids(mark)]
            for identifier in dict.fromkeys([*whole, *own]):
                found[identifier].append(f"{name}::{function.name}")
    return dict(found)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _module_ids(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            marks = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            for mark in marks:
                yield from _ids(mark)


def _ids(mark: ast.expr) -> Iterator[str]:
    """The ids of `pytest.mark.covers("R1", ...)`; nothing for any other mark."""
    if (
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr == "covers"
    ):
        for argument in mark.args:
            if isinstance(argument, ast.Constant):
                yield str(argument.value)
