"""The modules of the generator import each other in one direction, also for their types and inside functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "generator" / "src"
#: The runtime is another program, which is copied into every wheel; it has its own test.
RUNTIME = "specseal.runtime"


def modules(root: Path, package: str) -> dict[str, Path]:
    """Every module by its name; a package by that of its folder."""
    found: dict[str, Path] = {}
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The known modules that a module imports, wherever the statement stands."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = (
                resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module
            )
            targets = [f"{base}.{alias.name}" for alias in node.names]
            targets = [target if target in known else str(base) for target in targets]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            text = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            targets = [resolve_name(text, package)] if isinstance(text, str) else []
        yield from (target for target in targets if target in known and target != name)


def graph(root: Path, package: str) -> dict[str, set[str]]:
    known = modules(root, package)
    return {name: set(imported(name, path, known)) for name, path in known.items()}


def test_the_generator_has_no_circle() -> None:
    found = {name: uses for name, uses in graph(SOURCES, "specseal").items() if not name.startswith(RUNTIME)}
    order = list(TopologicalSorter(found).static_order())
    assert order.index("specseal.contract.schema") < order.index("specseal.lint.responses")


def test_a_circle_is_found_however_it_is_hidden(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "one.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .two import x\n"
    )
    for hidden in ("import a.one", "def f():\n    from . import one", "import_module('.one', 'a')"):
        (folder / "two.py").write_text(f"from importlib import import_module\n{hidden}\n", "utf-8")
        with pytest.raises(CycleError):
            list(TopologicalSorter(graph(tmp_path, "a")).static_order())
